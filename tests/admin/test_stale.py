"""A form that somebody else's edit has overtaken is refused, with both versions shown and nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.admin.bases import HistoryAdmin
from claims.models import Actor, Alias, Claim, StaleEdit
from tests.admin.pages import address, text_of, typed
from tests.factories import make_actor, make_article, make_issue

REFUSED = "was changed by somebody else meanwhile. Compare both versions and save again."


@pytest.fixture
def stale(editor: User, editor_client: Client, claim: Claim) -> dict[str, Any]:
    """The form of a claim that was changed after it was opened: act in between "offer", typed "report"."""
    data = typed(editor_client, address(claim, "change"))
    claim.act = "offer"
    claim.correct(editor)
    claim.claim_issues.update(stance="against")
    return data | {"act": "report", "claim_issues-0-stance": "neutral"}


def test_stale_claim_form_is_refused_with_both_versions(
    editor_client: Client, claim: Claim, stale: dict[str, Any]
) -> None:
    response = editor_client.post(address(claim, "change"), stale)
    page = text_of(response)
    assert REFUSED in page
    assert '<th scope="row">Act</th> <td data-label="Theirs, as stored now">Offer</td>' in page
    assert '<td data-label="Yours, as typed">Report</td>' in page
    assert '<option value="report" selected>Report</option>' in page
    rows = {difference.label: difference for difference in response.context["differences"]}
    assert set(rows) == {"Act", "State", "Issues"}
    assert "Stance: Against" in rows["Issues"].stored
    assert "Stance: Neutral" in rows["Issues"].typed
    claim.refresh_from_db()
    assert (claim.act, claim.edit_version, claim.claim_issues.get().stance) == ("offer", 2, "against")


def test_stale_claim_form_is_refused_again_without_a_choice(
    editor_client: Client, claim: Claim, stale: dict[str, Any]
) -> None:
    editor_client.post(address(claim, "change"), stale)
    assert REFUSED in text_of(editor_client.post(address(claim, "change"), stale))


def test_stale_claim_form_saves_over_the_version_it_showed(
    editor_client: Client, claim: Claim, stale: dict[str, Any]
) -> None:
    page = text_of(editor_client.post(address(claim, "change"), stale))
    assert '<input type="checkbox" name="save_over" value="2">' in page
    response = editor_client.post(address(claim, "change"), stale | {"save_over": "2"})
    assert response.status_code == 302, response.context["errors"]
    claim.refresh_from_db()
    assert (claim.act, claim.edit_version, claim.claim_issues.get().stance) == ("report", 3, "neutral")
    assert claim.state == "corrected"


def test_stale_claim_form_does_not_save_over_a_version_it_never_showed(
    editor: User, editor_client: Client, claim: Claim, stale: dict[str, Any]
) -> None:
    editor_client.post(address(claim, "change"), stale)
    Claim.objects.get(pk=claim.pk).dispute(editor, "who?")
    assert REFUSED in text_of(editor_client.post(address(claim, "change"), stale | {"save_over": "2"}))
    claim.refresh_from_db()
    assert (claim.act, claim.state) == ("offer", "disputed")


def test_stale_claim_form_puts_back_an_issue_that_was_deleted(
    editor: User, editor_client: Client, claim: Claim
) -> None:
    data = typed(editor_client, address(claim, "change"))
    claim.claim_issues.all().delete()
    claim.correct(editor)
    response = editor_client.post(address(claim, "change"), data)
    difference = {one.label: one for one in response.context["differences"]}["Issues"]
    assert difference.stored == "(nothing)"
    assert "Issue: Border" in difference.typed
    response = editor_client.post(address(claim, "change"), data | {"save_over": "2"})
    assert response.status_code == 302, response.context["errors"]
    assert [str(row) for row in claim.claim_issues.all()] == ["Border (For)"]


def test_stale_claim_form_keeps_an_issue_that_was_added(editor: User, editor_client: Client, claim: Claim) -> None:
    data = typed(editor_client, address(claim, "change")) | {"state": "accepted"}
    claim.claim_issues.create(issue=make_issue("Truce"))
    claim.correct(editor)
    response = editor_client.post(address(claim, "change"), data | {"save_over": "2"})
    assert response.status_code == 302, response.context["errors"]
    assert claim.claim_issues.count() == 2


def test_stale_claim_form_shows_actors_dates_flags_and_spans_in_words(
    editor: User, editor_client: Client, claim: Claim
) -> None:
    data = typed(editor_client, address(claim, "change"))
    friend = make_actor("Carl Dorn")
    claim.negated = True
    claim.correct(editor)
    claim.co_speakers.add(friend)
    data |= {"speaker": friend.pk, "content": "We will not yield", "said_on": "2024-06-14", "said_on_precision": "day"}
    response = editor_client.post(address(claim, "change"), data)
    told = {one.label: (one.stored, one.typed) for one in response.context["differences"]}
    assert told["Speaker"] == ("Anna Berg", "Carl Dorn")
    assert told["Co-speakers"] == ("Carl Dorn", "(nothing)")
    assert told["Negated"] == ("yes", "no")
    assert told["Said on"] == ("(nothing)", "2024-06-14")
    assert told["Content"][1].endswith(": We will not yield")


def test_edit_that_comes_between_reading_and_writing_is_not_overwritten(editor_client: Client, claim: Claim) -> None:
    data = typed(editor_client, address(claim, "change")) | {"act": "report", "claim_issues-0-stance": "neutral"}
    view = HistoryAdmin.changeform_view

    def meanwhile(page: Any, *args: Any) -> Any:
        """Let the guarded update find no row, as if the other edit had been committed after this one's reading."""
        try:
            with mock.patch.object(Claim, "save_edit", side_effect=StaleEdit(claim)):
                return view(page, *args)
        except StaleEdit:
            Claim.objects.filter(pk=claim.pk).update(edit_version=2, act="offer")
            raise

    views: Iterator[Any] = iter([meanwhile, view])

    def one_after_another(page: Any, *args: Any) -> Any:
        return next(views)(page, *args)

    with mock.patch.object(HistoryAdmin, "changeform_view", one_after_another):
        response = editor_client.post(address(claim, "change"), data)
    assert REFUSED in text_of(response)
    claim.refresh_from_db()
    assert (claim.act, claim.edit_version, claim.claim_issues.get().stance) == ("offer", 2, "for")


