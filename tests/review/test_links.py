"""Suggested links: confirmed, rejected, changed, made by hand, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.models import Action, Claim, Link
from tests.factories import make_claim, make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(claim: Claim) -> tuple[Claim, Claim]:
    """The claim and one of another article."""
    return claim, make_claim()


@pytest.fixture
def link(pair: tuple[Claim, Claim]) -> Link:
    """A suggested link between the two."""
    return make_link(*pair, score=0.9, reasons=["issue:border"])


def decide(client: Client, link: Link, **data: str) -> Any:
    data = {"version": str(link.edit_version), **data}
    return client.post(f"/review/links/{link.pk}/decide/", data, headers={"HX-Request": "true"})


def test_link_is_shown_side_by_side(editor_client: Client, link: Link) -> None:
    page = editor_client.get("/review/links/").content.decode()
    for words in ("Same position?", "issue: border", f"Claim {link.a_id}", f"Claim {link.b_id}", "1 left"):
        assert words in page
    assert "<ins>and the ships may pass</ins>" in page


def test_link_is_confirmed_and_undone(editor: User, editor_client: Client, link: Link) -> None:
    page = decide(editor_client, link, decision="confirm").content.decode()
    assert "No link waits" in page
    link.refresh_from_db()
    assert (link.state, link.decided_by) == ("confirmed", editor)
    page = editor_client.post("/review/undo/", {}, headers={"HX-Request": "true"}).content.decode()
    assert "Undone: Confirmed the link" in page
    link.refresh_from_db()
    assert link.state == "suggested"


def test_link_is_rejected(editor_client: Client, link: Link) -> None:
    decide(editor_client, link, decision="reject")
    link.refresh_from_db()
    assert link.state == "rejected"


def test_link_gets_another_relation_and_undo_brings_the_first_back(
    editor: User, editor_client: Client, link: Link
) -> None:
    decide(editor_client, link, relation="responds_to", outcome="rejects")
    link.refresh_from_db()
    made = Link.objects.get(relation="responds_to")
    assert (link.state, made.state, made.outcome) == ("rejected", "confirmed", "rejects")
    Action.objects.get().undo(editor)
    link.refresh_from_db()
    assert link.state == "suggested"
    assert not Link.objects.filter(relation="responds_to").exists()


def test_stale_decision_on_a_link_is_refused(editor_client: Client, senior: User, link: Link) -> None:
    Link.objects.get(pk=link.pk).reject(senior)
    assert "by somebody else meanwhile" in decide(editor_client, link, decision="confirm").content.decode()
    link.refresh_from_db()
    assert link.state == "rejected"


def test_link_without_javascript_redirects(editor_client: Client, link: Link) -> None:
    response = editor_client.post(f"/review/links/{link.pk}/decide/", {"version": "1", "decision": "confirm"})
    assert response["Location"] == "/review/links/"


def test_link_is_made_by_hand_and_undone(editor: User, editor_client: Client, pair: tuple[Claim, Claim]) -> None:
    a, b = pair
    data = {"a": b.pk, "b": a.pk, "relation": "contradicts"}
    assert editor_client.post("/review/links/add/", data).status_code == 302
    link = Link.objects.get()
    assert (link.a, link.b, link.state) == (a, b, "confirmed")
    assert "There is such a link already" in editor_client.post("/review/links/add/", data).content.decode()
    Action.objects.get().undo(editor)
    assert not Link.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"relation": "updates", "outcome": "rejects"}, "is no outcome of"),
        ({"b": "999999"}, "There is no claim &quot;999999&quot;."),
        ({"b": "same"}, "cannot be linked to itself"),
    ],
)
def test_link_by_hand_is_refused(
    editor_client: Client, pair: tuple[Claim, Claim], data: dict[str, str], words: str
) -> None:
    a, b = pair
    sent = {"a": str(a.pk), "b": str(b.pk), "relation": "updates", **data}
    sent["b"] = str(a.pk) if sent["b"] == "same" else sent["b"]
    assert words in editor_client.post("/review/links/add/", sent).content.decode()
    assert not Link.objects.exists()


def test_links_are_for_editors(client: Client, reader_client: Client, link: Link) -> None:
    assert client.get("/review/links/").status_code == 302
    assert reader_client.get("/review/links/").status_code == 403
    assert decide(reader_client, link, decision="confirm").status_code == 403
    assert decide(client, link, decision="confirm").status_code == 401


def test_claims_are_offered_by_their_words(editor_client: Client, claim: Claim) -> None:
    offers = editor_client.get("/review/claim-names/", {"q": "border must"}).content.decode()
    assert f'<option value="Anna Berg: the border must stay open and the ships may pass [{claim.pk}]">' in offers
    assert offers == editor_client.get("/review/claim-names/", {"q": f"#{claim.pk}"}).content.decode()
    for nothing in ("", " ", "zebra", "999999", "\0"):
        assert editor_client.get("/review/claim-names/", {"q": nothing}).content == b""


def test_link_by_hand_takes_what_was_chosen_or_typed(editor_client: Client, pair: tuple[Claim, Claim]) -> None:
    a, b = pair
    page = editor_client.get("/review/links/add/", {"a": a.pk}).content.decode()
    chosen = page.split('<input name="a"')[1].split('value="')[1].split('"')[0]
    assert chosen.endswith(f" [{a.pk}]")
    data = {"a": chosen, "b": f"https://example.org/claims/{b.pk}/", "relation": "contradicts"}
    assert editor_client.post("/review/links/add/", data).status_code == 302
    assert Link.objects.get().relation == "contradicts"


def test_what_was_typed_stays_in_a_refused_link(editor_client: Client, pair: tuple[Claim, Claim]) -> None:
    sent = {"a": "ships <must> pass", "b": str(pair[1].pk), "relation": "updates"}
    page = editor_client.post("/review/links/add/", sent).content.decode()
    assert "There is no claim &quot;ships &lt;must&gt; pass&quot;." in page
    assert 'value="ships &lt;must&gt; pass"' in page
    assert f'value="{pair[1].pk}"' in page
