"""Editors correct claims, decide on them and add those that were missed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.models import Action, Claim, ClaimIssue, Link
from tests.admin.pages import address, text_of, typed
from tests.factories import make_actor, make_article, make_claim, make_issue


def correct(client: Client, claim: Claim, **values: Any) -> Any:
    """Send the claim's form with some values changed; None leaves a field out."""
    url = address(claim, "change")
    data = typed(client, url) | values
    response = client.post(url, {name: value for name, value in data.items() if value is not None})
    claim.refresh_from_db()
    return response


def span(claim: Claim, words: str) -> str:
    start = claim.article.text.index(words)
    return f"{start}-{start + len(words)}"


@pytest.mark.parametrize(
    ("values", "stored"),
    [
        ({"kind": "direct"}, {"kind": "direct"}),
        ({"act": "report"}, {"act": "report"}),
        ({"negated": "on", "past": "on"}, {"negated": True, "past": True}),
        ({"conditional": "on", "condition": "if the truce holds"}, {"conditional": True}),
        ({"source": "Carl Dorn"}, {"source_text": "Carl Dorn"}),
        ({"cue": "told"}, {"cue": [[133, 137]]}),
        ({"content": '"We will not yield,"'}, {"content_text": '"We will not yield,"'}),
        ({"said_on": "2024-06-14", "said_on_precision": "day"}, {"said_on": date(2024, 6, 14)}),
        ({"said_on": "2024-06-14", "said_on_precision": "month"}, {"said_on": date(2024, 6, 1)}),
        ({"said_on": "2024-06-14", "said_on_precision": "year"}, {"said_on": date(2024, 1, 1)}),
        ({"said_on_basis": "on Friday"}, {"said_on_basis": "on Friday"}),
    ],
)
def test_claim_is_corrected_in_each_field(
    editor: User, editor_client: Client, claim: Claim, values: dict[str, Any], stored: dict[str, Any]
) -> None:
    response = correct(editor_client, claim, **values)
    assert response.status_code == 302, response.context["errors"]
    assert {name: getattr(claim, name) for name in stored} == stored
    assert (claim.state, claim.reviewed_by, claim.edit_version) == ("corrected", editor, 2)
    assert claim.reviewed_at


@pytest.mark.parametrize("name", ["speaker", "reported_via", "addressee"])
def test_claim_is_given_another_actor(editor_client: Client, claim: Claim, name: str) -> None:
    actor = make_actor()
    correct(editor_client, claim, **{name: actor.pk})
    assert getattr(claim, name) == actor
    assert claim.state == "corrected"
    assert claim.speaker_confidence == (1 if name == "speaker" else 0)


def test_claim_is_given_co_speakers(editor_client: Client, claim: Claim) -> None:
    one, other = make_actor(), make_actor()
    correct(editor_client, claim, co_speakers=[one.pk, other.pk])
    assert set(claim.co_speakers.all()) == {one, other}
    assert claim.state == "corrected"


def test_correction_in_the_admin_is_an_action_that_can_be_undone(
    editor: User, editor_client: Client, claim: Claim
) -> None:
    before = claim.act
    correct(editor_client, claim, act="report", co_speakers=[make_actor().pk])
    action = Action.objects.get()
    assert (action.verb, action.claim, action.user) == ("correct", claim, editor)
    action.undo(editor)
    claim.refresh_from_db()
    assert (claim.act, claim.state, claim.co_speakers.count()) == (before, "suggested", 0)


def test_claim_words_follow_the_spans(editor_client: Client, claim: Claim) -> None:
    both = f"{span(claim, 'the border')}, {span(claim, 'We will not yield')}"
    correct(editor_client, claim, content=both, source="")
    assert (claim.content_text, claim.source_text, claim.source) == ("the border We will not yield", "", [])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"content": ""}, "Nothing is marked. Type ranges like 351-418 or paste the exact words."),
        ({"cue": "9000-9001"}, "The span 9000-9001 lies outside the article's text of 183 characters."),
        ({"source": "Nobody"}, '"Nobody" does not stand in the article.'),
        ({"said_on": "2024-06-14"}, "The date 2024-06-14 has no precision. Choose day, month or year."),
        (
            {"said_on_precision": "day"},
            'The precision "day" has no date. Give the date, or empty the precision.',
        ),
        ({"state": "rejected"}, "A rejection needs a reason. Say in a few words what is wrong."),
        (
            {"state_reason": "odd"},
            'A claim that is suggested keeps no reason: "odd". Choose rejected or disputed, or empty the reason.',
        ),
    ],
)
def test_claim_form_says_what_is_wrong(
    editor_client: Client, claim: Claim, values: dict[str, Any], message: str
) -> None:
    response = correct(editor_client, claim, **values)
    assert response.status_code == 200
    assert message in text_of(response).replace("&quot;", '"').replace("&#x27;", "'")
    assert (claim.state, claim.edit_version) == ("suggested", 1)


