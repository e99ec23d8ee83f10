"""Many claims at once: previewed, changed whole or not at all, undone as one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Action, Claim, State
from claims.review.bulk import BulkChange, SetChanged, apply_to, digest_of, versions_of
from tests.factories import make_actor, make_article, make_claim, make_issue
from tests.review.conftest import TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(db: None) -> list[Claim]:
    """Two hundred suggestions, half of them on an issue, one spoken together."""
    article, anna, border = make_article(TEXT), make_actor("Anna Berg"), make_issue("Border", slug="border")
    claims = [
        make_claim(article, speaker=anna, issues={border: "for"} if number % 2 else {}, extractor_version="model-1")
        for number in range(200)
    ]
    claims[0].co_speakers.add(make_actor("Bo Dahl"))
    return claims


def images() -> dict[int, Any]:
    rows = Claim.objects.prefetch_related("claim_issues", "co_speakers").order_by("pk")
    return {
        claim.pk: (
            claim.state, claim.state_reason, claim.speaker_id, claim.reviewed_by_id, claim.reviewed_at,
            sorted((row.pk, row.issue_id, row.stance) for row in claim.claim_issues.all()),
            [actor.name for actor in claim.co_speakers.all()],
        )
        for claim in rows
    }  # fmt: skip


def run(change: BulkChange, user: User) -> Action:
    claims = Claim.objects.all()
    return apply_to(claims, change, user, seen=digest_of(versions_of(change.affects(claims))))


@pytest.mark.parametrize("what", ["accept", "reject", "speaker", "issue", "take off", "assign"])
def test_bulk_change_is_done_and_undone_as_one(senior: User, many: list[Claim], what: str) -> None:
    other, border = make_actor("Carl Dorn"), many[1].claim_issues.get().issue
    change = {
        "accept": BulkChange("accept"),
        "reject": BulkChange("reject", reason="not a claim"),
        "speaker": BulkChange("speaker", speaker=other),
        "issue": BulkChange("issue", issue=border, stance="against"),
        "take off": BulkChange("issue", issue=border),
        "assign": BulkChange("assign", assignee=senior),
    }[what]
    before = images()
    action = run(change, senior)
    done = Claim.objects.all()
    match what:
        case "accept":
            assert set(done.values_list("state", flat=True)) == {"accepted"}
        case "reject":
            assert set(done.values_list("state_reason", flat=True)) == {"not a claim"}
        case "speaker":
            assert set(done.values_list("speaker", "state")) == {(other.pk, "corrected")}
        case "issue":
            assert sorted(done.values_list("claim_issues__stance", flat=True)) == ["against"] * 200
        case "take off":
            assert done.filter(state="corrected", claim_issues=None).count() == 100
        case _:
            assert done.filter(assignment__user=senior).count() == 200
    assert Action.objects.count() == 1
    action.undo(senior)
    assert images() == before


def test_bulk_change_is_in_the_history_of_each_claim(senior: User, many: list[Claim]) -> None:
    run(BulkChange("accept"), senior)
    for claim in (many[0], many[-1]):
        latest = claim.history.first()
        assert (latest.state, latest.history_user, latest.edit_version) == ("accepted", senior, 2)
    assert [row.actor.name for row in many[0].history.first().co_speakers.all()] == ["Bo Dahl"]


def test_bulk_change_of_a_set_that_moved_is_refused(senior: User, editor: User, many: list[Claim]) -> None:
    seen = digest_of(versions_of(Claim.objects.all()))
    many[7].accept(editor)
    with pytest.raises(SetChanged):
        apply_to(Claim.objects.all(), BulkChange("reject", reason="x"), senior, seen=seen)
    assert Claim.objects.filter(state=State.REJECTED).count() == 0
    assert not Action.objects.exists()


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


def test_bulk_page_previews_changes_and_leads_to_undo(senior_client: Client, many: list[Claim]) -> None:
    many[3].claim_issues.all().delete()
    page = senior_client.post("/review/bulk/?issue=border", {"what": "reject", "reason": "boilerplate"})
    words = page.content.decode()
    assert "Reject (boilerplate): 99 claims would change" in words
    assert not Claim.objects.exclude(state="suggested").exists()
    data = {"what": "reject", "reason": "boilerplate", "apply": "1", "seen": seen_on(words)}
    response = senior_client.post("/review/bulk/?issue=border", data)
    action = Action.objects.get()
    assert response["Location"] == f"/review/actions/{action.pk}/"
    assert Claim.objects.filter(state="rejected").count() == 99
    again = senior_client.post("/review/bulk/?issue=border", data).content.decode()
    assert "so nothing was done" in again
    senior_client.post(f"/review/actions/{action.pk}/undo/")
    assert not Claim.objects.exclude(state="suggested").exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"what": ""}, "Choose what to do."),
        ({"what": "reject"}, "A rejection needs a reason."),
        ({"what": "speaker", "speaker": "Nobody Known"}, "No actor is called"),
        ({"what": "issue"}, "Choose the issue."),
    ],
)
def test_bulk_page_asks_for_what_is_missing(
    senior_client: Client, claim: Claim, data: dict[str, str], words: str
) -> None:
    assert words in senior_client.post("/review/bulk/", data).content.decode()
    assert not Action.objects.exists()


def test_bulk_page_refuses_a_filter_it_cannot_follow(senior_client: Client, claim: Claim) -> None:
    page = senior_client.post("/review/bulk/?issue=borderr", {"what": "accept", "apply": "1"}).content.decode()
    assert "A filter could not be followed" in page
    assert not Action.objects.exists()


def test_bulk_page_is_for_senior_editors(editor_client: Client, client: Client, claim: Claim) -> None:
    assert editor_client.post("/review/bulk/", {"what": "accept"}).status_code == 403
    assert client.get("/review/bulk/").status_code == 302


@pytest.mark.parametrize(
    ("what", "before", "after"),
    [
        ("what=accept", "suggested", "accepted"),
        ("what=reject&reason=boilerplate", "suggested", "rejected (boilerplate)"),
        ("what=speaker&speaker=Carl Dorn", "Anna Berg", "Carl Dorn"),
        ("what=assign", "nothing", ""),
    ],
)
def test_bulk_preview_tells_what_turns_into_what(
    senior: User, senior_client: Client, claim: Claim, what: str, before: str, after: str
) -> None:
    make_actor("Carl Dorn", slug="carl-dorn")
    suffix = f"&assignee={senior.pk}" if what == "what=assign" else ""
    html = senior_client.get(f"/review/bulk/?{what}{suffix}").content.decode()
    turn = html.split('class="turns"')[1].split("</p>")[0]
    assert before.lower() in turn.split("<ins>")[0].lower()
    assert (after or senior.username).lower() in turn.split("<ins>")[1].lower()


def test_bulk_works_in_every_language_of_the_pages(senior_client: Client, claim: Claim) -> None:
    senior_client.post("/language/", {"language": "uk", "next": "/review/"})
    form = senior_client.get("/review/bulk/").content.decode()
    assert '<html lang="uk">' in form
    for value in ("accept", "reject", "speaker", "issue", "assign"):
        assert f'value="{value}"' in form
    page = senior_client.get("/review/bulk/?what=accept").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    senior_client.post("/review/bulk/", {"what": "accept", "seen": seen, "apply": "1"})
    claim.refresh_from_db()
    assert claim.state == State.ACCEPTED


def test_undo_of_many_takes_as_many_queries_as_undo_of_few(senior: User) -> None:
    article = make_article()
    counts = []
    for size in (3, 20):  # SQLite takes some 25 rows of history at once
        keys = [make_claim(article, extractor_version="model-1").pk for _ in range(size)]
        claims = Claim.objects.filter(pk__in=keys)
        change = BulkChange("accept")
        action = apply_to(claims, change, senior, seen=digest_of(versions_of(claims)))
        with CaptureQueriesContext(connection) as looked:
            assert action.obstacles() == []
        with CaptureQueriesContext(connection) as undone:
            action.undo(senior)
        assert set(claims.values_list("state", "edit_version")) == {("suggested", 3)}
        counts.append((len(looked), len(undone)))
    assert counts[0] == counts[1]
