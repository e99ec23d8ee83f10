"""Many claims and actors are decided on at once; each that somebody else changed meanwhile is left alone."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Permission, User
from django.http import QueryDict
from django.test import Client

from claims.models import Action, Actor, Claim, StaleEdit
from claims.roles import Role, make_editor
from tests.admin.pages import address, text_of
from tests.factories import make_actor, make_claim


def act(client: Client, action: str, rows: list[Any], **values: Any) -> Any:
    url = address(type(rows[0]), "changelist")
    data = {"action": action, "_selected_action": [row.pk for row in rows], **values}
    return client.post(url, data, follow=True)


def test_selected_claims_are_accepted(editor: User, editor_client: Client, db: None) -> None:
    one, other, done = make_claim(), make_claim(), make_claim(state="accepted")
    page = text_of(act(editor_client, "accept_selected", [one, other, done]))
    assert "Claims accepted: 2." in page
    assert "Already accepted, left as they were: 1." in page
    assert set(Claim.objects.values_list("state", "reviewed_by")) == {("accepted", editor.pk), ("accepted", None)}
    assert set(Action.objects.values_list("verb", "claim")) == {("accept", one.pk), ("accept", other.pk)}
    for action in Action.objects.standing().by(editor):
        action.undo(editor)
    assert set(Claim.objects.suggested()) == {one, other}


def test_claim_changed_since_the_list_was_shown_is_skipped(editor_client: Client, db: None) -> None:
    fresh, stale = make_claim(), make_claim()
    versions = {f"edit_version-{claim.pk}": claim.edit_version for claim in (fresh, stale)}
    stale.save_edit()
    page = text_of(act(editor_client, "accept_selected", [fresh, stale], **versions))
    assert "Claims accepted: 1." in page
    assert "Changed by somebody else meanwhile, skipped: 1. Look at them and decide again." in page
    stale.refresh_from_db()
    assert stale.state == "suggested"


def test_claim_changed_at_the_same_time_is_skipped(editor_client: Client, claim: Claim) -> None:
    with mock.patch.object(Claim, "accept", side_effect=StaleEdit(claim)):
        assert "skipped: 1" in text_of(act(editor_client, "accept_selected", [claim]))


def test_list_sends_the_versions_it_shows(editor_client: Client, claim: Claim) -> None:
    page = text_of(editor_client.get(address(Claim, "changelist")))
    assert f'<input type="hidden" name="edit_version-{claim.pk}" value="1">' in page


def test_selected_claims_are_rejected_for_one_reason(editor: User, editor_client: Client, claim: Claim) -> None:
    page = text_of(act(editor_client, "reject_selected", [claim]))
    assert "1 claim will be rejected, with this reason for each:" in page
    assert f'<input type="hidden" name="edit_version-{claim.pk}" value="1">' in page
    assert '<label for="id_reason">Reason:</label>' in page
    values = {"apply": "1", "reason": "a teaser", f"edit_version-{claim.pk}": 1}
    assert "Claims rejected: 1." in text_of(act(editor_client, "reject_selected", [claim], **values))
    claim.refresh_from_db()
    assert (claim.state, claim.state_reason, claim.reviewed_by) == ("rejected", "a teaser", editor)


def test_selected_claims_are_not_rejected_without_a_reason(editor_client: Client, claim: Claim) -> None:
    page = text_of(act(editor_client, "reject_selected", [claim], apply="1", reason=" "))
    assert "A rejection needs a reason. Say in a few words what is wrong." in page
    claim.refresh_from_db()
    assert claim.state == "suggested"


def test_claims_changed_while_the_reason_was_typed_are_skipped(editor_client: Client, claim: Claim) -> None:
    claim.save_edit()
    values = {"apply": "1", "reason": "a teaser", f"edit_version-{claim.pk}": 1}
    assert "skipped: 1" in text_of(act(editor_client, "reject_selected", [claim], **values))


@pytest.mark.parametrize("action", ["accept_selected", "reject_selected"])
def test_actions_are_only_for_those_who_may_change(client: Client, claim: Claim, action: str) -> None:
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_claim"))
    client.force_login(viewer)
    act(client, action, [claim])
    claim.refresh_from_db()
    assert claim.state == "suggested"


def test_provisional_actors_are_confirmed(editor_client: Client, db: None) -> None:
    found, known = make_actor(provisional=True), make_actor()
    page = text_of(act(editor_client, "confirm_provisional", [found, known]))
    assert "Actors confirmed: 1." in page
    assert "Confirmed before, left as they were: 1." in page
    assert not Actor.objects.filter(provisional=True).exists()
    assert found.history.count() == 2


def test_provisional_actor_changed_at_the_same_time_is_skipped(editor_client: Client, db: None) -> None:
    found = make_actor(provisional=True)
    with mock.patch.object(Actor, "save_edit", side_effect=StaleEdit(found)):
        page = text_of(act(editor_client, "confirm_provisional", [found]))
    assert "Changed by somebody else meanwhile, skipped: 1." in page


def test_provisional_actors_are_merged_into_the_confirmed_one_after_a_preview(db: None, client: Client) -> None:
    client.force_login(make_editor(username="senior", password="senior-pass-1", role=Role.SENIOR))
    first, second, known = (
        make_actor("Anne Berg", provisional=True), make_actor("A. Berg", provisional=True), make_actor("Anna Berg"),
    )  # fmt: skip
    preview = act(client, "merge_selected", [first, second, known])
    assert "become names of Anna Berg" in text_of(preview)
    assert not Actor.objects.exclude(merged_into=None).exists()
    address, query = preview.redirect_chain[-1][0].split("?")
    client.post(address, QueryDict(query).dict())
    assert set(Actor.objects.filter(merged_into=known)) == {first, second}
    assert Action.objects.get().verb == "merge_actors"


def test_merging_needs_one_confirmed_actor(db: None, client: Client) -> None:
    client.force_login(make_editor(username="senior", password="senior-pass-1", role=Role.SENIOR))
    page = text_of(act(client, "merge_selected", [make_actor(), make_actor()]))
    assert "2 of the selected actors are confirmed. Select one, and those to merge into it." in page
    assert not Actor.objects.exclude(merged_into=None).exists()


def test_merging_is_not_offered_to_those_who_may_not(editor_client: Client, db: None) -> None:
    found, known = make_actor("Anne Berg", provisional=True), make_actor("Anna Berg")
    act(editor_client, "merge_selected", [found, known])
    assert not Actor.objects.exclude(merged_into=None).exists()
