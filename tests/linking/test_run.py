"""Linking what is stored: found across articles, the same in every order, twice as once, decisions left alone."""

from __future__ import annotations

from itertools import permutations

import pytest
from django.contrib.auth.models import User

from claims.linking.facts import knowledge_from_database
from claims.linking.run import link_batch
from claims.models import Article, Claim, ClaimKey, Link, LinkState, Statement
from tests.linking.scene import link_all, link_of, picture, tell

pytestmark = pytest.mark.django_db
OFFER, REPORT, DEMAND = "that the ships", '"The ships', "that Norland must"
REFUSAL, INSULT, NEVER = "the proposal", "the Soranian", "Norland would never"


def test_reports_answers_and_positions_are_found_across_articles() -> None:
    tell()
    link_all()
    report = link_of(OFFER, REPORT)
    assert report is not None
    assert (report.relation, report.joins) == ("same_statement", True)
    assert Statement.objects.get().canonical == Claim.objects.get(content_text__startswith=REPORT)
    refusal = link_of(REFUSAL, OFFER)
    assert refusal is not None
    assert (refusal.relation, refusal.outcome, refusal.a.content_text) == ("responds_to", "rejects", REFUSAL)
    assert [row.relation for row in (link_of(DEMAND, OFFER), link_of(NEVER, OFFER)) if row] == [
        "same_position",
        "contradicts",
    ]
    assert link_of(INSULT, NEVER) is None


def test_links_and_statements_are_the_same_in_every_order() -> None:
    pictures = []
    for order in permutations(range(3)):
        Article.objects.all().delete()
        Statement.objects.all().delete()
        tell(order)
        link_all(one_by_one=True)
        pictures.append(picture())
    assert len(pictures[0][0]) >= 5
    assert all(shown == pictures[0] for shown in pictures)


def test_linking_twice_changes_nothing() -> None:
    tell()
    link_all()
    before, edits = picture(), list(Link.history.values_list("pk", flat=True))
    result = link_batch(list(Article.objects.values_list("pk", flat=True)), knowledge_from_database())
    assert (result.created, result.changed, result.removed) == (0, 0, 0)
    assert picture() == before
    assert list(Link.history.values_list("pk", flat=True)) == edits


def test_rejected_pair_is_never_suggested_again_and_stays_parted(editor: User) -> None:
    tell()
    link_all()
    link = link_of(OFFER, REPORT)
    assert link is not None
    link.reject(editor)
    link_all()
    assert [row.state for row in Link.objects.between(link.a, link.b)] == [LinkState.REJECTED]
    assert not Statement.objects.exists()


def test_joined_by_a_person_survives_linking(editor: User) -> None:
    tell()
    link_all()
    statement = Statement.objects.get()
    statement.join(Claim.objects.get(content_text__startswith=DEMAND), editor)
    link_all()
    assert len(Statement.objects.get().witnesses) == 3


def test_what_no_longer_holds_is_withdrawn_unless_a_person_confirmed_it(editor: User) -> None:
    tell()
    link_all()
    confirmed, open_ = link_of(REFUSAL, OFFER), link_of(DEMAND, OFFER)
    assert confirmed is not None
    assert open_ is not None
    confirmed.confirm(editor)
    for words in (REFUSAL, DEMAND):
        claim = Claim.objects.get(content_text__startswith=words)
        claim.claim_issues.all().delete()
        claim.act = "report"
        claim.save()
    link_all()
    assert Link.objects.filter(pk=confirmed.pk, state=LinkState.CONFIRMED).exists()
    assert not Link.objects.filter(pk=open_.pk).exists()


def test_one_article_asks_for_its_own_blocks_only(django_assert_max_num_queries: object) -> None:
    """The number of queries for one article does not grow with the store."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    names = tell()
    link_all()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            link_batch([names["third"]], knowledge_from_database())
        counts.append(len(captured))
        others = [ClaimKey(claim=claim, key=number, day=1) for claim in Claim.objects.all() for number in range(300)]
        for row in others:
            row.rank = 1
        ClaimKey.objects.bulk_create(others, ignore_conflicts=True)
    assert counts[0] == counts[1]
