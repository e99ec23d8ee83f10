"""Terms and packages in the admin: saving is deciding; parts of a claim with their words."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.models import Claim, Package, Term
from tests.admin.pages import address, text_of, typed
from tests.factories import make_actor, make_issue


@pytest.fixture
def term(claim: Claim) -> Term:
    """A suggested term that rests on the claim."""
    assert claim.speaker
    term = Term.objects.create(
        actor=claim.speaker, issue=make_issue(), act="demand", stance="for", wording="Open the border"
    )
    term.claims.add(claim)
    return term


def test_edited_suggestion_counts_as_accepted(editor: User, editor_client: Client, term: Term) -> None:
    url = address(term, "change")
    assert editor_client.post(url, typed(editor_client, url) | {"wording": "Open all gates"}).status_code == 302
    term.refresh_from_db()
    assert (term.wording, term.state, term.edit_version) == ("Open all gates", "accepted", 2)
    entry = term.history.filter(history_change_reason="Accepted").get()
    assert entry.history_user == editor


def test_unchanged_suggestion_stays_a_suggestion(editor_client: Client, term: Term) -> None:
    url = address(term, "change")
    assert editor_client.post(url, typed(editor_client, url)).status_code == 302
    term.refresh_from_db()
    assert (term.state, term.edit_version) == ("suggested", 1)


def test_rejected_term_is_kept(editor_client: Client, term: Term) -> None:
    url = address(term, "change")
    editor_client.post(url, typed(editor_client, url) | {"state": "rejected"})
    term.refresh_from_db()
    assert term.state == "rejected"


def test_stale_term_is_refused_with_both_versions(editor: User, editor_client: Client, term: Term) -> None:
    url = address(term, "change")
    data = typed(editor_client, url) | {"wording": "Mine"}
    term.wording = "Theirs"
    term.accept(editor)
    page = text_of(editor_client.post(url, data))
    assert "was changed by somebody else meanwhile" in page
    assert "Theirs" in page
    assert "Mine" in page
    assert Term.objects.get().wording == "Theirs"


@pytest.mark.parametrize(("action", "state"), [("accept_selected", "accepted"), ("reject_selected", "rejected")])
def test_many_terms_are_decided_at_once(editor_client: Client, term: Term, action: str, state: str) -> None:
    data = {"action": action, "_selected_action": [term.pk]}
    page = text_of(editor_client.post(address(Term, "changelist"), data, follow=True))
    term.refresh_from_db()
    assert term.state == state
    assert f"{state.capitalize()}: 1." in page
    again = text_of(editor_client.post(address(Term, "changelist"), data, follow=True))
    assert f"Already {state}, left as they were: 1." in again


def test_term_that_a_person_adds_is_accepted(editor_client: Client, claim: Claim) -> None:
    data = typed(editor_client, address(Term, "add"))
    assert data["state"] == "accepted"
    data |= {"actor": make_actor().pk, "issue": make_issue().pk, "act": "offer", "stance": "for", "wording": "Pay"}
    assert editor_client.post(address(Term, "add"), data).status_code == 302
    assert Term.objects.get().state == "accepted"


def test_package_shows_its_terms_and_takes_new_ones(editor_client: Client, term: Term) -> None:
    package = Package.objects.create(name="Plan", actor=term.actor)
    term.package = package
    term.save()
    url = address(package, "change")
    page = text_of(editor_client.get(url))
    assert "Open the border" in page
    assert f"/admin/claims/term/{term.pk}/change/" in page
    data = typed(editor_client, url) | {
        "terms-TOTAL_FORMS": 1, "terms-INITIAL_FORMS": 0, "terms-0-actor": term.actor_id,
        "terms-0-issue": term.issue_id, "terms-0-act": "offer", "terms-0-stance": "for", "terms-0-wording": "Pay",
        "terms-0-state": "suggested",
    }  # fmt: skip
    response = editor_client.post(url, data)
    assert response.status_code == 302, response.context["errors"]
    assert Term.objects.get(wording="Pay").state == "accepted"
    term.refresh_from_db()
    assert term.state == "suggested"


def test_part_is_typed_as_words_and_shown_with_them(editor_client: Client, claim: Claim) -> None:
    url = address(claim, "change")
    assert "(the whole content)" in text_of(editor_client.get(url))
    data = typed(editor_client, url) | {"claim_issues-0-content": "the border", "claim_issues-0-act": "offer"}
    response = editor_client.post(url, data)
    assert response.status_code == 302, response.context["errors"]
    row = claim.claim_issues.get()
    assert (row.content, row.content_text, row.act) == ([[62, 72]], "the border", "offer")
    claim.refresh_from_db()
    assert claim.state == "corrected"
    page = text_of(editor_client.get(url))
    assert "the border</p>" in page or ">the border<" in page
    assert "“the border”" in text_of(editor_client.get(f"/claims/{claim.pk}/"))


def test_part_outside_the_article_is_refused(editor_client: Client, claim: Claim) -> None:
    url = address(claim, "change")
    page = text_of(editor_client.post(url, typed(editor_client, url) | {"claim_issues-0-content": "5-9999"}))
    assert "The span 5-9999 lies outside the article&#x27;s text" in page
    assert claim.claim_issues.get().content == []


def test_condition_is_stored_with_its_words(editor_client: Client, claim: Claim) -> None:
    url = address(claim, "change")
    data = typed(editor_client, url) | {"condition": "if the truce holds", "conditional": "on"}
    assert editor_client.post(url, data).status_code == 302
    claim.refresh_from_db()
    assert claim.condition_text == "if the truce holds"
    assert "if the truce holds</q>" in text_of(editor_client.get(f"/claims/{claim.pk}/"))


@pytest.mark.parametrize("model", [Term, Package])
def test_reader_may_not_decide(reader_client: Client, term: Term, model: type[Term] | type[Package]) -> None:
    data = {"action": "accept_selected", "_selected_action": [term.pk]}
    assert reader_client.post(address(model, "changelist"), data).status_code == 302
    term.refresh_from_db()
    assert term.state == "suggested"
