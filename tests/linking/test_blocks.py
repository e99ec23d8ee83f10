"""Reading stored keys block by block, and that neither the size of batches nor their order shows in the result."""

from __future__ import annotations

import random
from collections import deque

import pytest

from claims.linking.blocks import Row, Stretch, rows_of, rows_within
from claims.linking.candidates import rank_of
from claims.linking.facts import facts_of, knowledge_from_database
from claims.linking.run import link_articles, link_batch
from claims.models import Article, Claim, ClaimKey, Link, Statement
from tests.factories import make_article, make_claim
from tests.linking_corpus import days_of_news, make_cast, store_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows() -> list[Row]:
    """Two blocks of keys, of six days each, with two claims on the third."""
    article = make_article("Anna Berg said that it is late. " * 7)
    claims = [make_claim(article, source="Anna Berg", cue="said", content="that it is late") for _ in range(7)]
    places = [(0, 5), (1, 5), (2, 5), (3, 1), (3, 9), (5, 5), (9, 5)]
    rows = [Row(key, *place, claim.pk) for key in (11, 22) for place, claim in zip(places, claims, strict=True)]
    ClaimKey.objects.write((row.claim, row.key, row.day, row.rank) for row in rows)
    return rows


@pytest.mark.parametrize(
    ("stretch", "places"),
    [
        (Stretch(11, before=(1, 0)), [(0, 5)]),
        (Stretch(11, after=(3, 1), limit=2), [(3, 9), (5, 5)]),
        (Stretch(11, before=(3, 9), limit=2, backwards=True), [(3, 1), (2, 5)]),
        (Stretch(11, after=(3, 0), before=(5, 6)), [(3, 1), (3, 9), (5, 5)]),
        (Stretch(11, after=(9, 5)), []),
        (Stretch(33), []),
    ],
)
def test_stretch_is_read_as_far_as_it_goes(rows: list[Row], stretch: Stretch, places: list[tuple[int, int]]) -> None:
    found = rows_of([stretch, Stretch(22, limit=1)])
    assert [(row.day, row.rank) for row in found.get(11, [])] == places
    assert found[22] == [row for row in rows if row.key == 22][:1]


def test_rows_within_days_are_those_of_the_days_and_keys(rows: list[Row]) -> None:
    found = rows_within([22, 33], 2, 3)
    assert found == {22: [row for row in rows if row.key == 22 and row.day in (2, 3)]}


def test_links_are_the_same_in_batches_of_every_size_and_when_days_arrive_backwards() -> None:
    cast, rng = make_cast(), random.Random(3)  # noqa: S311
    for day, articles in days_of_news(cast, 700):
        store_day(cast, day, articles, rng)
    together = linked_in_batches(100)
    assert len(together) > 500
    assert {relation for _, _, relation, _, _, _ in together} >= {"same_statement", "same_position"}
    assert linked_in_batches(7) == together
    forget()
    for pk in Article.objects.order_by("-published_on", "-pk").values_list("pk", flat=True):
        link_batch([pk], knowledge_from_database())
    assert links() == together


def linked_in_batches(size: int) -> set[tuple[object, ...]]:
    forget()
    deque(link_articles(Article.objects.all(), batch=size), maxlen=0)
    return links()


def forget() -> None:
    Claim.objects.update(statement=None)
    for model in (Link, Statement, ClaimKey):
        model.objects.all().delete()


def links() -> set[tuple[object, ...]]:
    return set(Link.objects.values_list("a", "b", "relation", "outcome", "score", "joins"))


def test_claims_that_start_at_one_word_have_places_of_their_own() -> None:
    article = make_article("Anna Berg said that it is late and cold.")
    words = ("that it is late", "that it is late and cold")
    claims = [make_claim(article, source="Anna Berg", cue="said", content=content) for content in words]
    facts = facts_of([claim.pk for claim in claims], knowledge_from_database())
    assert facts[claims[0].pk].place == facts[claims[1].pk].place
    assert rank_of(facts[claims[0].pk]) != rank_of(facts[claims[1].pk])
