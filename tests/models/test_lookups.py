"""Long lists of numbers in a query, on either database."""

from __future__ import annotations

import pytest

from claims.models import Alias
from tests.factories import make_actor

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
