"""Long lists of numbers in a query, on either database."""

from __future__ import annotations

from datetime import date

import pytest
from django.test.utils import override_script_prefix
from django.urls import reverse

from claims.models import Act, Alias, Article, Claim, Kind, State
from claims.models.addresses import address_of
from claims.models.counts import Column, counts_of
from claims.models.lookups import Numbers
from tests.factories import make_actor, make_claim

pytestmark = pytest.mark.django_db


def test_among_finds_as_in_does_whatever_the_order_and_however_many() -> None:
    one, two, three = (make_actor(name) for name in ("Anna Berg", "Bo Dahl", "Cy Eck"))
    numbers = [three.pk, *range(10**6, 10**6 + 40_000), one.pk, one.pk]
    assert set(type(one).objects.filter(pk__among=numbers)) == {one, three}
    assert not type(one).objects.filter(pk__among=[]).exists()
    assert set(type(one).objects.exclude(pk__among=[two.pk]).filter(kind="person")) == {one, three}


def test_among_follows_a_foreign_key() -> None:
    one, two = make_actor("Anna Berg"), make_actor("Bo Dahl")
    aliases = [Alias.objects.create(actor=actor, text=f"A. {actor.name}") for actor in (one, two)]
    assert list(Alias.objects.filter(actor__among={one.pk})) == aliases[:1]
    assert list(Alias.objects.filter(actor__part_of__among={one.pk})) == []


def test_among_many_finds_what_among_finds_in_the_order_asked_for() -> None:
    claims = [make_claim(said_on=date(2024, 5, day), said_on_precision="day") for day in (3, 1, 2)]
    keys = Numbers(range(1, claims[1].pk + 1))  # PostgreSQL never counts from 1 again
    assert keys.are_dense
    found = Claim.objects.order_by("said_on")
    assert [*found.filter(pk__among_many=keys)] == [*found.filter(pk__among=keys)] == [claims[1], claims[0]]
    assert not Numbers([1, 10**6]).are_dense
    assert not Numbers([]).are_dense


def test_counts_of_tells_each_combination_that_there_is() -> None:
    make_claim(state=State.ACCEPTED, act=Act.DEMAND, kind=Kind.DIRECT)
    for confidence in (0.2, 0.9):
        make_claim(state=State.SUGGESTED, act=Act.DEMAND, kind=Kind.DIRECT, confidence=confidence)
    asked = [(state, Act.DEMAND, Kind.DIRECT) for state in (State.ACCEPTED, State.SUGGESTED, State.DISPUTED)]
    assert sorted(counts_of(asked)) == [("accepted", "demand", "direct", 1), ("suggested", "demand", "direct", 2)]
    assert ("suggested", "demand", "direct", 1) in counts_of(asked, least=0.9)
    assert counts_of([]) == []


def test_column_is_a_list_of_all_values() -> None:
    claims = [make_claim(act=Act.DEMAND), make_claim(act=Act.OFFER)]
    read = Claim.objects.aggregate(keys=Column("pk"), acts=Column("act"), via=Column("reported_via"))
    assert dict(zip(read["keys"], read["acts"], strict=True)) == {claim.pk: claim.act for claim in claims}
    assert read["via"] == [None, None]
    assert Claim.objects.filter(pk=0).aggregate(keys=Column("pk"))["keys"] == []


def test_addresses_are_those_of_the_patterns() -> None:
    with override_script_prefix("/site/"):
        assert address_of("claims:claim_detail", 7) == reverse("claims:claim_detail", args=[7])
    assert address_of("claims:actor_detail", "aä b") == "/actors/a%C3%A4%20b/"
    assert Article(pk=12).get_absolute_url() == reverse("claims:article_detail", args=[12]) == "/articles/12/"
