"""Articles, actors, issues, outlets: what may be edited, deleted and read in the history."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from claims.models import Actor, Alias, Article, Claim, Issue, Link, MatchingTerm, Office, Outlet, Segment, Tenure
from claims.models.issues import validate_term
from tests.admin.pages import address, text_of, typed
from tests.factories import make_actor, make_article, make_claim, make_issue, make_outlet


def speaker_of(claim: Claim) -> Actor:
    assert claim.speaker
    return claim.speaker


def test_article_text_is_read_and_never_edited(editor_client: Client, claim: Claim) -> None:
    response = editor_client.get(address(claim.article, "change"))
    page = text_of(response)
    assert '<p class="is-body"><span class="offset">0</span> Talks resume in Geneva</p>' in page
    assert '<p class="is-body"><span class="offset">24</span> Anna Berg, the foreign minister,' in page
    assert f'<a href="/admin/claims/claim/?article__id__exact={claim.article_id}">1 found or added</a>' in page
    assert f'<a href="/admin/claims/claim/add/?article={claim.article_id}">Add one that was missed</a>' in page
    assert not {"text", "checksum"} & set(response.context["adminform"].form.fields)


def test_article_list_says_how_articles_are_added(editor_client: Client) -> None:
    assert "Add articles with: manage.py ingest PATH" in text_of(editor_client.get(address(Article, "changelist")))


def test_article_date_needs_its_precision(editor_client: Client, db: None) -> None:
    article = make_article()
    url = address(article, "change")
    response = editor_client.post(url, typed(editor_client, url) | {"published_on": "2024-06-14"})
    assert "The date 2024-06-14 has no precision. Choose day, month or year." in text_of(response)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"end": 9999}, "The segment 0-9999 ends after the text of 183 characters. End it there."),
        ({"end": 50}, "The segment 30-183 overlaps the one before it. Move one of their ends."),
    ],
)
def test_segments_lie_in_the_text_and_apart(
    editor_client: Client, claim: Claim, values: dict[str, int], message: str
) -> None:
    Segment.objects.update(end=20)
    Segment.objects.create(article=claim.article, kind="body", start=30, end=183)
    url = address(claim.article, "change")
    data = typed(editor_client, url) | {f"segments-0-{name}": value for name, value in values.items()}
    assert message in text_of(editor_client.post(url, data))
    data["segments-0-end"] = 25
    assert editor_client.post(url, data).status_code == 302
    assert Article.objects.get().edit_version == 2


def test_outlet_lists_are_typed_one_a_line(editor_client: Client, db: None) -> None:
    outlet = make_outlet(names=["Old"])
    url = address(outlet, "change")
    data = typed(editor_client, url)
    assert data["names"] == "Old"
    refused = editor_client.post(url, data | {"domains": "https://www.paper.example/"})
    assert "is not a bare host. Write it like reuters.com." in text_of(refused)
    editor_client.post(url, data | {"names": "The Paper\r\nPaper\r\n", "domains": "Paper.example"})
    outlet.refresh_from_db()
    assert (outlet.names, outlet.domains) == (["The Paper", "Paper"], ["paper.example"])


def test_office_titles_are_typed_one_a_line(editor_client: Client) -> None:
    data = typed(editor_client, address(Office, "add")) | {"slug": "president", "name": "President"}
    editor_client.post(address(Office, "add"), data | {"titles": "president\r\nhead of state"})
    assert Office.objects.get().titles == ["president", "head of state"]


def test_tenure_changed_on_the_page_of_its_office_is_an_edit_of_its_holder(editor_client: Client, db: None) -> None:
    holder = make_actor()
    tenure = Tenure.objects.create(office=Office.objects.create(slug="o", name="O"), holder=holder)
    url = address(tenure.office, "change")
    response = editor_client.post(url, typed(editor_client, url) | {"tenures-0-started": "2020-01-01"})
    assert response.status_code == 302, response.context["errors"]
    holder.refresh_from_db()
    assert holder.edit_version == 2


@pytest.mark.parametrize(
    "text", ["cease ... fire", "recogni* borders", "NATO", "restor* ... territor*", "us* assets", "troops/army*"]
)
def test_matching_term_takes_words(text: str) -> None:
    validate_term(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  ", '"  " holds no word. Write the words that mark the issue, like cease ... fire.'),
        ("...", '"..." holds no word. Write the words that mark the issue, like cease ... fire.'),
        ("cease ...", 'In "cease ...", "..." does not stand between two words. Take it out, or add the word.'),
        ("... fire", 'In "... fire", "..." does not stand between two words. Take it out, or add the word.'),
        ("a ... … b", 'In "a ... … b", "..." does not stand between two words. Take it out, or add the word.'),
        ("cease...fire", 'In "cease...fire", "..." touches a word. Put a space on each side of it.'),
        ("re*cogni", 'In "re*cogni", "*" does not stand at the end of the word. Move it there, or take it out.'),
        ("open *", '"*" stands alone. Put it at the end of a word, or write ... for words between.'),
    ],
)
def test_matching_term_refuses_what_can_match_nothing(text: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_term(text)
    assert refused.value.messages == [message]


def test_matching_term_is_checked_in_the_form_of_its_issue(editor_client: Client, db: None) -> None:
    issue = make_issue()
    url = address(issue, "change")
    data = typed(editor_client, url) | {"terms-TOTAL_FORMS": 1, "terms-0-stance": "for", "terms-0-text": "* border"}
    refused = text_of(editor_client.post(url, data)).replace("&quot;", '"')
    assert '"*" stands alone. Put it at the end of a word' in refused
    editor_client.post(url, data | {"terms-0-text": " open  …  border* "})
    assert MatchingTerm.objects.get().text == "open ... border*"


def test_actor_is_found_by_an_alias(editor_client: Client, claim: Claim) -> None:
    Alias.objects.create(actor=speaker_of(claim), text="The envoy")
    response = editor_client.get(address(Actor, "changelist"), {"q": "envoy"})
    assert list(response.context["cl"].result_list) == [claim.speaker]


@pytest.mark.parametrize(
    ("model", "may"), [(Claim, False), (Article, False), (Actor, False), (Issue, False), (Alias, True)]
)
def test_editor_deletes_only_what_nothing_rests_on(editor_client: Client, claim: Claim, model: Any, may: bool) -> None:  # noqa: FBT001
    Alias.objects.create(actor=speaker_of(claim), text="The envoy")
    row = model.objects.first()
    response = editor_client.post(address(row, "delete"), {"post": "yes"})
    assert response.status_code == (302 if may else 403)
    assert model.objects.filter(pk=row.pk).exists() != may
    actions = text_of(editor_client.get(address(model, "changelist")))
    assert may or "Delete selected" not in actions


@pytest.mark.parametrize("model", [Claim, Article])
def test_superuser_deletes_with_all_that_rests_on_it(admin_client: Client, claim: Claim, model: Any) -> None:
    Link.objects.create(a=claim, b=make_claim(claim.article), relation="updates")
    row = model.objects.order_by("pk").first()
    assert admin_client.post(address(row, "delete"), {"post": "yes"}).status_code == 302
    assert not model.objects.filter(pk=row.pk).exists()


def test_actor_with_claims_is_not_deleted_and_the_page_says_why(admin_client: Client, claim: Claim) -> None:
    page = text_of(admin_client.post(address(speaker_of(claim), "delete"), {"post": "yes"}))
    assert "would require deleting the following protected related objects" in page
    assert "the border must stay open" in page
    assert Actor.objects.filter(name="Anna Berg").exists()


def test_alias_deleted_on_its_own_page_is_an_edit_of_its_actor(editor_client: Client, claim: Claim) -> None:
    alias, other = (Alias.objects.create(actor=speaker_of(claim), text=text) for text in ("The envoy", "The minister"))
    editor_client.post(address(alias, "delete"), {"post": "yes"})
    assert Actor.objects.get().edit_version == 2
    data = {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"}
    editor_client.post(address(Alias, "changelist"), data)
    assert not Alias.objects.exists()
    assert Actor.objects.get().edit_version == 3


def test_link_decision_says_who_decided(editor: User, editor_client: Client, claim: Claim) -> None:
    link = Link.objects.create(a=claim, b=make_claim(claim.article), relation="updates")
    url = address(link, "change")
    assert editor_client.post(url, typed(editor_client, url) | {"state": "confirmed"}).status_code == 302
    link.refresh_from_db()
    assert (link.state, link.decided_by) == ("confirmed", editor)


def test_history_tells_who_changed_which_field_and_issue(editor_client: Client, claim: Claim) -> None:
    url = address(claim, "change")
    data = typed(editor_client, url) | {"act": "report", "cue": "told", "claim_issues-0-stance": "against"}
    data["content"] = "We will not yield"
    editor_client.post(url, data)
    page = text_of(editor_client.get(address(claim, "history")))
    assert '<td data-label="Who">editor</td> <td data-label="What">Changed: Corrected' in page
    assert "<strong>Act:</strong> <del>Demand</del> → <ins>Report</ins>" in page
    assert "<strong>Stance:</strong> <del>For</del> → <ins>Against</ins>" in page
    assert "<strong>Cue:</strong> <del>57-61</del> → <ins>133-137</ins>" in page
    assert "<del>62-87 the border must stay open</del> → <ins>109-126 We will not yield</ins>" in page
    assert "Edit version" not in page
    assert "Revert" not in page


def test_earlier_version_is_shown_and_not_written_back_unseen(
    editor: User, editor_client: Client, claim: Claim
) -> None:
    claim.correct(editor)
    first = claim.history.last()
    url = f"{address(claim, 'history')}{first.pk}/"
    assert editor_client.get(url).status_code == 200
    assert editor_client.post(url, typed(editor_client, address(claim, "change"))).status_code == 403


def test_earlier_version_of_an_outlet_is_brought_back(editor_client: Client, db: None) -> None:
    outlet = make_outlet(name="Before")
    outlet.name = "After"
    outlet.save()
    url = f"{address(outlet, 'history')}{outlet.history.last().pk}/"
    data = {"slug": outlet.slug, "name": "Before", "kind": outlet.kind}
    assert editor_client.get(url).context["adminform"].form["name"].value() == "Before"
    assert editor_client.post(url, data).status_code == 302
    assert Outlet.objects.get().name == "Before"
