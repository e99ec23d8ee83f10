"""One event, outlet by outlet: who reports what in which words, what is left out, and what may be the same."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims import coverage
from claims.models import Article, Claim, Event, LinkState, Origin, Outlet, Statement
from tests.factories import make_actor, make_article, make_claim, make_issue, make_link, make_outlet

pytestmark = pytest.mark.django_db
DAY = {"said_on": "2024-06-14", "said_on_precision": "day"}


@pytest.fixture
def wire() -> Outlet:
    return make_outlet(name="The Wire", slug="wire")


@pytest.fixture
def post() -> Outlet:
    return make_outlet(name="The Post", slug="post")


def report(outlet: Outlet, published: str = "2024-06-15") -> Article:
    return make_article(outlet=outlet, published_on=published, published_precision="day")


def say(article: Article, words: str, **values: object) -> Claim:
    """Return an accepted claim of the day, in a text that is extended by its sentence."""
    Article.objects.filter(pk=article.pk).update(text=f"{article.text} Anna Berg said {words}.")
    article.refresh_from_db()
    return make_claim(article, source="Anna Berg", cue="said", content=words, **{"state": "accepted", **DAY, **values})


def one_statement(*claims: Claim) -> Statement:
    statement = Statement.objects.create(canonical=claims[0])
    Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(statement=statement)
    return statement


def table(client: Client, query: str = "since=2024-06-14") -> list[list[str]]:
    """Return the cells of the table as words, line by line, without its head."""
    page = client.get(f"/sources/coverage/?{query}").content.decode()
    assert "Unknown" not in page
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows[1:]]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_each_outlet_is_compared_with_the_fullest_wording(client: Client, wire: Outlet, post: Outlet) -> None:
    one = say(report(wire), "that the gate must stay open for all ships")
    one_statement(one, say(report(post), "that the gate must stay open for trade"))
    ((row, fullest, other),) = table(client)
    assert "that the gate must stay open for all ships" in row
    assert fullest == "The Post other words 2 words left out, 1 of its own"
    assert other == "The Wire fullest wording"


def test_what_one_outlet_alone_tells_the_others_leave_out(client: Client, wire: Outlet, post: Outlet) -> None:
    say(report(wire), "that the gate is shut")
    say(report(post), "that the ships wait")
    assert [row[1:] for row in table(client)] == [
        ["The Post left out", "The Wire only here"],
        ["The Post only here", "The Wire left out"],
    ]


def test_what_was_said_after_a_report_is_not_left_out_by_it(client: Client, wire: Outlet, post: Outlet) -> None:
    say(report(wire, "2024-06-14"), "that the gate is shut")
    say(report(post, "2024-06-16"), "that the ships wait", said_on="2024-06-15")
    rows = table(client, "since=2024-06-14&until=2024-06-15")
    assert rows[1][1:] == ["The Post only here", "The Wire not yet said"]


def test_an_undecided_link_makes_it_perhaps_the_same(client: Client, wire: Outlet, post: Outlet, editor: User) -> None:
    one, other = say(report(wire), "that the gate must stay open for ships"), say(report(post), "that it stays open")
    link = make_link(one, other, "same_statement", score=0.6)
    ((_, perhaps, told),) = table(client)
    assert (perhaps, told) == ("The Post perhaps the same “that it stays open”", "The Wire fullest wording")
    link.state = LinkState.REJECTED
    link.save()
    assert [row[1] for row in table(client)] == ["The Post left out", "The Post only here"]


def test_suggestions_make_no_line_of_their_own_and_are_marked(client: Client, wire: Outlet, post: Outlet) -> None:
    one = say(report(wire), "that the gate must stay open")
    other = say(report(post), "that the gate stays open", state="suggested", confidence=0.9)
    say(report(post), "that the ships wait")
    one_statement(one, other)
    say(report(post), "that nobody knows", state="suggested", confidence=0.9)
    rows = table(client)
    assert len(rows) == 2
    assert rows[0][1].endswith("Unreviewed suggestion")


def test_rejected_claims_are_not_told(client: Client, wire: Outlet, post: Outlet) -> None:
    one = say(report(wire), "that the gate must stay open")
    one_statement(one, say(report(post), "that the gate stays open", state="rejected", state_reason="no claim"))
    say(report(post), "that the ships wait")
    assert table(client)[0][1:] == ["The Post left out", "The Wire only here"]


def test_copies_of_one_report_are_counted_as_one_origin(client: Client, wire: Outlet) -> None:
    origin = Origin.objects.create(outlet=wire)
    for number in range(2):
        article = report(wire)
        Article.objects.filter(pk=article.pk).update(origin=origin)
        say(article, f"that gate {number} is shut")
    page = client.get("/sources/coverage/?since=2024-06-14").content.decode()
    assert "2 reports, 1 origin" in page
    assert "tells 2 of 2, 2 alone" in page


def test_the_latest_event_of_two_outlets_is_shown_and_offered(client: Client, wire: Outlet, post: Outlet) -> None:
    told = Event.objects.create(name="Talks", kind="talks", started_on="2024-06-13")
    Event.objects.create(name="Summit", kind="summit", started_on="2024-08-01")
    say(report(wire), "that the gate is shut")
    assert "The same event" not in client.get("/sources/").content.decode()
    say(report(post), "that the ships wait")
    page = client.get("/sources/coverage/").content.decode()
    assert f'<option value="{told.pk}" selected>Talks, 13 June 2024' in page
    assert "Said from 13 June 2024 to 14 June 2024." in page
    sources = client.get("/sources/").content.decode()
    assert f'href="/sources/coverage/?event={told.pk}">Talks</a>' in sources
    assert "Summit" not in sources


def test_one_speaker_or_issue_of_a_day_can_be_chosen(client: Client, wire: Outlet) -> None:
    article, border = report(wire), make_issue("Border", slug="border")
    say(article, "that the gate is shut", speaker=make_actor("Anna Berg", slug="anna"), issues={border: "for"})
    say(article, "that the ships wait", speaker=make_actor("Bo Dahl", slug="bo"))
    for query in ("actor=anna", "issue=border", "actor=anna&issue=border"):
        (row,) = table(client, f"since=2024-06-14&{query}")
        assert "that the gate is shut" in row[0]
    page = client.get("/sources/coverage/?since=2024-06-14&actor=anna").content.decode()
    assert '<option value="anna" selected>Anna Berg</option><option value="bo">Bo Dahl</option>' in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("since=2024-06-14&until=2024-06-13", "From 2024-06-14 to 2024-06-13 is no period of 1 to 31 days."),
        ("since=2024-01-01&until=2024-12-31", "is no period of 1 to 31 days. It was left out."),
        ("event=999", "Unknown event &quot;999&quot;. Choose one of the list."),
        ("since=1999-01-01", "No reviewed claim was said on 1 January 1999."),
        ("", "No event is told by two outlets yet."),
        ("since=2024-06-14&page=9", "There is no page &quot;9&quot;."),
    ],
)
def test_what_cannot_be_shown_is_said(client: Client, wire: Outlet, query: str, message: str) -> None:
    say(report(wire), "that the gate is shut")
    assert message in client.get(f"/sources/coverage/?{query}").content.decode()


def test_coverage_is_only_read_and_given_in_part(client: Client, wire: Outlet) -> None:
    say(report(wire), "that the gate is shut")
    assert client.post("/sources/coverage/").status_code == 405
    part = client.get("/sources/coverage/?since=2024-06-14", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="results"')


def as_csv(client: Client, query: str) -> list[dict[str, str]]:
    response = client.get(f"/sources/coverage/export.csv?{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(b"".join(response).decode())))


def test_csv_holds_what_each_outlet_makes_of_each_statement(client: Client, wire: Outlet, post: Outlet) -> None:
    one = say(report(wire), "that the gate must stay open for all ships", speaker=make_actor("Anna Berg"))
    other = say(report(post), "that the gate must stay open for trade")
    statement = one_statement(one, other)
    say(report(wire), "that the ships wait")
    rows = as_csv(client, "since=2024-06-14")
    assert [(row["outlet"], row["telling"]) for row in rows] == [
        ("wire", "fullest"), ("post", "changed"), ("wire", "only"), ("post", "left out"),
    ]  # fmt: skip
    assert rows[1] == {
        "statement": str(statement.pk), "speaker": "Anna Berg", "act": "demand", "said_on": "2024-06-14",
        "words": "that the gate must stay open for all ships", "claim": f"http://testserver/claims/{one.pk}/",
        "outlet": "post", "telling": "changed", "words_left_out": "2", "words_of_its_own": "1",
        "reported_words": "that the gate must stay open for trade", "state": "accepted",
        "report": f"http://testserver/claims/{other.pk}/",
    }  # fmt: skip
    assert [rows[3][name] for name in ("statement", "words_left_out", "reported_words", "report")] == [""] * 4


def test_csv_follows_the_filters_and_the_page_leads_to_it(client: Client, wire: Outlet, post: Outlet) -> None:
    border = make_issue(slug="border")
    say(report(wire), "that the gate is shut", issues={border: "for"})
    say(report(post), "that the ships wait")
    say(report(post), "that it is late", said_on="2024-06-19")
    query = "since=2024-06-14&until=2024-06-16&issue=border"
    assert [row["words"] for row in as_csv(client, query)] == ["that the gate is shut"]
    page = client.get(f"/sources/coverage/?{query}").content.decode()
    assert re.search(r'href="/sources/coverage/export.csv\?([^"]*)"', page)[1].replace("&amp;", "&") == query  # type: ignore[index]
    response = client.get(f"/sources/coverage/export.csv?{query}")
    assert response["Content-Disposition"] == 'attachment; filename="coverage-2024-06-14-2024-06-16.csv"'


def test_csv_has_every_row_and_outlet_and_no_formula(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.PEACETRACKER_PAGE_SIZE = 1
    monkeypatch.setattr(coverage, "MOST_OUTLETS", 1)
    for words in ("=SUM(1)", "@import", "-2"):
        say(report(make_outlet()), words)
    rows = as_csv(client, "since=2024-06-14")
    assert len(rows) == 9
    assert {row["words"] for row in rows} == {"'=SUM(1)", "'@import", "'-2"}
    assert {row["reported_words"] for row in rows} == {"", "'=SUM(1)", "'@import", "'-2"}


def test_csv_of_nothing_is_its_head_line(client: Client) -> None:
    response = client.get("/sources/coverage/export.csv")
    assert b"".join(response).startswith(b"statement,speaker,act")
    assert response["Content-Disposition"] == 'attachment; filename="coverage.csv"'
    assert client.post("/sources/coverage/export.csv").status_code == 405


@pytest.mark.parametrize("address", ["/sources/coverage/?since=2024-06-14", "/sources/"])
def test_coverage_takes_the_same_queries_for_more(client: Client, wire: Outlet, post: Outlet, address: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    Event.objects.create(name="Talks", kind="talks", started_on="2024-06-13")
    anna, border = make_actor("Anna Berg"), make_issue()
    one_statement(
        say(report(wire), "that it is", speaker=anna, issues={border: "for"}),
        say(report(post), "that it was", speaker=anna),
    )
    few = count()
    for number in range(6):
        Event.objects.create(name=f"Talks {number}", kind="talks", started_on="2024-06-13")
        outlet = make_outlet()
        one_statement(
            say(report(outlet), f"that {number} is", speaker=make_actor(), issues={make_issue(): "for"}),
            say(report(wire), f"that {number} was", speaker=anna),
        )
    assert count() == few
