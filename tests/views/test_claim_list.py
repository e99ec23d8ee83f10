"""The list of claims: what readers see, search, facets, bad queries, fragments."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client

from claims import facets
from claims.models import Alias
from tests.factories import make_actor, make_article, make_claim, make_issue, make_outlet

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def shown(client: Client, query: str = "") -> str:
    response = client.get(f"/claims/{query}")
    assert response.status_code == 200
    return response.content.decode()


def ids(client: Client, query: str = "") -> set[int]:
    return {claim.pk for claim in client.get(f"/claims/{query}").context["rows"].page}


def test_claim_list_exports_exactly_what_it_shows(client: Client) -> None:
    shown = make_claim(speaker=make_actor("Anna Berg"), state="accepted", act="offer")
    make_claim(state="accepted", act="reject")
    make_claim(act="offer")
    for form in ("csv", "jsonl"):
        assert f'href="/claims/export.{form}?act=offer"' in client.get("/claims/?act=offer").content.decode()
    lines = b"".join(client.get("/claims/export.jsonl?act=offer")).decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [str(shown.pk)]
    response = client.get("/claims/export.csv?act=offer")
    head, row = csv.reader(io.StringIO(b"".join(response).decode()))
    assert dict(zip(head, row, strict=True))["speaker"] == "Anna Berg"
    assert response["Content-Disposition"] == 'attachment; filename="claims.csv"'
    assert client.get("/claims/export.xlsx").status_code == 404


def test_claim_list_marks_what_was_searched_for(client: Client) -> None:
    make_claim(state="accepted")
    page = client.get("/claims/?q=BORDER").content.decode()
    assert re.search(r'<mark class="content hit" data-claims="0">border</mark>', page)
    assert 'hit"' not in client.get("/claims/?q=-ships").content.decode()


def test_claim_list_refuses_another_method(client: Client) -> None:
    assert client.post("/claims/").status_code == 405


def test_claim_list_shows_the_sentence_with_its_parts_marked(client: Client) -> None:
    make_claim(state="accepted", speaker=make_actor("Anna Berg"))
    page = shown(client)
    assert '<mark class="content" data-claims="0">the border must stay open</mark>' in page
    assert '<mark class="source" data-claims="0">Anna Berg</mark> <mark class="cue"' in page


def test_claim_list_hides_suggestions_until_asked(client: Client) -> None:
    make_claim()
    page = shown(client)
    assert "Nothing reviewed here yet" in page
    assert "Show 1 unreviewed suggestion" in page
    assert "Unreviewed suggestion</span>" in shown(client, "?state=suggested")


def test_claim_list_switch_adds_suggestions_to_the_reviewed(client: Client) -> None:
    make_claim()
    make_claim(state="accepted")
    search = client.get("/claims/").context["search"]
    assert len(ids(client, search.switched)) == 2


@pytest.mark.parametrize("state", ["disputed", "rejected"])
def test_claim_list_leaves_out_what_editors_doubt(client: Client, state: str) -> None:
    make_claim(state=state, state_reason="not a claim")
    assert ids(client) == set()


def test_claim_list_tells_a_reader_who_sees_rejected_claims(reader_client: Client, editor_client: Client) -> None:
    claim = make_claim(state="rejected", state_reason="not a claim")
    assert "Rejected claims are shown to editors only" in shown(reader_client, "?state=rejected")
    assert ids(editor_client, "?state=rejected") == {claim.pk}


def test_claim_list_says_when_nothing_matches(client: Client) -> None:
    make_claim(state="accepted")
    page = shown(client, "?q=zeppelin")
    assert "Nothing matches" in page
    assert "Reset search and filters" in page


@pytest.mark.parametrize("query", ["stay+open", '"must+stay"', "berg", "Анна", "harbour", "OPEN+berg"])
def test_claim_list_searches_words_names_aliases_and_titles(client: Client, query: str) -> None:
    speaker = make_actor("Anna Berg")
    Alias.objects.create(actor=speaker, text="Анна Берг", language="uk")
    claim = make_claim(make_article(title="News from the harbour"), speaker=speaker, state="accepted")
    make_claim(
        make_article("Bo Dahl said ships wait."), content="ships wait", source="Bo Dahl", cue="said", state="accepted"
    )
    assert ids(client, f"?q={query}") == {claim.pk}


def test_claim_list_finds_who_speaks_together_with_another(client: Client) -> None:
    claim = make_claim(speaker=make_actor("Norway"), state="accepted")
    other = make_actor("Sweden", slug="sweden")
    claim.co_speakers.add(other)
    assert ids(client, "?actor=sweden") == ids(client, "?q=sweden") == {claim.pk}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("actor=one", {0, 1}),
        ("actor=one&actor=two", {0, 1, 2}),
        ("issue=talks", {0, 2}),
        ("issue=talks&stance=for", {0}),
        ("issue=talks&stance=against", {2}),
        ("stance=against", {0, 2}),
        ("act=offer", {1}),
        ("kind=direct", {2}),
        ("outlet=times", {0, 1, 2}),
        ("since=2024-06-14", {1}),
        ("until=2024-06-13", {0}),
        ("since=2024-06-13&until=2024-06-14", {0, 1}),
        ("actor=one&act=offer", {1}),
    ],
)
def test_claim_list_filters(client: Client, query: str, expected: set[int]) -> None:
    one, two = make_actor(slug="one"), make_actor(slug="two")
    talks, prisoners = make_issue("Talks", slug="talks"), make_issue("Prisoners", slug="prisoners")
    article = make_article(outlet=make_outlet(slug="times"))
    claims = [
        make_claim(article, speaker=one, issues={talks: "for", prisoners: "against"}, **said("2024-06-13")),
        make_claim(article, speaker=one, act="offer", **said("2024-06-14")),
        make_claim(article, speaker=two, kind="direct", issues={talks: "against"}, state="corrected"),
    ]
    assert ids(client, f"?{query}") == {claims[number].pk for number in expected}


def said(day: str) -> dict[str, Any]:
    return {"said_on": day, "said_on_precision": "day", "state": "accepted"}


def test_claim_list_counts_each_facet_with_the_others_applied(client: Client) -> None:
    one, two = make_actor(slug="one"), make_actor(slug="two")
    talks = make_issue(slug="talks")
    make_claim(speaker=one, act="offer", state="accepted", issues={talks: "for"})
    make_claim(speaker=two, act="offer", state="accepted", issues={talks: "against"})
    make_claim(speaker=two, act="demand", state="accepted")
    make_claim(speaker=two, act="offer")
    facets = {facet.name: facet for facet in client.get("/claims/?actor=two&stance=against").context["facets"]}
    assert facets["actor"].count_of("one") == 0
    assert facets["actor"].count_of("two") == 1
    assert facets["stance"].count_of("against") == 1
    assert facets["issue"].count_of("talks") == 1
    facets = {facet.name: facet for facet in client.get("/claims/?act=offer").context["facets"]}
    assert {act: facets["act"].count_of(act) for act in ("offer", "demand")} == {"offer": 2, "demand": 1}
    assert {state: facets["state"].count_of(state) for state in ("accepted", "suggested")} == {
        "accepted": 2,
        "suggested": 1,
    }


def test_claim_list_shows_active_filters_that_can_be_removed(client: Client) -> None:
    make_claim(speaker=make_actor("Anna Berg", slug="anna"), act="offer", state="accepted")
    chips = client.get("/claims/?actor=anna&act=offer&q=open").context["search"].chips
    assert [(chip.label, chip.address) for chip in chips] == [
        ("Search: open", "?actor=anna&act=offer"),
        ("Actor: Anna Berg", "?q=open&act=offer"),
        ("Act: Offer", "?q=open&actor=anna"),
    ]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("act=sing", "Unknown act &quot;sing&quot;"),
        ("actor=nobody", "Unknown actor &quot;nobody&quot;"),
        ("issue=nothing", "Unknown issue &quot;nothing&quot;"),
        ("state=lost", "Unknown review state &quot;lost&quot;"),
        ("sort=colour", "Unknown order &quot;colour&quot;"),
        ("page=999", "There is no page &quot;999&quot;. This is page 1 of 1."),
        ("page=x", "There is no page &quot;x&quot;"),
        ("since=yesterday", "Write it like 2024-06-14"),
        ("since=2024-06-14&until=2024-06-13", "before it starts"),
        ("q=" + "a+" * 13, "more than 12 words"),
        ("q=" + "a" * 201, "longer than 200 characters"),
    ],
)
def test_claim_list_says_what_it_cannot_follow(client: Client, query: str, message: str) -> None:
    make_claim(state="accepted")
    page = shown(client, f"?{query}")
    assert message in page
    assert "1 claim" in page


@pytest.mark.parametrize("query", ["q=%00", "actor=%00x", "q=%22", 'q="', "q=%25_'", "act=&actor=&page="])
def test_claim_list_survives_odd_queries(client: Client, query: str) -> None:
    make_claim(state="accepted")
    shown(client, f"?{query}")


def test_claim_list_pages_keep_the_filters(client: Client, settings: Any) -> None:
    settings.PEACETRACKER_PAGE_SIZE = 1
    for _ in range(3):
        make_claim(state="accepted", act="offer")
    assert 'href="?act=offer&amp;page=3"' in shown(client, "?act=offer&page=2")


@pytest.mark.parametrize(("order", "first"), [("newest", 1), ("oldest", 0), ("added", 2), ("uncertain", 2)])
def test_claim_list_orders(client: Client, order: str, first: int) -> None:
    claims = [
        make_claim(**said("2024-06-13")),
        make_claim(**said("2024-06-14")),
        make_claim(state="accepted", confidence=0.1),
    ]
    assert client.get(f"/claims/?sort={order}").context["rows"].page[0] == claims[first]


def test_claim_list_fragment_is_the_results_alone(client: Client) -> None:
    make_claim(state="accepted")
    response = client.get("/claims/?act=demand&q=&state=accepted&state=corrected", headers=HTMX)
    page = response.content.decode()
    assert page.strip().startswith('<div id="results">')
    assert "<html" not in page
    assert response["Vary"].count("HX-Request") == 1
    assert response["HX-Push-Url"] == "/claims/?act=demand"


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_claim_list_boosted_or_restored_is_a_whole_page(client: Client, header: str) -> None:
    assert b"<html" in client.get("/claims/", headers=HTMX | {header: "true"}).content


def test_claim_list_escapes_what_texts_and_names_hold(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    article = make_article(f"Anna Berg said {evil}.", title=evil, outlet=make_outlet(name=evil))
    claim = make_claim(
        article, content=evil, source="Anna Berg", cue="said", speaker=make_actor(evil), state="accepted"
    )
    claim.claim_issues.create(issue=make_issue(evil), stance="for")
    page = shown(client, f"?q={evil}")
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_claim_list_takes_the_same_queries_however_long(
    client: Client, django_assert_num_queries: Any, editor: User
) -> None:
    def add() -> None:
        claim = make_claim(
            make_article(outlet=make_outlet()),
            speaker=make_actor(),
            reported_via=make_actor(),
            state="accepted",
            issues={make_issue(): "for", make_issue(): "against"},
        )
        claim.co_speakers.add(make_actor())

    add()
    with django_assert_num_queries(12):
        client.get("/claims/")
    for _ in range(7):
        add()
    with django_assert_num_queries(12):
        client.get("/claims/")


def test_facet_with_very_many_options_says_how_to_find_the_others(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "MOST_OPTIONS", 9)
    for number in range(12):
        make_claim(speaker=make_actor(f"Speaker {number:02}", slug=f"s{number:02}"), state="accepted")
    page = shown(client, "?actor=s11")
    assert "Speaker 08" in page
    assert "Speaker 09" not in page.split("</fieldset>")[1]
    assert 'value="s11" checked' in page
    assert "2 with fewer claims are not listed: search for one by name. <code>actor:…</code>" in page


@pytest.mark.parametrize("query", ["", "?act=offer", "?state=suggested", "?act=offer&kind=direct&state=accepted"])
def test_facets_counted_together_count_what_choosing_them_would_show(client: Client, query: str) -> None:
    for number, (state, act, kind) in enumerate(
        product(("accepted", "suggested"), ("offer", "deny"), ("direct", "mixed"))
    ):
        for _ in range(number + 1):
            make_claim(state=state, act=act, kind=kind)
    for facet in client.get(f"/claims/{query}").context["facets"]:
        if facet.name not in {"state", "act", "kind"}:
            continue
        for option in facet.options:
            asked = QueryDict(query.removeprefix("?"), mutable=True)
            asked.setlist(facet.name, [option.value])
            assert client.get(f"/claims/?{asked.urlencode()}").context["rows"].count == option.count, option


QUERIES = (
    "", "?act=offer", "?issue=i0", "?stance=for", "?issue=i0&issue=i1", "?issue=i1&stance=against", "?actor=s0",
    "?stance=for&stance=neutral", "?outlet=o1&kind=direct", "?q=harbour", "?q=harbour&issue=i2&stance=for",
    "?state=suggested", "?state=suggested&state=accepted&actor=s1", "?since=2024-02-01&until=2024-04-01",
)  # fmt: skip


@pytest.fixture
def crowd() -> None:
    """Claims of all kinds, some made together, some on several issues, drawn at random."""
    chance = random.Random(5)  # noqa: S311  (a fixed draw of test data)
    actors = [make_actor(f"Speaker {number}", slug=f"s{number}") for number in range(3)]
    issues = [make_issue(slug=f"i{number}") for number in range(3)]
    outlets = [make_outlet(slug=f"o{number}") for number in range(2)]
    words = ("the harbour is open", "the border is shut")
    articles = [
        make_article(f"He said {words[number % 2]}.", checksum=f"{number}", outlet=outlets[number // 2])
        for number in range(4)
    ]
    for _ in range(60):
        article = chance.choice(articles)
        claim = make_claim(
            article, source="He", cue="said", content=article.text[8:-1], speaker=chance.choice([None, *actors]),
            state=chance.choice(["accepted", "corrected", "suggested", "disputed"]),
            act=chance.choice(["offer", "deny"]),
            kind=chance.choice(["direct", "mixed"]), confidence=chance.choice([0.2, 0.9]),
            said_on=f"2024-0{chance.randrange(1, 6)}-10", said_on_precision="day",
            issues={issue: chance.choice(["for", "against", "neutral"]) for issue in chance.sample(issues, 2)},
        )  # fmt: skip
        if chance.random() < 0.3:
            claim.co_speakers.add(*(actor for actor in actors[:2] if actor != claim.speaker))


@pytest.mark.parametrize("query", QUERIES)
def test_every_facet_counts_what_choosing_its_option_would_show(client: Client, crowd: None, query: str) -> None:
    counted = 0
    for facet in client.get(f"/claims/{query}").context["facets"]:
        for option in facet.options:
            asked = QueryDict(query.removeprefix("?"), mutable=True)
            asked.setlist(facet.name, [option.value])
            assert client.get(f"/claims/?{asked.urlencode()}").context["rows"].count == option.count, option
            counted += option.count
    assert counted