def test_claim_form_refuses_a_speaker_named_twice(editor_client: Client, claim: Claim) -> None:
    response = correct(editor_client, claim, co_speakers=[claim.speaker_id])
    assert "is the speaker already. Take them out of the co-speakers." in text_of(response)


def test_claim_form_refuses_to_nest_across_articles(editor_client: Client, claim: Claim) -> None:
    other = make_claim(make_article())
    assert "stands in another article" in text_of(correct(editor_client, claim, nested_in=other.pk))
    assert "cannot be nested in itself" in text_of(correct(editor_client, claim, nested_in=claim.pk))


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        ("suggested", {}, ("suggested", 1)),
        ("suggested", {"state": "accepted"}, ("accepted", 2)),
        ("suggested", {"state": "accepted", "act": "report"}, ("accepted", 2)),
        ("suggested", {"state": "rejected", "state_reason": "no claim"}, ("rejected", 2)),
        ("suggested", {"state": "disputed", "state_reason": "who?"}, ("disputed", 2)),
        ("accepted", {}, ("accepted", 1)),
        ("accepted", {"act": "report"}, ("corrected", 2)),
        ("corrected", {"act": "report"}, ("corrected", 2)),
        ("disputed", {"act": "report"}, ("disputed", 2)),
        ("rejected", {"state": "accepted"}, ("accepted", 2)),
        ("rejected", {"state_reason": "better said"}, ("rejected", 2)),
    ],
)
def test_claim_state_follows_from_what_was_done(
    editor_client: Client, claim: Claim, before: str, values: dict[str, Any], after: tuple[str, int]
) -> None:
    Claim.objects.filter(pk=claim.pk).update(state=before, state_reason="why" if before == "rejected" else "")
    assert correct(editor_client, claim, **values).status_code == 302
    assert (claim.state, claim.edit_version) == after
    assert bool(claim.reviewed_by) == (after[1] == 2)


def test_claim_that_was_decided_does_not_become_a_suggestion(editor: User, editor_client: Client, claim: Claim) -> None:
    claim.accept(editor)
    response = correct(editor_client, claim, state="suggested")
    assert "suggested is not one of the available choices" in text_of(response)
    assert claim.state == "accepted"


def test_claim_page_shows_the_words_of_each_span(editor_client: Client, claim: Claim) -> None:
    page = text_of(editor_client.get(address(claim, "change")))
    assert '<q class="span-words">the border must stay open</q>' in page
    assert '<mark class="mark-content" title="content">the border must stay open</mark>' in page
    assert '<mark class="mark-source" title="source">Anna Berg</mark>, the foreign minister, ' in page


def issue_row(claim: Claim, **values: Any) -> dict[str, Any]:
    return {f"claim_issues-0-{name}": value for name, value in values.items()}


def test_changed_issue_is_a_correction(editor: User, editor_client: Client, claim: Claim) -> None:
    response = correct(editor_client, claim, **issue_row(claim, stance="against", specificity=2))
    assert response.status_code == 302
    row = claim.claim_issues.get()
    assert (row.stance, row.specificity) == ("against", 2)
    assert (claim.state, claim.reviewed_by, claim.edit_version) == ("corrected", editor, 2)


def test_deleted_issue_is_a_correction(editor_client: Client, claim: Claim) -> None:
    correct(editor_client, claim, **issue_row(claim, DELETE="on"))
    assert not claim.claim_issues.exists()
    assert (claim.state, claim.edit_version) == ("corrected", 2)


