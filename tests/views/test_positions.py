"""The position matrix as a page and as CSV."""

from __future__ import annotations

import csv
import io
import random
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Actor, Claim, ClaimIssue, Issue
from claims.position_tables import Question, matrix
from tests.factories import make_actor, make_article, make_claim, make_issue, make_office

pytestmark = pytest.mark.django_db
TEXT = "Anna Berg said the border must stay open. Bo Dahl said ships may pass if the truce holds. It rained."


@pytest.fixture
def world() -> dict[str, Any]:
    """A state, its minister who left office in May 2024, and an issue that editors put first."""
    state = make_actor("Freedonia", slug="freedonia", kind="state")
    anna = make_actor("Anna Berg", slug="anna-berg", part_of=state)
    make_office("Minister", body=state, holder=anna, started="2023-01-01", ended="2024-05-31")
    border = make_issue("Border", slug="border", headline=True)
    return {"state": state, "anna": anna, "border": border}


def say(day: str, stance: str, specificity: int = 1, *, speaker: object = None, **values: Any) -> Claim:
    """Store a reviewed claim of Anna Berg on the border."""
    speaker = speaker or Actor.objects.get(slug="anna-berg")
    claim = make_claim(
        make_article(f"{TEXT} {day} {Claim.objects.count()}"), speaker=speaker, state="accepted",
        said_on=day, said_on_precision="day", **values,
    )  # fmt: skip
    ClaimIssue.objects.create(
        claim=claim, issue=Issue.objects.get(slug="border"), stance=stance, specificity=specificity
    )
    return claim


def page_of(client: Client, query: str = "", **headers: str) -> str:
    response = client.get(f"/positions/{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def rows_of(page: str) -> dict[str, list[str]]:
    """Return the words of each cell by the name of its row."""
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL):
        name, *others = (
            unescape(" ".join(re.sub(r'<span class="card".*|<[^>]+>', " ", cell, flags=re.DOTALL).split()))
            for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL)
        )
        found[name] = others
    return found


def test_positions_show_the_latest_stance_of_a_side_on_a_day(client: Client, world: dict[str, Any]) -> None:
    first = say("2023-03-01", "for")
    second = say("2024-03-01", "against", 2)
    assert rows_of(page_of(client, "?on=2023-12-31")) == {"Freedonia": ["▲ for ●○○ , general, 10 months 10 mo"]}
    page = page_of(client, "?on=2024-03-02")
    assert rows_of(page) == {"Freedonia": ["▼ against ●●○ , concrete, 1 day 1 d"]}
    assert f'href="/articles/{second.article_id}/#claim-{second.pk}"' in page
    assert f"#claim-{first.pk}" not in page


def test_positions_leave_out_what_nobody_reviewed_unless_asked(client: Client, world: dict[str, Any]) -> None:
    say("2023-03-01", "for")
    suggested = say("2023-04-01", "against")
    Claim.objects.filter(pk=suggested.pk).update(state="suggested")
    assert "▲ for" in rows_of(page_of(client, "?on=2023-12-31"))["Freedonia"][0]
    page = page_of(client, "?on=2023-12-31&claims=suggested")
    assert "▼ against" in rows_of(page)["Freedonia"][0]
    assert "stance-against doubtful" in page
    assert "(unreviewed suggestion)" in page


def test_what_was_said_out_of_office_is_shown_for_the_speaker_only(client: Client, world: dict[str, Any]) -> None:
    say("2024-05-01", "for")
    say("2024-07-01", "against")
    assert "▲ for" in rows_of(page_of(client, "?on=2024-12-31"))["Freedonia"][0]
    assert "▼ against" in rows_of(page_of(client, "?on=2024-12-31&by=speakers"))["Anna Berg"][0]


def test_co_speakers_hold_the_position_too(client: Client, world: dict[str, Any]) -> None:
    other = make_actor("Sylvania", slug="sylvania", kind="state")
    say("2024-03-01", "for").co_speakers.add(other)
    assert set(rows_of(page_of(client, "?on=2024-12-31"))) == {"Freedonia", "Sylvania"}


