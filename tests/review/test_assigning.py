"""Who is to decide on a claim: taken, given back, assigned by a senior editor, found in the queue, and undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.models import Action, Assignment, Claim, Verb
from claims.review.assigning import AssignmentError, assign
from claims.roles import make_editor
from tests.review.conftest import signed_in

pytestmark = pytest.mark.django_db


def send(client: Client, claim: Claim, to: str, **extra: Any) -> str:
    """Send the form; return the page that follows."""
    response = client.post(f"/review/claims/{claim.pk}/assign/", {"to": to}, follow=True, **extra)
    assert response.status_code == 200
    return response.content.decode()


def holder(claim: Claim) -> str:
    return str(Assignment.objects.filter(claim=claim).values_list("user__username", flat=True).first() or "")


def test_editor_takes_a_claim_and_gives_it_back(editor: User, editor_client: Client, claim: Claim) -> None:
    page = editor_client.get(f"/review/claims/{claim.pk}/").content.decode()
    assert "Assigned to nobody." in page
    assert "Assign to somebody" not in page
    assert "Assign to me <kbd>t</kbd>" in page
    page = send(editor_client, claim, editor.username)
    assert holder(claim) == editor.username
    assert "Assigned to you." in page
    assert "Give back <kbd>t</kbd>" in page
    assert "Assigned to nobody." in send(editor_client, claim, "")
    assert holder(claim) == ""
    assert list(Action.objects.values_list("verb", flat=True)) == [Verb.ASSIGN] * 2


def test_only_the_line_comes_back_to_htmx(editor: User, editor_client: Client, claim: Claim) -> None:
    line = send(editor_client, claim, editor.username, headers={"HX-Request": "true"})
    assert line.strip().startswith('<div id="assigned"')
    assert f"Assign to {editor.username}: claim {claim.pk}" in line


def test_editor_takes_nothing_from_others(editor: User, editor_client: Client, senior: User, claim: Claim) -> None:
    assign(claim, senior, senior)
    assert 'id="assign-me"' not in editor_client.get(f"/review/claims/{claim.pk}/").content.decode()
    for to in (editor.username, ""):
        assert "The claim is assigned to senior." in send(editor_client, claim, to)
    assert holder(claim) == "senior"
    with pytest.raises(AssignmentError, match="assigned to senior"):
        assign(claim, editor, editor)


def test_editor_assigns_to_nobody_else(editor_client: Client, senior: User, claim: Claim) -> None:
    assert "Only a senior editor assigns" in send(editor_client, claim, senior.username)
    assert not Assignment.objects.exists()
    assert not Action.objects.exists()


def test_senior_assigns_to_anybody(editor: User, senior_client: Client, claim: Claim) -> None:
    address = f"/review/claims/{claim.pk}/assign/"
    choice = senior_client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert f'<option value="{editor.username}">' in choice
    assert "<h1" not in choice
    assert "<h1" in senior_client.get(address).content.decode()
    send(senior_client, claim, editor.username)
    assert holder(claim) == editor.username
    send(senior_client, claim, "senior")
    assert holder(claim) == "senior"
    assert "Give back" in senior_client.get(f"/review/claims/{claim.pk}/").content.decode()


def test_wrong_names_change_nothing(senior_client: Client, claim: Claim) -> None:
    User.objects.create_user("reader")
    for name in ("reader", "nobody-there"):
        assert f"There is no editor &quot;{name}&quot;." in send(senior_client, claim, name)
    senior_client.post(f"/review/claims/{claim.pk}/assign/")
    assert not Action.objects.exists()
    assert senior_client.post("/review/claims/999999/assign/", {"to": ""}).status_code == 404


def test_the_same_again_is_no_action(editor: User, editor_client: Client, claim: Claim) -> None:
    send(editor_client, claim, editor.username)
    assert "It was so already." in send(editor_client, claim, editor.username)
    assert Action.objects.count() == 1


def test_assignment_is_undone_step_by_step(editor: User, senior: User, claim: Claim) -> None:
    taken, moved, freed = assign(claim, editor, editor), assign(claim, senior, senior), assign(claim, None, senior)
    assert taken
    assert moved
    assert freed
    assert taken.obstacles()
    freed.undo(senior)
    assert holder(claim) == "senior"
    assert any("Undo first" in obstacle for obstacle in taken.obstacles())
    moved.undo(senior)
    assert holder(claim) == editor.username
    taken.undo(editor)
    assert holder(claim) == ""


def test_key_for_undo_takes_the_assignment_back(editor: User, editor_client: Client, claim: Claim) -> None:
    send(editor_client, claim, editor.username)
    page = editor_client.get("/review/actions/", {"claim": claim.pk}).content.decode()
    assert f"Assign to {editor.username}: claim {claim.pk}" in page
    editor_client.post("/review/undo/")
    assert holder(claim) == ""


def test_queue_shows_what_is_mine(editor: User, editor_client: Client, claim: Claim, second: Claim) -> None:
    assert "in particular" not in editor_client.get("/review/").content.decode()
    assign(second, editor, editor)
    page = editor_client.get("/review/").content.decode()
    assert '<a href="/review/?assigned=me">1 claim waits for you in particular.</a>' in page
    mine = editor_client.get("/review/?assigned=me").content.decode()
    assert f'id="claim-{second.pk}"' in mine
    assert f'id="claim-{claim.pk}"' not in mine
    others = signed_in(make_editor(username="other", password="x")).get("/review/?assigned=me").content.decode()
    assert "No claim fits these filters." in others
    free = editor_client.get("/review/?assigned=nobody").content.decode()
    assert f'id="claim-{claim.pk}"' in free
    assert f'id="claim-{second.pk}"' not in free


def test_queue_passes_over_what_others_are_to_decide(
    editor: User, editor_client: Client, senior: User, claim: Claim, second: Claim
) -> None:
    assign(claim, senior, senior)
    screen = editor_client.get("/review/next/", follow=True).content.decode()
    assert f"/review/claims/{second.pk}/decide/" in screen
    own = signed_in(senior).get("/review/next/", follow=True).content.decode()
    assert f"/review/claims/{claim.pk}/decide/" in own


def test_what_others_are_to_decide_comes_last(editor_client: Client, senior: User, claim: Claim) -> None:
    assign(claim, senior, senior)
    screen = editor_client.get("/review/next/", follow=True).content.decode()
    assert f"/review/claims/{claim.pk}/decide/" in screen
    assert "Assigned to senior." in screen
