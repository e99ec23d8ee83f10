"""Provisional actors are confirmed, or merged into whom they turn out to be; nothing is lost by it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from claims.models import Actor, Alias, Claim
from tests.factories import make_actor, make_claim

pytestmark = pytest.mark.django_db


def test_actor_confirm_says_who(editor: User) -> None:
    actor = make_actor(provisional=True).confirm(editor)
    assert not actor.provisional
    assert actor.history.first().history_user == editor


def test_actor_merge_into_hands_over_claims_and_names(editor: User) -> None:
    found, known = make_actor("Anne Berg", provisional=True), make_actor("Anna Berg")
    Alias.objects.create(actor=found, text="A. Berg")
    spoken = make_claim(speaker=found)
    put = make_claim(addressee=found, reported_via=found, affiliation=found)
    together = make_claim(speaker=make_actor())
    together.co_speakers.add(found)
    part = make_actor(part_of=found)

    found.merge_into(known, editor)

    assert Claim.objects.get(pk=spoken.pk).speaker == known
    put.refresh_from_db()
    assert {put.addressee, put.reported_via, put.affiliation} == {known}
    assert list(together.co_speakers.all()) == [known]
    assert set(known.aliases.values_list("text", flat=True)) == {"Anne Berg", "A. Berg"}
    assert Actor.objects.get(pk=part.pk).part_of == known
    assert found.standing == known
    assert list(Actor.objects.current().filter(pk__in=[found.pk, known.pk])) == [known]
    assert Claim.objects.get(pk=spoken.pk).history.first().history_user == editor


def test_actor_merge_into_keeps_a_joint_claim_with_one_of_each(editor: User) -> None:
    found, known = make_actor(provisional=True), make_actor()
    claim = make_claim(speaker=found)
    claim.co_speakers.add(known)
    found.merge_into(known, editor)
    claim.refresh_from_db()
    assert [actor.pk for actor in claim.speakers] == [known.pk]


def test_actor_merge_into_refuses_itself_and_what_was_merged(editor: User) -> None:
    found, known = make_actor("Found"), make_actor("Known")
    with pytest.raises(ValueError, match='"Found" cannot be merged into itself'):
        found.merge_into(found, editor)
    found.merge_into(known, editor)
    with pytest.raises(ValueError, match='"Found" was merged into "Known" before'):
        known.merge_into(Actor.objects.get(pk=found.pk), editor)