def test_a_claim_without_a_date_counts_from_the_day_of_its_report(client: Client, world: dict[str, Any]) -> None:
    article = make_article(TEXT, published_on="2024-02-01", published_precision="day")
    claim = make_claim(article, speaker=world["anna"], state="accepted", issues={world["border"]: "for"})
    assert "No positions on this day" in page_of(client, "?on=2024-01-31")
    assert "reported 1 February 2024" in page_of(client, "?on=2024-02-01")
    Claim.objects.filter(pk=claim.pk).update(past=True)
    assert "No positions on this day" in page_of(client, "?on=2024-02-01")


def test_hypothetical_claims_are_no_positions(client: Client, world: dict[str, Any]) -> None:
    say("2024-03-01", "for", hypothetical=True)
    assert "No positions on this day" in page_of(client)


def test_comparing_two_days_names_what_changed(client: Client, world: dict[str, Any]) -> None:
    before, after = say("2023-03-01", "for"), say("2024-03-01", "against")
    page = page_of(client, "?on=2024-05-01&versus=2023-06-01")
    assert "reversed" in rows_of(page)["Freedonia"][0]
    changed = page[page.index('id="changed"') :]
    assert changed.index(before.get_absolute_url()) < changed.index(after.get_absolute_url())
    assert "No position changed" in page_of(client, "?on=2023-07-01&versus=2023-06-01")


def test_the_condition_stands_on_the_card(client: Client, world: dict[str, Any]) -> None:
    start = TEXT.index("if the truce")
    say(
        "2024-03-01", "for", source="Bo Dahl", cue="said", content="ships may pass if the truce holds",
        conditional=True, condition=[[start, start + len("if the truce holds")]], condition_text="if the truce holds",
    )  # fmt: skip
    page = page_of(client, "?on=2024-05-01")
    assert "▲ for if" in rows_of(page)["Freedonia"][0]
    assert "Condition: if the truce holds" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?on=yesterday", "The date after &quot;on&quot; cannot be read"),
        ("?on=2024-01-01&versus=2024-01-01", "2024-01-01 is not before the day that is shown"),
        ("?by=moon", "Unknown order &quot;moon&quot;"),
        ("?actor=nobody", "Unknown actor &quot;nobody&quot;"),
        ("?issue=nothing", "Unknown issue &quot;nothing&quot;"),
    ],
)
def test_a_question_that_cannot_be_followed_is_answered_in_words(
    client: Client, world: dict[str, Any], query: str, words: str
) -> None:
    say("2024-03-01", "for")
    assert words in page_of(client, query)


def test_actors_and_issues_can_be_chosen(client: Client, world: dict[str, Any]) -> None:
    say("2024-03-01", "for")
    say("2024-03-01", "for", speaker=make_actor("Sylvania", slug="sylvania", kind="state"))
    make_issue("Ships", slug="ships")
    assert set(rows_of(page_of(client, "?actor=sylvania"))) == {"Sylvania"}
    page = page_of(client, "?issue=border&issue=ships")
    assert [words.split()[0] for words in rows_of(page)["Sylvania"]] == ["▲", "·"]
    assert "Remove filter" in page


def test_many_rows_are_cut_and_told(client: Client, world: dict[str, Any]) -> None:
    for number in range(18):
        say("2024-03-01", "for", speaker=make_actor(f"State {number:02}", kind="state"))
    page = page_of(client)
    assert len(rows_of(page)) == 16
    assert "Show 2 more rows" in page
    assert len(rows_of(page_of(client, "?rows=all"))) == 18


def test_a_sentence_that_moved_is_shown_on_the_page_of_the_claim(client: Client, world: dict[str, Any]) -> None:
    claim = say("2024-03-01", "for")
    claim.article.version = 2
    claim.article.save()
    assert f'class="pos stance-for" href="{claim.get_absolute_url()}"' in page_of(client)


def test_the_fragment_for_htmx_is_the_results_only(client: Client, world: dict[str, Any]) -> None:
    page = page_of(client, "?on=2024-05-01", **{"HX-Request": "true"})
    assert page.lstrip().startswith('<div id="results">')
    assert client.post("/positions/").status_code == 405


