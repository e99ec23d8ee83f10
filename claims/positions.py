"""Positions: what each actor last said on each issue, and how that changed between two days. Pure; asks no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import Act, Stance

# From how many days on an age is told in months, and in years.
_MONTHS, _YEARS = 61, 730


class Move(StrEnum):
    """What became of a position between two days."""

    NEW = "new"
    REVERSED = "reversed"
    WITHDRAWN = "withdrawn"
    HARDENED = "hardened"
    SOFTENED = "softened"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Position:
    """One claim as a position: who (``actor`` is the speaker's key) stands where on an issue.

    ``day`` is when it was said, or if that is not known when it was reported.
    """

    claim: int
    actor: int
    issue: int
    stance: str
    specificity: int
    act: str
    conditional: bool
    day: date

    @property
    def rank(self) -> tuple[bool, date, int, int]:
        """What makes one position go before another: a stance before a mere mention, then the later, more specific."""
        return self.stance != Stance.NEUTRAL, self.day, self.specificity, self.claim


def move(before: Position | None, after: Position | None) -> Move | None:
    """Return what became of a position; None if there was none on the later day.

    A stance that turns round is reversed, unless the speaker concedes: then the earlier one is withdrawn. With the same
    stance, more specific or no longer conditional is harder, less specific or newly conditional is softer; where both
    disagree, specificity decides.
    """
    if after is None:
        return None
    if before is None:
        return Move.NEW
    if before.claim == after.claim:
        return Move.SAME
    if after.act == Act.CONCEDE:
        return Move.WITHDRAWN
    if before.stance != after.stance:
        return Move.REVERSED if Stance.NEUTRAL not in (before.stance, after.stance) else Move.HARDENED
    firmness = (after.specificity - before.specificity) or (before.conditional - after.conditional)
    return Move.HARDENED if firmness > 0 else Move.SOFTENED if firmness < 0 else Move.SAME


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody spoke for a side from one day to another, both included; None is open."""

    side: int
    started: date | None
    ended: date | None

    def covers(self, day: date) -> bool:
        """Whether it was so on the day."""
        return (self.started or date.min) <= day <= (self.ended or date.max)


class Sides:
    """Which side (state, organisation) an actor speaks for on a day.

    A person speaks for the body of an office held that day; one who never held any, and whatever is no person, for what
    it is part of. Somebody out of office speaks for no side.
    """

    def __init__(
        self, *, parts: Mapping[int, int | None], tenures: Iterable[tuple[int, int, date | None, date | None]]
    ) -> None:
        """``parts``: what each actor is part of; ``tenures``: holder, body, first and last day."""
        self._parts = parts
        self._terms: dict[int, list[Term]] = {}
        for holder, body, started, ended in tenures:
            self._terms.setdefault(holder, []).append(Term(self.root(body), started, ended))

    @property
    def officials(self) -> Collection[int]:
        """Those who held an office of a side at some time."""
        return self._terms.keys()

    @cached_property
    def roots(self) -> Mapping[int, int]:
        """The side of each actor as such, whatever offices it held."""
        return {actor: self.root(actor) for actor in self._parts}

    def root(self, actor: int) -> int:
        """Return the actor that is part of no other, upwards; a ring of parts ends where it closes."""
        seen = {actor}
        while (above := self._parts.get(actor)) is not None and above not in seen:
            seen.add(above)
            actor = above
        return actor

    def side(self, actor: int, day: date) -> int | None:
        """Return the side the actor speaks for on the day, or None."""
        if actor not in self._terms:
            return self.root(actor)
        return next((term.side for term in self._terms[actor] if term.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a row stands on an issue on the day, before, and what became of it."""

    position: Position | None
    before: Position | None = None
    move: Move | None = None


def cells(
    now: Mapping[tuple[int, int], Position], before: Mapping[tuple[int, int], Position] | None
) -> dict[tuple[int, int], Cell]:
    """Return the cells of a table by row and issue; with ``before`` also what became of each position."""
    if before is None:
        return {key: Cell(position) for key, position in now.items()}
    return {key: Cell(now.get(key), before.get(key), move(before.get(key), now.get(key))) for key in {*now, *before}}


def in_order(keys: Iterable[tuple[int, int]], names: Mapping[int, str]) -> list[int]:
    """Return the rows of a table, those with positions on most issues first, then by name."""
    issues: dict[int, int] = {}
    for row, _column in keys:
        issues[row] = issues.get(row, 0) + 1
    return sorted(issues, key=lambda row: (-issues[row], names.get(row, ""), row))


def age_in_words(days: int) -> tuple[str, str]:
    """Return an age of days for a narrow cell and in full: ("5 mo", "5 months"); ("today", "today") for none."""
    if days <= 0:
        return _("today"), _("today")
    if days >= _YEARS:
        number = {"number": round(days / 365.25)}
        return _("%(number)s y") % number, ngettext("%(number)s year", "%(number)s years", number["number"]) % number
    if days >= _MONTHS:
        number = {"number": round(days / 30.44)}
        return _("%(number)s mo") % number, ngettext("%(number)s month", "%(number)s months", number["number"]) % number
    number = {"number": days}
    return _("%(number)s d") % number, ngettext("%(number)s day", "%(number)s days", days) % number
