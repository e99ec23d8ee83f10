"""Positions picked claim by claim, as slowly as one would by hand: what the matrix has to agree with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from claims.models import Claim
from claims.position_tables import Question
from claims.positions import Position, Sides


def latest(positions: Iterable[Position]) -> dict[tuple[int, int], Position]:
    """Return by actor and issue the position that counts."""
    found: dict[tuple[int, int], Position] = {}
    for position in positions:
        key = position.actor, position.issue
        if key not in found or position.rank > found[key].rank:
            found[key] = position
    return found


def picked(question: Question, sides: Sides, day: date) -> dict[tuple[int, int], Position]:
    """Return what a matrix has to show on a day, by row and issue."""
    spoken = [position for position in _positions(question) if position.day <= day]
    if not question.sides:
        return latest(spoken)
    pairs = ((sides.side(position.actor, position.day), position) for position in spoken)
    return latest(replace(position, actor=side) for side, position in pairs if side is not None)


def _positions(question: Question) -> Iterable[Position]:
    for claim in Claim.objects.filter(state__in=question.states, hypothetical=False):
        day = claim.said_on or (None if claim.past else claim.article.published_on)
        if day is None or (claim.state == "suggested" and claim.confidence < question.least):
            continue
        for part in claim.claim_issues.all():
            for speaker in claim.speakers:
                act = part.act or claim.act
                yield Position(
                    claim.pk, speaker.pk, part.issue_id, part.stance, part.specificity, act, claim.conditional, day
                )