def test_stale_actor_form_is_refused_when_only_an_alias_was_changed(editor_client: Client, claim: Claim) -> None:
    actor = claim.speaker
    assert actor
    alias = Alias.objects.create(actor=actor, text="The minister")
    data = typed(editor_client, address(actor, "change"))
    url = address(alias, "change")
    editor_client.post(url, typed(editor_client, url) | {"text": "The envoy"})
    response = editor_client.post(address(actor, "change"), data | {"description": "minister"})
    assert REFUSED in text_of(response)
    told = {one.label: (one.stored, one.typed) for one in response.context["differences"]}
    assert told["Description"] == ("(nothing)", "minister")
    assert told["Aliases"][0] == "Text: The envoy; Kind: Name; Language: English"
    assert told["Aliases"][1] == "Text: The minister; Kind: Name; Language: English"
    assert Actor.objects.get(pk=actor.pk).description == ""


def test_stale_article_form_is_refused(editor_client: Client, db: None) -> None:
    article = make_article()
    data = typed(editor_client, address(article, "change"))
    article.title = "Theirs"
    article.save_edit()
    response = editor_client.post(address(article, "change"), data | {"title": "Mine"})
    assert [(one.label, one.stored, one.typed) for one in response.context["differences"]] == [
        ("Title", "Theirs", "Mine")
    ]
    assert editor_client.post(address(article, "change"), data | {"title": "Mine", "save_over": 2}).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.edit_version) == ("Mine", 3)


def test_changed_alias_in_the_form_of_its_actor_is_an_edit(editor_client: Client, db: None) -> None:
    actor = make_actor()
    data = typed(editor_client, address(actor, "change"))
    data |= {"aliases-TOTAL_FORMS": 1, "aliases-0-text": "The chief", "aliases-0-kind": "name"}
    response = editor_client.post(address(actor, "change"), data | {"aliases-0-language": "en"})
    assert response.status_code == 302, response.context["errors"]
    actor.refresh_from_db()
    assert actor.edit_version == 2
