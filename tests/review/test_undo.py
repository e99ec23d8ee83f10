"""Undo: every action goes back as one, unless something later rests on it, and then it says what."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.models import Action, Actor, CannotUndo, Claim, Comment, Verb
from claims.models.images import image_of
from claims.review.correcting import Correction, correct
from claims.review.deciding import decide
from claims.review.shaping import ShapeError, add, delete, mark_duplicate, merge, split
from tests.factories import make_actor, make_claim, make_issue, make_link

pytestmark = pytest.mark.django_db
MOVED = ("edit_version",)


def whole(claim: Claim) -> tuple[dict[str, Any], list[Any], list[Any]]:
    """Everything about a claim but its version."""
    stored = Claim.objects.get(pk=claim.pk)
    image = {name: value for name, value in image_of(stored).items() if name not in MOVED}
    return image, list(stored.co_speakers.all()), [image_of(row) for row in stored.claim_issues.order_by("pk")]


def place(claim: Claim, words: str) -> list[list[int]]:
    start = claim.article.text.index(words)
    return [[start, start + len(words)]]


def test_undo_of_a_later_action_comes_first(editor: User, claim: Claim) -> None:
    before = whole(claim)
    first = decide(claim, Verb.ACCEPT, editor)
    second = decide(claim, Verb.REJECT, editor, "no claim")
    with pytest.raises(CannotUndo, match=r"Claim \d+ was changed later.*Undo first: \"Rejected \(no claim\)"):
        first.undo(editor)
    assert Claim.objects.get(pk=claim.pk).state == "rejected"
    second.undo(editor)
    first.undo(editor)
    assert whole(claim) == before


def test_undo_is_done_once(editor: User, claim: Claim) -> None:
    action = decide(claim, Verb.ACCEPT, editor)
    action.undo(editor)
    with pytest.raises(CannotUndo, match="is undone already"):
        Action.objects.get(pk=action.pk).undo(editor)


def test_undoing_is_undone(editor: User, claim: Claim) -> None:
    action = decide(claim, Verb.ACCEPT, editor)
    after = whole(claim)
    undoing = action.undo(editor)
    undoing.undo(editor)
    assert whole(claim) == after
    action.refresh_from_db()
    assert action.undone_by is None
    action.undo(editor)
    assert Claim.objects.get(pk=claim.pk).state == "suggested"


def test_undo_leaves_other_fields_alone(editor: User, claim: Claim) -> None:
    action = decide(claim, Verb.ACCEPT, editor)
    claim.said_on_basis = "by the machine"
    claim.save()
    action.undo(editor)
    claim.refresh_from_db()
    assert (claim.state, claim.said_on_basis) == ("suggested", "by the machine")


def test_undo_is_in_the_history(editor: User, senior: User, claim: Claim) -> None:
    decide(claim, Verb.ACCEPT, editor).undo(senior)
    rows = [(row.state, str(row.history_user)) for row in claim.history.order_by("history_id")]
    assert rows[-2:] == [("accepted", "editor"), ("suggested", "senior")]


def test_undo_names_what_rests_on_a_made_row(editor: User, claim: Claim) -> None:
    action, twin = split(claim, place(claim, "the ships may pass"), editor)
    Comment.objects.create(claim=twin, user=editor, text="see")
    link = make_link(claim, twin)
    with pytest.raises(CannotUndo) as refused:
        action.undo(editor)
    assert f"Comment {Comment.objects.get().pk} rests on claim {twin.pk}." in refused.value.obstacles
    assert f"Link {link.pk} rests on claim {twin.pk}." in refused.value.obstacles
    assert Claim.objects.filter(pk=twin.pk).exists()


def test_undo_says_when_what_was_there_is_gone(editor: User, claim: Claim) -> None:
    old = claim.speaker
    assert old
    number = old.pk
    action = correct(claim, Correction(columns={"speaker": None}), editor)
    old.delete()
    with pytest.raises(CannotUndo, match=rf"Actor {number}, which it had, was deleted since"):
        Action.objects.get(pk=action.pk).undo(editor)


def test_split_parts_a_claim_and_undo_joins_it(editor: User, claim: Claim) -> None:
    claim.co_speakers.add(make_actor("Bo Dahl"))
    before = whole(claim)
    action, twin = split(claim, place(claim, "the ships may pass"), editor)
    claim.refresh_from_db()
    assert (claim.content_text, twin.content_text) == ("the border must stay open", "the ships may pass")
    assert (claim.state, twin.state, twin.speaker, twin.act) == ("corrected", "corrected", claim.speaker, "demand")
    assert [row.stance for row in twin.claim_issues.all()] == ["for"]
    assert [actor.name for actor in twin.co_speakers.all()] == ["Bo Dahl"]
    undoing = action.undo(editor)
    assert whole(claim) == before
    assert not Claim.objects.filter(pk=twin.pk).exists()
    undoing.undo(editor)
    again = Claim.objects.get(pk=twin.pk)
    assert (again.content_text, again.claim_issues.count(), again.co_speakers.count()) == ("the ships may pass", 1, 1)


@pytest.mark.parametrize("words", ["We will not yield", "the border must stay open and the ships may pass"])
def test_split_refuses_what_parts_nothing(editor: User, claim: Claim, words: str) -> None:
    with pytest.raises(ShapeError):
        split(claim, place(claim, words), editor)
    assert not Action.objects.exists()


def test_merge_unites_words_and_issues_and_undo_parts_them(editor: User, claim: Claim, second: Claim) -> None:
    second.claim_issues.create(issue=make_issue("Ships"), stance="against")
    before = whole(claim), whole(second)
    action = merge(claim, [second], editor)
    claim.refresh_from_db()
    second.refresh_from_db()
    assert claim.content_text == "the border must stay open and the ships may pass We will not yield"
    assert claim.source_text == "Anna Berg she"
    assert {row.issue.name: row.stance for row in claim.claim_issues.all()} == {"Border": "for", "Ships": "against"}
    assert (second.state, second.state_reason) == ("rejected", f"merged into claim {claim.pk}")
    action.undo(editor)
    assert (whole(claim), whole(second)) == before


def test_merge_refuses_another_article(editor: User, claim: Claim) -> None:
    with pytest.raises(ShapeError, match="stands in another text"):
        merge(claim, [make_claim()], editor)


def test_duplicate_is_rejected_for_the_other(editor: User, claim: Claim, second: Claim) -> None:
    action = mark_duplicate(second, claim, editor)
    second.refresh_from_db()
    assert second.state_reason == f"duplicate of claim {claim.pk}"
    action.undo(editor)
    second.refresh_from_db()
    assert second.state == "suggested"


def test_added_claim_is_deleted_and_comes_back(editor: User, claim: Claim) -> None:
    new = Claim(article=claim.article, kind="indirect", act="deny", confidence=1)
    parts = {"source": place(claim, "Carl Dorn"), "cue": [], "content": place(claim, "nothing")}
    added = add(new, Correction(), parts, [], editor)
    assert (new.state, new.edit_version) == ("accepted", 2)
    before = whole(new)
    pk = new.pk
    deleted = delete(new, editor)
    assert not Claim.objects.filter(pk=pk).exists()
    deleted.undo(editor)
    assert whole(Claim.objects.get(pk=pk)) == before
    added.undo(editor)
    assert not Claim.objects.filter(pk=pk).exists()


def test_found_claim_is_not_deleted(editor: User, claim: Claim) -> None:
    with pytest.raises(ShapeError, match="would find it again"):
        delete(claim, editor)


def test_actions_are_listed_and_undone_by_their_people(
    editor: User, editor_client: Client, senior_client: Client, senior: User, claim: Claim, second: Claim
) -> None:
    mine, theirs = decide(claim, Verb.ACCEPT, editor), decide(second, Verb.REJECT, senior, "x")
    page = editor_client.get("/review/actions/").content.decode()
    assert f'action="/review/actions/{mine.pk}/undo/"' in page
    assert f'action="/review/actions/{theirs.pk}/undo/"' not in page
    assert editor_client.post(f"/review/actions/{theirs.pk}/undo/").status_code == 403
    assert editor_client.get(f"/review/actions/{mine.pk}/undo/").status_code == 405
    assert editor_client.post(f"/review/actions/{mine.pk}/undo/").status_code == 302
    assert Claim.objects.get(pk=claim.pk).state == "suggested"
    assert senior_client.post(f"/review/actions/{mine.pk}/undo/", follow=True).content.decode().count("undone already")
    only = editor_client.get("/review/actions/?who=senior").content.decode()
    assert f'href="/review/actions/{theirs.pk}/"' in only
    assert f'href="/review/actions/{mine.pk}/"' not in only
    assert "There is no account" in editor_client.get("/review/actions/?who=nobody").content.decode()


def test_action_page_tells_fields_and_obstacles(editor: User, editor_client: Client, claim: Claim) -> None:
    action = decide(claim, Verb.ACCEPT, editor)
    page = editor_client.get(f"/review/actions/{action.pk}/").content.decode()
    assert "Suggested</del>" in page
    assert "Accepted</ins>" in page
    decide(claim, Verb.DISPUTE, editor, "hm")
    page = editor_client.get(f"/review/actions/{action.pk}/").content.decode()
    assert "This cannot be undone now" in page
    assert "Disputed (hm)" in page
    assert Actor.objects.exists()
