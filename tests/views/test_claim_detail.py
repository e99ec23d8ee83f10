"""The page of one claim: its evidence, what is known, its links and history."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.models import Claim, Statement
from tests.factories import make_actor, make_article, make_claim, make_issue, make_link

pytestmark = pytest.mark.django_db


def shown(client: Client, claim: Claim) -> str:
    response = client.get(claim.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("number", ["9", "99999999999999999999999"])
def test_claim_detail_of_no_claim_is_not_found(client: Client, number: str) -> None:
    assert client.get(f"/claims/{number}/").status_code == 404


def test_claim_detail_refuses_another_method(client: Client) -> None:
    assert client.post(make_claim().get_absolute_url()).status_code == 405


def test_claim_detail_shows_the_evidence_and_what_is_known(client: Client) -> None:
    talks = make_issue("Talks")
    claim = make_claim(
        make_article("Before.\nAnna Berg said  the border must stay open.\nAfter."),
        content="the border must stay open", source="Anna Berg", cue="said",
        speaker=make_actor("Anna Berg"), reported_via=make_actor("The Wire"), issues={talks: "against"},
        said_on="2024-06-01", said_on_precision="month", said_on_basis="month+text: June",
        conditional=True, reason=["cue:said"], extractor_version="model-3", confidence=0.875,
    )  # fmt: skip
    page = shown(client, claim)
    assert '<mark class="cue" data-claims="0">said</mark>  <mark class="content"' in page
    assert "Before." not in page
    for words in ("The Wire", "Talks", "against", "June 2024", "month + text: June", "conditional", "cue: said", "88%"):
        assert words in page
    assert "model-3" in page
    assert f"http://testserver/claims/{claim.pk}/" in page


def test_claim_detail_marks_a_suggestion_as_unreviewed(client: Client, editor: User) -> None:
    claim = make_claim()
    assert "Unreviewed suggestion" in shown(client, claim)
    assert "(suggested, not reviewed)" in shown(client, claim)
    claim.accept(editor)
    page = shown(client, claim)
    assert "No editor has checked it" not in page
    assert "by editor on" in page


def test_claim_detail_tells_readers_only_that_a_claim_was_rejected(
    client: Client, editor: User, editor_client: Client
) -> None:
    claim = make_claim().reject(editor, "a caption")
    response = client.get(claim.get_absolute_url())
    assert response.status_code == 410
    assert b"was rejected in review" in response.content
    assert b"must stay open" not in response.content
    assert "a caption" in shown(editor_client, claim)


def test_claim_detail_names_candidates_of_an_open_speaker(client: Client) -> None:
    make_actor("Bo Dahl", slug="bo-dahl")
    page = shown(client, make_claim(speaker_candidates=["bo-dahl", "gone"]))
    assert "Open: “Anna Berg”" in page
    assert "Bo Dahl" in page


def test_claim_detail_offers_the_admin_to_editors_only(
    client: Client, reader_client: Client, editor_client: Client
) -> None:
    claim = make_claim()
    assert f"/admin/claims/claim/{claim.pk}/change/" in shown(editor_client, claim)
    for other in (client, reader_client):
        assert "/admin/" not in shown(other, claim)


def test_claim_detail_reads_links_from_its_own_end(client: Client) -> None:
    question, answer = make_claim(state="accepted"), make_claim(state="accepted")
    make_link(answer, question, "responds_to", outcome="rejects", state="confirmed", reasons=["date:next-day"])
    assert "Responds to (rejects)" in shown(client, answer)
    assert "Is answered by (rejects)" in shown(client, question)
    assert "date: next-day" in shown(client, answer)


def test_claim_detail_marks_suggested_links_and_hides_rejected_ones(client: Client, editor_client: Client) -> None:
    claim, other, wrong = make_claim(), make_claim(), make_claim(state="rejected", state_reason="no")
    make_link(claim, other)
    make_link(claim, other, "contradicts", state="rejected")
    make_link(claim, wrong)
    page = shown(client, claim)
    assert "Suggested link, not reviewed" in page
    assert "Contradicts" not in page
    assert f"/claims/{wrong.pk}/" not in page
    assert f"/claims/{wrong.pk}/" in shown(editor_client, claim)


def test_claim_detail_lists_other_reports_of_the_statement(client: Client) -> None:
    statement = Statement.objects.create()
    claim, other = make_claim(statement=statement), make_claim(statement=statement)
    assert f'id="claim-{other.pk}"' in shown(client, claim)


def test_claim_detail_tells_who_changed_what(client: Client, editor: User) -> None:
    claim = make_claim(speaker=make_actor("Anna Berg"))
    claim.speaker, claim.act = make_actor("Bo Dahl"), "offer"
    claim.correct(editor)
    page = shown(client, claim)
    assert "changed by editor: Corrected" in page
    assert '<del><span class="unseen">before: </span>Demand</del> <ins><span class="unseen">after: </span>Offer' in page
    assert '<ins><span class="unseen">after: </span>Bo Dahl</ins>' in page


def test_claim_detail_of_an_orphan_quotes_the_version_it_points_into(client: Client) -> None:
    claim = make_claim()
    article = claim.article
    article.versions.create(number=1, text=article.text, checksum=article.checksum)
    type(article).objects.filter(pk=article.pk).update(text="New words.", version=2)
    page = shown(client, claim)
    assert "This is version 1 of its text" in page
    assert "the border must stay open</mark>" in page


def test_claim_detail_escapes(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    article = make_article(f"Anna Berg said {evil}.", title=evil)
    claim = make_claim(article, content=evil, source="Anna Berg", cue="said", speaker=make_actor(evil), reason=[evil])
    page = shown(client, claim)
    assert evil not in page


def test_claim_detail_takes_the_same_queries_however_much_there_is(
    client: Client, editor: User, django_assert_num_queries: Any
) -> None:
    statement = Statement.objects.create()
    claim = make_claim(speaker=make_actor(), statement=statement, issues={make_issue(): "for"})

    def add() -> None:
        other = make_claim(speaker=make_actor(), statement=statement, issues={make_issue(): "for"})
        other.co_speakers.add(make_actor())
        make_link(claim, other)
        claim.co_speakers.add(make_actor())
        claim.claim_issues.create(issue=make_issue(), stance="against")
        claim.speaker = make_actor()
        claim.correct(editor)

    add()
    with django_assert_num_queries(14):
        client.get(claim.get_absolute_url())
    for _ in range(4):
        add()
    with django_assert_num_queries(14):
        client.get(claim.get_absolute_url())
