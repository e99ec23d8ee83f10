"""Claims hold their invariants and change by verbs only."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from claims.models import Claim, StaleEdit, State
from tests.factories import make_actor, make_claim

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values",
    [
        {"act": "sing"},
        {"kind": "shouted"},
        {"state": "lost"},
        {"confidence": 1.5},
        {"said_on": "2024-06-14"},
        {"said_on_precision": "day"},
        {"content": []},
        {"state": "rejected"},
    ],
)
def test_claim_refuses_what_breaks_an_invariant(values: dict[str, Any]) -> None:
    claim = make_claim()
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(**values)


def test_claim_accept_says_who_and_keeps_the_history(editor: User) -> None:
    claim = make_claim().accept(editor)
    claim.refresh_from_db()
    assert (claim.state, claim.reviewed_by, claim.edit_version) == (State.ACCEPTED, editor, 2)
    assert [row.state for row in claim.history.all()] == ["accepted", "suggested"]


def test_claim_reject_needs_a_reason(editor: User) -> None:
    claim = make_claim()
    with pytest.raises(ValueError, match="needs a reason"):
        claim.reject(editor, "  ")
    claim.refresh_from_db()
    assert claim.state == State.SUGGESTED


def test_claim_decided_meanwhile_is_not_overwritten(editor: User) -> None:
    first = make_claim()
    second = Claim.objects.get(pk=first.pk)
    first.accept(editor)
    with pytest.raises(StaleEdit, match="changed by somebody else"):
        second.reject(editor, "not a claim")
    assert Claim.objects.get(pk=first.pk).state == State.ACCEPTED


def test_claim_spans_must_lie_in_the_text() -> None:
    claim = make_claim()
    with pytest.raises(ValueError, match="outside the article's text"):
        claim.set_spans(source=[], cue=[], content=[[0, 10_000]])


def test_claims_by_speaker_count_those_made_together() -> None:
    one, other = make_actor(), make_actor()
    claim = make_claim(speaker=one)
    claim.co_speakers.add(other)
    assert list(Claim.objects.by_speaker(other)) == [claim]
    assert claim.speaker_name == f"{one.name} + {other.name}"
