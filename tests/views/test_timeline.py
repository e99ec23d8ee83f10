"""Lanes of positions on the pages of actors and issues, the timeline, and the sources."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.charts import Axis
from claims.evolution import evolution_of_actor, evolution_on_issue
from claims.filters import ClaimSearch
from claims.models import Actor, Claim, Event, Issue
from claims.timeline import timeline, zooms
from tests.factories import make_actor, make_article, make_claim, make_issue, make_outlet

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Actor:
    return make_actor("Anna Berg", slug="anna-berg")


@pytest.fixture
def border() -> Issue:
    return make_issue("Border", slug="border")


def say(day: str, speaker: Actor, issue: Issue, stance: str = "for", **values: Any) -> Claim:
    defaults = {"state": "accepted", "said_on": day, "said_on_precision": "day"}
    return make_claim(speaker=speaker, issues={issue: stance}, **{**defaults, **values})


def test_lanes_of_an_actor_tell_each_move(anna: Actor, border: Issue) -> None:
    say("2023-01-01", anna, border)
    say("2023-06-01", anna, border, "neutral")
    turned = say("2024-01-01", anna, border, "against")
    say("2024-02-01", anna, border, state="suggested")
    (lane,) = evolution_of_actor(Claim.objects.reviewed()).lanes
    assert [step.move for step in lane.steps] == ["new", "same", "reversed"]
    assert (lane.name, lane.current.address) == ("Border", turned.get_absolute_url())
    assert [step.place for step in lane.steps] == sorted(step.place for step in lane.steps)
    assert len(lane.moves) == 2


def test_lanes_on_an_issue_are_its_speakers(anna: Actor, border: Issue) -> None:
    say("2023-01-01", anna, border)
    say("2023-01-01", make_actor("Bo Dahl"), border)
    say("2023-02-01", anna, border)
    lanes = evolution_on_issue(border, Claim.objects.reviewed()).lanes
    assert [(lane.name, len(lane.steps)) for lane in lanes] == [("Anna Berg", 2), ("Bo Dahl", 1)]


@pytest.mark.parametrize("address", ["/actors/anna-berg/", "/issues/border/"])
def test_pages_draw_the_lanes_and_list_the_moves(client: Client, anna: Actor, border: Issue, address: str) -> None:
    say("2023-01-01", anna, border)
    claim = say("2024-01-01", anna, border, "against")
    page = client.get(address).content.decode()
    assert f'<a href="{claim.get_absolute_url()}" aria-label="1 January 2024, against' in page
    listed = page[page.index("As a list: what changed, and when") :]
    assert "1 January 2024" in listed
    assert "reversed" in listed
    Claim.objects.all().delete()
    assert "As a list" not in client.get(address).content.decode()


def test_timeline_counts_months_and_lists_days(client: Client, anna: Actor, border: Issue) -> None:
    for day in ("2022-05-02", "2024-03-01", "2024-03-31", "2024-05-02"):
        say(day, anna, border)
    say("2024-03-05", anna, border, state="suggested")
    event = Event.objects.create(name="Talks in Geneva", kind="talks", started_on="2024-04-02", note="They met.")
    page = client.get("/timeline/").content.decode()
    assert 'aria-label="March 2024: 2 claims"' in page
    assert 'href="?since=2024-03-01&amp;until=2024-03-31"' in page
    assert 'aria-label="May 2024: 1 claim"' in page
    assert f'href="#event-{event.pk}"' in page
    assert f'id="event-{event.pk}"' in page
    days = re.findall(r'<h3><time datetime="([\d-]+)">', page)
    assert days == ["2024-05-02", "2024-04-02", "2024-03-31", "2024-03-01", "2022-05-02"]


def test_bars_are_months_weeks_or_days_as_the_period_is_long(client: Client, anna: Actor, border: Issue) -> None:
    for day in ("2022-01-03", "2024-03-05", "2024-03-07"):
        say(day, anna, border)
    assert 'aria-label="March 2024: 2 claims"' in client.get("/timeline/").content.decode()
    weeks = client.get("/timeline/?since=2024-01-01&until=2024-12-31").content.decode()
    assert 'href="?since=2024-03-04&amp;until=2024-03-10"' in weeks
    assert 'aria-label="4 March – 10 March 2024: 2 claims"' in weeks
    days = client.get("/timeline/?since=2024-03-01&until=2024-03-31").content.decode()
    assert 'href="#day-2024-03-05" aria-label="5 March 2024: 1 claim"' in days
    assert 'id="day-2024-03-05"' in days


def test_overview_keeps_the_whole_period_and_shows_the_part(client: Client, anna: Actor, border: Issue) -> None:
    for day in ("2022-01-03", "2024-03-05"):
        say(day, anna, border)
    found = client.get("/timeline/?since=2024-03-01&until=2024-03-31").context["timeline"]
    assert [bar.claims for bar in found.bars] == [1]
    assert [bar.claims for bar in found.overview.bars] == [1, 1]
    assert found.overview.place > 90


def test_steps_lead_closer_and_as_far_as_there_is_more() -> None:
    whole = Axis(date(2024, 1, 1), date(2024, 12, 31))
    assert set(zooms(whole, whole)) == {"in"}
    found = zooms(Axis(date(2024, 5, 1), date(2024, 5, 31)), whole)
    assert found["in"] == (date(2024, 5, 8), date(2024, 5, 24))
    assert found["out"] == (date(2024, 4, 17), date(2024, 6, 14))
    assert (found["earlier"][0], found["later"][1]) == (date(2024, 4, 17), date(2024, 6, 14))
    assert set(zooms(Axis(date(2024, 5, 1), date(2024, 5, 1)), whole)) == {"out", "earlier", "later"}


def test_timeline_of_a_month_shows_that_month_only(client: Client, anna: Actor, border: Issue) -> None:
    say("2024-03-01", anna, border)
    say("2024-05-02", anna, border)
    Event.objects.create(name="Summit", kind="summit", started_on="2024-02-28", ended_on="2024-03-02")
    Event.objects.create(name="Too late", kind="summit", started_on="2024-04-01")
    page = client.get("/timeline/?since=2024-03-01&until=2024-03-31").content.decode()
    assert "Summit" in page
    assert "Too late" not in page
    assert "2 May 2024" not in page
    assert "Show the whole period" in page


def test_timeline_follows_actor_and_issue(client: Client, anna: Actor, border: Issue) -> None:
    say("2024-03-01", anna, border)
    say("2024-03-02", make_actor("Bo Dahl"), make_issue("Ships"))
    event = Event.objects.create(name="Talks", kind="talks", started_on="2024-03-03")
    Event.objects.create(name="Elsewhere", kind="talks", started_on="2024-03-03")
    event.actors.add(anna)
    page = client.get("/timeline/?actor=anna-berg").content.decode()
    assert ("Talks" in page, "Elsewhere" in page, "2 March 2024" in page) == (True, False, False)
    assert "1 March 2024" in client.get("/timeline/?issue=border").content.decode()


def test_timeline_says_when_there_is_nothing(client: Client) -> None:
    assert "Nothing on the timeline" in client.get("/timeline/").content.decode()
    assert client.post("/timeline/").status_code == 405
    fragment = client.get("/timeline/", headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="results"')


def test_timeline_lists_the_latest_and_tells_the_rest(rf: Any, anna: Actor, border: Issue, editor: Any) -> None:
    article = make_article()
    for _ in range(65):
        make_claim(article, speaker=anna, state="accepted", said_on="2024-03-01", said_on_precision="day")
    request = rf.get("/timeline/")
    request.user = editor
    found = timeline(ClaimSearch(request))
    assert (found.left_out, [bar.claims for bar in found.bars]) == (5, [65])
    assert [bar.height for bar in found.bars] == [100]
    assert found.bars[0].last == date(2024, 3, 1)


def test_sources_tell_how_claims_fared_in_review(client: Client) -> None:
    wire, paper = make_outlet(slug="wire", name="The Wire"), make_outlet(slug="paper", name="The Paper")
    article = make_article(outlet=wire, published_on="2024-06-14", published_precision="day")
    make_article(outlet=paper)
    for state in ("accepted", "corrected", "corrected", "suggested"):
        make_claim(article, state=state)
    make_claim(article, state="rejected", state_reason="no claim")
    page = client.get("/sources/").content.decode()
    assert page.index("The Wire") < page.index("The Paper")
    row = " ".join(re.sub(r"<[^>]+>", " ", page[page.index("The Wire") :]).split())
    assert row.startswith("The Wire Newspaper 4 75% 67% 25% 1 Jun 2024 The Paper Newspaper 0 – – – 1 undated")
    assert "The Paper" not in client.get("/sources/?q=wire").content.decode()
    assert "No outlet with articles fits" in client.get("/sources/?kind=agency").content.decode()
    assert client.post("/sources/").status_code == 405


@pytest.mark.parametrize("address", ["/timeline/", "/sources/", "/actors/anna-berg/", "/issues/border/"])
def test_pages_take_the_same_queries_for_more_rows(client: Client, anna: Actor, border: Issue, address: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    say("2024-03-01", anna, border, article=make_article(outlet=make_outlet()))
    Event.objects.create(name="Talks", kind="talks", started_on="2024-03-03")
    few = count()
    for number in range(1, 9):
        article = make_article(outlet=make_outlet())
        say(f"2024-04-0{number}", anna, border, article=article)
        say(f"2024-04-0{number}", make_actor(), make_issue(), article=article)
        say(f"2024-04-0{number}", make_actor(), border, article=article)
        Event.objects.create(name=f"Talks {number}", kind="talks", started_on="2024-03-03")
    assert count() == few


def test_all_actors_and_all_issues_are_no_filter(client: Client) -> None:
    make_claim(state="accepted", said_on="2022-03-01", said_on_precision="day")
    page = client.get("/timeline/?since=&until=&actor=&issue=").content.decode()
    assert "Unknown" not in page
    assert "2022: 1 claim" in page
