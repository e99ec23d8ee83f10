"""Citations, sharing and search engines."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.citation import citations
from claims.linked_data import actor_data
from claims.models import Actor, Claim, Issue, Package, Statement, Term
from claims.sitemaps import SITEMAPS
from tests.factories import make_actor, make_article, make_claim, make_issue, make_link, make_outlet

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def claim() -> Claim:
    """A reviewed, dated claim of Anna Berg in The Wire."""
    article = make_article(
        "Anna Berg said </script> & 100% stay open. It ended.", title="A report", outlet=make_outlet(name="The Wire"),
        published_on="2024-06-14", published_precision="day",
    )  # fmt: skip
    claim = make_claim(
        article, source="Anna Berg", cue="said", content="</script> & 100% stay open", said_on="2024-06-13",
        said_on_precision="day", speaker=make_actor("Anna Berg", slug="anna-berg", wikidata="Q7"), state="accepted",
        issues={make_issue("Border", slug="border"): "for"},
    )  # fmt: skip
    claim.refresh_from_db()
    claim.article.refresh_from_db()
    return claim


def texts(claim: Claim) -> dict[str, str]:
    return {found.key: found.text for found in citations(claim, "https://x.example/claims/1/", TODAY)}


def test_citation_in_each_style(claim: Claim) -> None:
    found = texts(claim)
    assert list(found) == ["plain", "apa", "chicago", "bibtex"]
    words = "“</script> & 100% stay open”."
    assert found["plain"] == (
        f'Anna Berg (13 June 2024): {words} In "A report", The Wire, 14 June 2024. '
        f"PeaceTracker claim {claim.pk} (reviewed), https://x.example/claims/1/"
    )
    assert found["apa"] == (
        f"Anna Berg. (2024). {words} As reported in A report, The Wire, 14 June 2024 "
        f"[Claim {claim.pk}, version 1, reviewed]. PeaceTracker. "
        "Retrieved November 22, 2026, from https://x.example/claims/1/"
    )
    assert found["chicago"] == (
        f"Anna Berg, 13 June 2024, {words} Quoted in “A report,” The Wire, 14 June 2024. PeaceTracker, claim "
        f"{claim.pk}, version 1 (reviewed). Accessed November 22, 2026. https://x.example/claims/1/."
    )
    assert found["bibtex"] == (
        f"@misc{{peacetracker-{claim.pk},\n  author = {{{{Anna Berg}}}},\n"
        "  title = {{</script> \\& 100\\% stay open}},\n  year = {2024},\n"
        "  howpublished = {\\url{https://x.example/claims/1/}},\n"
        "  note = {Reported in A report, The Wire, 14 June 2024. "
        f"PeaceTracker claim {claim.pk}, version 1, reviewed}},\n"
        "  urldate = {2026-11-22},\n}"
    )


def test_citation_says_what_is_not_known_and_not_reviewed() -> None:
    found = texts(make_claim())
    assert "(n.d.)" in found["apa"]
    assert "suggested, not reviewed" in found["chicago"]
    assert "year" not in found["bibtex"]


def test_claim_page_offers_every_style(client: Client, claim: Claim) -> None:
    page = client.get(claim.get_absolute_url()).content.decode()
    for key in ("citation", "citation-apa", "citation-chicago", "citation-bibtex"):
        assert f'id="{key}"' in page
        assert f'data-copy="{key}"' in page


def data_in(page: str) -> Any:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(block)


def test_claim_page_holds_the_claim_as_data(client: Client, claim: Claim) -> None:
    data = data_in(client.get(claim.get_absolute_url()).content.decode())
    address = f"http://testserver/claims/{claim.pk}/"
    assert (data["@type"], data["@id"], data["text"]) == ("Claim", address, "</script> & 100% stay open")
    assert data["author"] == [
        {
            "@type": "Person",
            "name": "Anna Berg",
            "url": "http://testserver/actors/anna-berg/",
            "sameAs": "https://www.wikidata.org/entity/Q7",
        }
    ]
    assert data["datePublished"] == "2024-06-13"
    assert data["appearance"]["publisher"]["name"] == "The Wire"
    assert [issue["name"] for issue in data["about"]] == ["Border"]


def test_a_direct_quotation_is_a_quotation_too(client: Client, claim: Claim) -> None:
    Claim.objects.update(kind="direct")
    assert data_in(client.get(claim.get_absolute_url()).content.decode())["@type"] == ["Claim", "Quotation"]


def test_what_nobody_reviewed_is_given_to_no_program_as_data(client: Client, claim: Claim) -> None:
    Claim.objects.update(state="suggested")
    assert "ld+json" not in client.get(claim.get_absolute_url()).content.decode()


def test_states_and_bodies_are_told_apart_from_persons() -> None:
    kinds = [actor_data(make_actor(kind=kind), str)["@type"] for kind in ("state", "government", "person")]
    assert kinds == ["Country", "Organization", "Person"]


@pytest.fixture
def package(claim: Claim) -> Package:
    """An accepted package of Anna Berg with an accepted and a suggested term, both resting on her claim."""
    anna = Actor.objects.get(slug="anna-berg")
    package = Package.objects.create(
        name="Anna Berg's terms", actor=anna, state="accepted", put_forward_on="2024-06-13"
    )
    for wording, state in (("The gate stays open", "accepted"), ("Nobody has read this", "suggested")):
        term = Term.objects.create(
            actor=anna, issue=Issue.objects.get(), act="demand", stance="for", wording=wording, state=state,
            package=package,
        )  # fmt: skip
        term.claims.add(claim)
    return package


LISTS = ["/claims/", "/articles/", "/actors/", "/issues/", "/statements/", "/exchanges/", "/packages/", "/timeline/",
         "/sources/", "/sources/coverage/", "/positions/"]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    ["/", *LISTS, "/claims/{claim}/", "/articles/{article}/", "/actors/anna-berg/", "/issues/border/",
     "/statements/{statement}/", "/exchanges/{claim}/", "/packages/{package}/"],
)  # fmt: skip
def test_pages_say_their_address_and_what_they_are(client: Client, claim: Claim, package: Package, path: str) -> None:
    keys = {"claim": claim.pk, "article": claim.article_id, "package": package.pk}
    path = path.format(**keys, statement=said_once(claim).pk)
    page = client.get(path, {"page": "1"}).content.decode()
    assert page.count(f'<link rel="canonical" href="http://testserver{path}">') == 1
    for name in ("title", "description", "url", "type", "site_name"):
        assert page.count(f'<meta property="og:{name}" content="') == 1
    title = re.findall(r'og:title" content="(.*?)"', page)[0]
    assert title not in ("", "PeaceTracker")
    assert len(re.findall(r'<meta name="description" content="(.+?)"', page)[0]) > 20
    data = data_in(page)
    assert data["@context"] == "https://schema.org"
    assert data["url"] == f"http://testserver{path}"
    assert (data["@type"] == "CollectionPage") is (path in LISTS)


def said_once(claim: Claim) -> Statement:
    """Return a statement of the claim alone."""
    statement = Statement.objects.create(canonical=claim)
    Claim.objects.update(statement=statement)
    return statement


def test_package_as_data_holds_its_accepted_terms(client: Client, package: Package) -> None:
    page = client.get(package.get_absolute_url(), {"all": "1"}).content.decode()
    assert "Nobody has read this" in page
    data = data_in(page)
    assert (data["name"], data["author"]["name"], data["datePublished"]) == (
        "Anna Berg's terms", "Anna Berg", "2024-06-13",
    )  # fmt: skip
    assert [(part["text"], part["about"]["name"]) for part in data["hasPart"]] == [("The gate stays open", "Border")]
    Package.objects.update(state="suggested")
    assert "ld+json" not in client.get(package.get_absolute_url()).content.decode()


def test_statement_as_data_appears_in_its_reviewed_reports(client: Client, claim: Claim) -> None:
    statement = said_once(claim)
    for state in ("accepted", "suggested"):
        make_claim(make_article(f"{state}. Anna Berg said the border must stay open.", title=f"The {state} report"),
                   state=state, statement=statement)  # fmt: skip
    data = data_in(client.get(statement.get_absolute_url()).content.decode())
    assert [article["headline"] for article in data["appearance"]] == ["A report", "The accepted report"]
    Claim.objects.update(state="suggested")
    for address in (statement.get_absolute_url(), f"/exchanges/{claim.pk}/"):
        page = client.get(address).content.decode()
        assert "ld+json" not in page, address


def test_the_site_tells_programs_how_to_search_it(client: Client, claim: Claim) -> None:
    data = data_in(client.get("/").content.decode())
    assert data["potentialAction"]["target"]["urlTemplate"] == "http://testserver/claims/?q={search_term_string}"


def test_an_actor_nobody_confirmed_is_given_to_no_program_as_data(client: Client) -> None:
    make_actor("Bo Dahl", slug="bo", provisional=True)
    assert "ld+json" not in client.get("/actors/bo/").content.decode()


def test_sitemap_lists_what_is_reviewed(client: Client, claim: Claim, package: Package) -> None:
    make_claim()
    Package.objects.create(name="Not read yet", actor=make_actor())
    statement = said_once(claim)
    Statement.objects.create(canonical=make_claim())
    answer = make_claim(state="accepted", act="reject")
    make_link(answer, claim, "responds_to")
    make_link(claim, make_claim(), "responds_to")
    index = client.get("/sitemap.xml").content.decode()
    assert "http://testserver/sitemap-claims.xml" in index
    addresses = set()
    for section in SITEMAPS:
        tree = ElementTree.fromstring(client.get(f"/sitemap-{section}.xml").content)  # noqa: S314  (our own)
        addresses |= {
            (element.text or "").removeprefix("http://testserver") for element in tree.iter() if "loc" in element.tag
        }
    assert {"/", "/positions/", claim.get_absolute_url(), "/actors/anna-berg/", "/issues/border/"} <= addresses
    claims = {address for address in addresses if re.match(r"/claims/\d", address)}
    assert claims == {claim.get_absolute_url(), answer.get_absolute_url()}
    found = {address for address in addresses if re.match(r"/(statements|packages|exchanges)/\d", address)}
    assert found == {statement.get_absolute_url(), package.get_absolute_url(), f"/exchanges/{claim.pk}/"}
    assert {"/statements/", "/exchanges/", "/packages/", "/sources/coverage/"} <= addresses
    assert client.get("/sitemap-moon.xml").status_code == 404


def test_sitemap_of_claims_takes_the_same_queries_for_more_claims(client: Client, claim: Claim) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/sitemap-claims.xml")
        return len(queries)

    few = count()
    for _ in range(5):
        make_claim(state="accepted")
    assert count() == few


def test_robots_are_shown_the_sitemap(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in response.content.decode()