def test_issue_corrected_on_its_own_page_is_a_correction_of_its_claim(
    editor: User, editor_client: Client, claim: Claim
) -> None:
    row = claim.claim_issues.get()
    url = address(row, "change")
    assert editor_client.post(url, typed(editor_client, url) | {"stance": "neutral"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.reviewed_by, claim.edit_version) == ("corrected", editor, 2)


def test_added_link_is_stamped_and_no_correction(editor: User, editor_client: Client, claim: Claim) -> None:
    other = make_claim(claim.article)
    values = {"links_out-TOTAL_FORMS": 1, "links_out-0-relation": "responds_to", "links_out-0-outcome": "rejects"}
    values |= {"links_out-0-b": other.pk, "links_out-0-state": "confirmed", "links_out-0-a": claim.pk}
    assert correct(editor_client, claim, **values).status_code == 302
    link = Link.objects.get()
    assert (link.a, link.b, link.state, link.decided_by) == (claim, other, "confirmed", editor)
    assert (claim.state, claim.edit_version) == ("suggested", 1)


def test_symmetric_link_is_stored_lower_id_first(editor_client: Client, claim: Claim) -> None:
    later = make_claim(claim.article)
    values = {"links_out-TOTAL_FORMS": 1, "links_out-0-relation": "same_statement", "links_out-0-a": later.pk}
    values |= {"links_out-0-b": claim.pk, "links_out-0-state": "suggested"}
    response = correct(editor_client, later, **values)
    assert response.status_code == 302, response.context["errors"]
    link = Link.objects.get()
    assert (link.a, link.b, link.decided_by) == (claim, later, None)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"relation": "updates", "outcome": "rejects"}, '"rejects" is no outcome of "Updates".'),
        ({"relation": "updates", "b": "self"}, "cannot be linked to itself. Choose another claim."),
    ],
)
def test_link_form_says_what_is_wrong(
    editor_client: Client, claim: Claim, values: dict[str, Any], message: str
) -> None:
    other = make_claim(claim.article)
    data = {"a": claim.pk, "b": other.pk, "state": "suggested", **values}
    data["b"] = claim.pk if data["b"] == "self" else data["b"]
    assert message in text_of(editor_client.post(address(Link, "add"), data)).replace("&quot;", '"')


def missing(claim: Claim, **values: Any) -> dict[str, Any]:
    return {
        "article": claim.article_id,
        "source": "Anna Berg",
        "cue": "told",
        "content": '"We will not yield,"',
        "kind": "direct",
        "act": "reject",
        "state": "accepted",
        **values,
    }


def add(client: Client, data: dict[str, Any]) -> Any:
    url = address(Claim, "add")
    return client.post(url, typed(client, url) | data)


@pytest.mark.parametrize("state", ["accepted", "corrected"])
def test_missing_claim_is_added_by_its_words(editor: User, editor_client: Client, claim: Claim, state: str) -> None:
    friend, issue = make_actor(), make_issue()
    issues = {"claim_issues-TOTAL_FORMS": 1, "claim_issues-0-issue": issue.pk, "claim_issues-0-stance": "against"}
    data = missing(claim, state=state, co_speakers=[friend.pk], **issues, **{"claim_issues-0-specificity": 1})
    response = add(editor_client, data)
    assert response.status_code == 302, response.context["errors"]
    added = Claim.objects.exclude(pk=claim.pk).get()
    start = claim.article.text.index('"We')
    assert added.content == [[start, start + 20]]
    assert (added.content_text, added.source_text) == ('"We will not yield,"', "Anna Berg")
    assert (added.extractor_version, added.confidence, added.state, added.reviewed_by) == ("", 1, state, editor)
    assert list(added.co_speakers.all()) == [friend]
    assert ClaimIssue.objects.get(claim=added).stance == "against"


def test_missing_claim_is_added_by_ranges_into_the_current_version(editor_client: Client, claim: Claim) -> None:
    type(claim.article).objects.filter(pk=claim.article_id).update(version=3)
    add(editor_client, missing(claim, content=span(claim, "nothing")))
    added = Claim.objects.exclude(pk=claim.pk).get()
    assert (added.content_text, added.anchored_version) == ("nothing", 3)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"content": "We shall not yield"}, '"We shall not yield" does not stand in the article.'),
        ({"content": "said"}, '"said" stands 2 times in the article, at 57-61, 170-174.'),
        ({"article": ""}, 'There is no article to find "Anna Berg" in. Choose the article.'),
        ({"state": "suggested"}, "Select a valid choice. suggested is not one of the available choices."),
    ],
)
def test_missing_claim_form_says_what_is_wrong(
    editor_client: Client, claim: Claim, values: dict[str, Any], message: str
) -> None:
    response = add(editor_client, missing(claim, **values))
    assert message in text_of(response).replace("&quot;", '"')
    assert Claim.objects.count() == 1


def test_claims_of_an_earlier_version_are_found(editor_client: Client, claim: Claim) -> None:
    type(claim.article).objects.filter(pk=claim.article_id).update(version=2)
    url = address(Claim, "changelist")
    assert editor_client.get(url, {"anchor": "earlier"}).context["cl"].result_count == 1
    assert editor_client.get(url, {"anchor": "current"}).context["cl"].result_count == 0
