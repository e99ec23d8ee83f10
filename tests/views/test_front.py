"""The front page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import make_actor, make_article, make_claim, make_issue, make_link, make_outlet

pytestmark = pytest.mark.django_db


def say(day: str, stance: str = "for", **values: Any) -> None:
    issue = values.pop("issue", None) or make_issue()
    article = make_article(outlet=make_outlet())
    make_claim(article, state="accepted", said_on=day, said_on_precision="day", issues={issue: stance}, **values)


def test_front_page_without_claims_says_what_to_do(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Nothing reviewed yet" in page
    assert "manage.py ingest" in page


def test_front_page_with_suggestions_only_offers_them(client: Client) -> None:
    make_claim()
    page = client.get("/").content.decode()
    assert "1 suggestion found in the articles waits for an editor" in page
    assert "the border must stay open" not in page


def test_front_page_groups_the_latest_claims_by_day(client: Client) -> None:
    say("2024-06-13", speaker=make_actor("Bo Dahl"))
    say("2024-06-14", speaker=make_actor("Anna Berg"))
    make_claim(said_on="2024-06-20", said_on_precision="day", speaker=make_actor("Nobody Yet"))
    page = client.get("/").content.decode()
    assert page.index("14 June 2024") < page.index("Anna Berg") < page.index("13 June 2024")
    assert "Nobody Yet" not in page


def test_front_page_leaves_out_days_to_come(client: Client) -> None:
    say("2999-01-01", speaker=make_actor("Anna Berg"))
    say("2024-06-14", speaker=make_actor("Bo Dahl"))
    page = client.get("/").content.decode()
    assert "Anna Berg" not in page
    assert "Bo Dahl" in page


def test_front_page_shows_where_sides_stand_and_what_changed(client: Client) -> None:
    border = make_issue("Border", headline=True)
    state = make_actor("Freedonia", kind="state")
    say("2024-06-01", speaker=state, issue=border)
    say("2024-06-14", "against", speaker=state, issue=border)
    page = client.get("/").content.decode()
    assert 'aria-label="Freedonia: against"' in page
    assert "In the 7 days to 14 June 2024" in page
    assert "reversed" in page


def test_front_page_takes_the_same_queries_for_more_claims(client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        return len(queries)

    border = make_issue("Border", headline=True)
    say("2024-06-14", speaker=make_actor(kind="state"), issue=border)
    few = count()
    for number in range(1, 12):
        say(f"2024-06-{number:02}", speaker=make_actor(kind="state"), issue=border)
    assert count() == few <= 26


def test_front_page_cannot_be_posted_to(client: Client) -> None:
    assert client.post("/").status_code == 405


def test_front_page_lists_proposals_that_nobody_answered(client: Client) -> None:
    said: dict[str, Any] = {"state": "accepted", "said_on": "2024-06-14", "said_on_precision": "day"}
    open_one = make_claim(make_article("He said gates stay."), source="", content="gates stay", act="demand", **said)
    answered = make_claim(make_article("He said ships go."), source="", content="ships go", act="offer", **said)
    make_link(make_claim(act="reject", **said), answered, "responds_to")
    page = client.get("/").content.decode()
    listed = page[page.index("No answer on record") :]
    assert f'href="/exchanges/{open_one.pk}/"' in listed
    assert f'href="/exchanges/{answered.pk}/"' not in listed
