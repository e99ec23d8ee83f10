"""Matching terms tried on the stored claims before they are saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims import trials
from claims.models import Claim, ClaimIssue, Issue, MatchingTerm
from tests.admin.pages import address, text_of, typed
from tests.factories import make_article, make_claim, make_issue

pytestmark = [pytest.mark.django_db, pytest.mark.model]


@pytest.fixture
def ships() -> Issue:
    issue = make_issue("Ships", slug="ships")
    MatchingTerm.objects.create(issue=issue, text="ship*")
    return issue


def say(content: str, issue: Issue | None = None, **values: Any) -> Claim:
    article = make_article(f"{Claim.objects.count()} Anna Berg said {content}.")
    claim = make_claim(article, content=content, source="Anna Berg", extractor_version="v1", **values)
    if issue:
        ClaimIssue.objects.create(claim=claim, issue=issue, stance="for", reason=["term:ship*"])
    return claim


def tried(client: Client, url: str, *terms: str, **values: Any) -> str:
    return text_of(client.post(url, form(client, url, *terms) | {"_try": "1", **values}))


def form(client: Client, url: str, *terms: str) -> dict[str, Any]:
    """Return the form with these further terms."""
    data = typed(client, url)
    for number, text in enumerate(terms, start=int(data["terms-INITIAL_FORMS"])):
        data |= {f"terms-{number}-text": text, f"terms-{number}-stance": "for"}
    return data | {"terms-TOTAL_FORMS": int(data["terms-INITIAL_FORMS"]) + len(terms)}


def test_trial_shows_which_claims_would_gain_the_issue_and_saves_nothing(editor_client: Client, ships: Issue) -> None:
    gains, has, other = say("the boats withdrew"), say("the ships leave", ships), say("the bridge opens")
    page = tried(editor_client, address(ships, "change"), "boat* withdraw")
    assert "1 claim would gain this issue" in page
    assert f'<a href="/claims/{gains.pk}/">Anna Berg: the boats withdrew</a>' in page
    assert "by “boat* withdraw”" in page
    assert "0 claims would lose this issue" in page
    assert f"/claims/{has.pk}/" not in page
    assert f"/claims/{other.pk}/" not in page
    assert "All 3 claims were looked at." in page
    assert "Please correct the error" not in page
    assert "Only tried" not in page
    assert [term.text for term in MatchingTerm.objects.all()] == ["ship*"]
    assert 'value="boat* withdraw"' in page


def test_trial_shows_which_claims_would_lose_the_issue(editor_client: Client, ships: Issue) -> None:
    loses = say("the ships leave", ships)
    page = tried(editor_client, address(ships, "change"), **{"terms-0-text": "boat*"})
    assert "1 claim would lose this issue" in page
    assert f"/claims/{loses.pk}/" in page
    deleted = tried(editor_client, address(ships, "change"), **{"terms-0-DELETE": "on"})
    assert "1 claim would lose this issue" in deleted
    assert MatchingTerm.objects.get().text == "ship*"


def test_trial_leaves_out_what_people_decided_and_what_rests_on_no_term(
    editor: User, editor_client: Client, ships: Issue
) -> None:
    say("the boats leave").accept(editor)
    say("the boats return").reject(editor, "Not said")
    ClaimIssue.objects.create(claim=say("the ships wait"), issue=ships, stance="for", reason=["pointer"])
    page = tried(editor_client, address(ships, "change"), **{"terms-0-text": "boat*"})
    assert "0 claims would gain" in page
    assert "0 claims would lose" in page
    assert "1 more that people decided on is concerned too." in page


def test_trial_counts_words_inside_a_longer_term_of_another_issue_with_that(
    editor_client: Client, ships: Issue
) -> None:
    MatchingTerm.objects.create(issue=make_issue(), text="boat race")
    say("the boat race goes on")
    assert "0 claims would gain" in tried(editor_client, address(ships, "change"), "boat*")


def test_trial_of_a_new_issue(editor_client: Client) -> None:
    say("the boats leave")
    url = address(Issue, "add")
    page = tried(editor_client, url, "boat*", name="Boats", slug="boats", for_means="They leave")
    assert "1 claim would gain this issue" in page
    assert not Issue.objects.exists()


def test_trial_with_a_fault_says_only_what_is_wrong(editor_client: Client, ships: Issue) -> None:
    page = tried(editor_client, address(ships, "change"), "* boat")
    assert "stands alone. Put it at the end of a word" in page
    assert "would gain this issue" not in page
    assert "Only tried" not in page


def test_saving_after_a_trial_changes_no_claim(editor_client: Client, ships: Issue) -> None:
    say("the boats leave")
    url = address(ships, "change")
    tried(editor_client, url, "boat*")
    assert editor_client.post(url, form(editor_client, url, "boat*")).status_code == 302
    assert MatchingTerm.objects.count() == 2
    assert not ClaimIssue.objects.exists()


def test_trial_says_how_much_it_looked_at(editor_client: Client, ships: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "MOST_CLAIMS", 2)
    for number in range(3):
        say(f"the boats leave in {number} days")
    page = tried(editor_client, address(ships, "change"), "boat*")
    assert "The last added 2 of 3 claims were looked at." in page
    assert "2 claims would gain this issue" in page


def test_trial_escapes_and_is_for_editors(editor_client: Client, reader_client: Client, ships: Issue) -> None:
    say("the boats <script>alert(1)</script> leave")
    url = address(ships, "change")
    assert "<script>alert" not in tried(editor_client, url, "boat*")
    assert reader_client.post(url, {"_try": "1"}).status_code == 302


def test_trial_takes_the_same_queries_for_more_claims(editor_client: Client, ships: Issue) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            tried(editor_client, address(ships, "change"), "boat*")
        return len(queries)

    for number in range(2):
        say(f"the boats leave in {number} days")
    count()
    few = count()
    for number in range(12):
        say(f"the boats leave in {number} days")
    assert count() == few
