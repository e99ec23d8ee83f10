"""How positions moved: the claims of one actor by issue, or on one issue by actor, in the order in which they came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from claims.charts import Axis
from claims.models import ClaimIssue, Issue, Precision, Stance, as_words
from claims.models.addresses import address_of
from claims.models.claims import ClaimQuerySet
from claims.position_tables import dated
from claims.positions import Move, Position, move

# Lanes that are drawn, and claims that are read for all of them, the latest ones.
LANES = 12
STEPS = 400


@dataclass(frozen=True)
class Step:
    """A claim on a lane, and what became of the position by it."""

    position: Position
    words: str
    when: str
    place: float
    move: Move | None

    @property
    def address(self) -> str:
        """The page of the claim."""
        return address_of("claims:claim_detail", self.position.claim)


@dataclass(frozen=True)
class Lane:
    """What was said on one issue, or by one actor, from the first to the last."""

    name: str
    address: str
    steps: list[Step]

    @property
    def current(self) -> Step:
        """The position that counts: the last with a stance, or else the last mention."""
        return max(self.steps, key=lambda step: step.position.rank)

    @property
    def moves(self) -> list[Step]:
        """The steps at which something changed."""
        return [step for step in self.steps if step.move not in (None, Move.SAME)]


@dataclass(frozen=True)
class Evolution:
    """Lanes on one axis."""

    lanes: list[Lane]
    axis: Axis | None


def evolution_of_actor(claims: ClaimQuerySet) -> Evolution:
    """Return how positions moved in the claims of an actor, a lane an issue. One query."""
    rows = _rows(ClaimIssue.objects.all(), claims, "issue__slug", "issue__name")
    return _evolution(rows, "claims:issue_detail", key=lambda position: position.issue)


def evolution_on_issue(issue: Issue, claims: ClaimQuerySet) -> Evolution:
    """Return how positions on the issue moved in the claims, a lane a speaker. One query."""
    rows = ClaimIssue.objects.filter(issue=issue).exclude(claim__speaker=None)
    found = _rows(rows, claims, "claim__speaker__slug", "claim__speaker__name")
    return _evolution(found, "claims:actor_detail", key=lambda position: position.actor)


def _rows(rows: QuerySet[ClaimIssue], claims: ClaimQuerySet, slug: str, name: str) -> list[tuple[Any, ...]]:
    shown = rows.filter(claim__in=claims.order_by().values("pk"), claim__hypothetical=False)
    newest = dated(shown).filter(day__isnull=False).order_by("-day", "-claim").values_list(
        "claim", F("claim__speaker"), "issue", "stance", "specificity", "does", "claim__conditional", "day",
        slug, name, "claim__content_text", "claim__said_on_precision",
    )  # fmt: skip
    return list(newest[:STEPS])[::-1]


def _evolution(rows: Iterable[tuple[Any, ...]], view: str, *, key: Any) -> Evolution:
    lanes: dict[Any, list[tuple[Position, tuple[Any, ...]]]] = {}
    for row in rows:
        position = Position(*row[:8])
        lanes.setdefault(key(position), []).append((position, row[8:]))
    shown = sorted(lanes.values(), key=lambda lane: (-len(lane), lane[0][1][1]))[:LANES]
    axis = Axis.around(position.day for lane in shown for position, _ in lane)
    if axis is None:
        return Evolution([], None)
    return Evolution([_lane(lane, view, axis) for lane in shown], axis)


def _lane(rows: Sequence[tuple[Position, tuple[Any, ...]]], view: str, axis: Axis) -> Lane:
    steps: list[Step] = []
    before: Position | None = None
    for position, (_, _, words, precision) in rows:
        counts = before is None or position.stance != Stance.NEUTRAL or before.stance == Stance.NEUTRAL
        moved = move(before, position) if counts else Move.SAME
        steps.append(
            Step(position, words, as_words(position.day, precision or Precision.DAY), axis.place(position.day), moved)
        )
        before = position if counts else before
    slug, name = rows[0][1][:2]
    return Lane(name, address_of(view, slug), steps)