def test_positions_take_the_same_queries_for_more_claims(client: Client, world: dict[str, Any]) -> None:
    def count(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of(client, query)
        return len(queries)

    say("2024-03-01", "for")
    few = [count("?versus=2024-01-01"), count("?by=speakers"), count("?columns=all")]
    for number in range(12):
        actor = make_actor(f"State {number}", kind="state")
        say("2024-03-01", "for", speaker=actor, issues={make_issue(headline=True): "against"})
    assert [count("?versus=2024-01-01"), count("?by=speakers"), count("?columns=all")] == few
    assert max(few) <= 16


def test_csv_holds_every_row_and_no_formula(client: Client, world: dict[str, Any]) -> None:
    text = "=SUM(1) said Anna Berg about it all."
    claim = make_claim(
        make_article(text), content="=SUM(1)", speaker=world["anna"], state="accepted", said_on="2024-03-01",
        said_on_precision="month", issues={world["border"]: "for"},
    )  # fmt: skip
    response = client.get("/positions/export.csv?on=2024-04-01&versus=2023-01-01")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="positions-2024-04-01.csv"'
    (row,) = csv.DictReader(io.StringIO(b"".join(response).decode()))
    assert row | {"words": "", "claim": ""} == {
        "day": "2024-04-01", "compared_with": "2023-01-01", "change": "new", "actor": "freedonia", "issue": "border",
        "stance": "for", "specificity": "0", "conditional": "no", "condition": "", "act": "demand",
        "speaker": "Anna Berg", "said_on": "2024-03", "words": "", "state": "accepted", "claim": "",
    }  # fmt: skip
    assert row["words"] == "'=SUM(1)"
    assert row["claim"] == f"http://testserver/claims/{claim.pk}/"


def test_every_cell_leads_to_its_highlighted_sentence_on_any_day(client: Client, editor: User) -> None:
    """Property over the whole matrix at random days: the anchor is there, and the marked words are the claim's."""
    chance = random.Random(7)  # noqa: S311  (a fixed draw of test data)
    sides = [make_actor(f"State {number}", kind="state") for number in range(5)]
    speakers = [*sides, *(make_actor(part_of=chance.choice(sides)) for _ in range(7))]
    issues = [make_issue(headline=True) for _ in range(4)]
    for number in range(40):
        article = make_article(f"Report {number}. {TEXT}")
        for words in ("the border must stay open", "ships may pass if the truce holds", "It rained"):
            claim = make_claim(
                article, content=words, cue="said", speaker=chance.choice(speakers), state="accepted",
                said_on=date(2022, 1, 1) + timedelta(days=chance.randrange(1000)), said_on_precision="day",
            )  # fmt: skip
            for issue in chance.sample(issues, 2):
                ClaimIssue.objects.create(claim=claim, issue=issue, stance=chance.choice(["for", "against", "neutral"]))
    links = 0
    pages: dict[str, str] = {}
    for by in ("sides", "speakers"):
        for _ in range(4):
            day = date(2022, 1, 1) + timedelta(days=chance.randrange(1100))
            page = page_of(client, f"?on={day}&by={by}&rows=all")
            expected = matrix(Question(on=day, states=["accepted"], sides=by == "sides", issues=issues))
            shown = re.findall(r'class="pos [^"]*" href="(/articles/\d+/)#claim-(\d+)"', page)
            assert len(shown) == sum(cell is not None for row in expected.rows for cell in row.cells)
            for address, key in shown:
                if address not in pages:
                    pages[address] = client.get(address).content.decode()
                assert _marked(pages[address], key) == Claim.objects.get(pk=key).content_text
                links += 1
    assert links > 100


def _marked(page: str, key: str) -> str:
    """Return the content that the article page marks for a claim, from the claim's anchor on."""
    after = page[page.index(f'id="claim-{key}"') :]
    marks = re.findall(rf'<mark class="[^"]*content[^"]*" data-claims="[^"]*\b{key}\b[^"]*">(.*?)</mark>', after)
    return unescape("".join(marks))
