"""The day an article appeared: what the page says, or else the days that what it tells leaves possible."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from claims.extraction.dates import Expression, Form, day_of, find_expressions
from claims.extraction.records import Precision, Segment, SegmentKind, StatedDate

EARLIEST, LATEST = date(1990, 1, 1), date(2050, 1, 1)
NEARLY = 31  # days
PUBLISHED_KINDS = (SegmentKind.DATELINE, SegmentKind.BYLINE, SegmentKind.BOILERPLATE)
PUBLISHED = re.compile(
    r"\b(?:published|posted|updated?|date|dated|reported|on)\b|^\W*(?:\w+day,?\s+)?\w+\.?\s+\d|^\W*\d", re.IGNORECASE
)
Limit = tuple[frozenset[int], str]  # the ordinals of the days that are left, and why
COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\D{0,40}(?P<year>20\d\d)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PossibleDays:
    """The days on which an article may have appeared, as ordinals, and why no other.

    Nothing is taken from them but what holds on every one of these days.
    """

    days: frozenset[int]
    reasons: tuple[str, ...] = ()
    _known: dict[Expression, StatedDate | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def only(cls, day: date) -> PossibleDays:
        return cls(frozenset({day.toordinal()}))

    @classmethod
    def until(cls, last: date) -> PossibleDays:
        return cls(frozenset(range(EARLIEST.toordinal(), last.toordinal() + 1)))

    @property
    def day(self) -> date | None:
        return date.fromordinal(next(iter(self.days))) if len(self.days) == 1 else None

    @property
    def bounds(self) -> tuple[date, date]:
        return date.fromordinal(min(self.days)), date.fromordinal(max(self.days))

    @property
    def about(self) -> date | None:
        """Return the day near enough for asking who held an office then; None where it is not known that well."""
        first, last = self.bounds
        return first if (last - first).days <= NEARLY else None

    def limited(self, allowed: frozenset[int], reason: str) -> PossibleDays:
        """Return the days that ``allowed`` leaves; a limit that would leave none contradicts the others: dropped."""
        left = self.days & allowed
        if not left or left == self.days:
            return self
        return PossibleDays(left, (*self.reasons, reason))

    def resolve(self, expression: Expression) -> StatedDate | None:
        """Return what the expression means if it means the same on every possible day."""
        if expression not in self._known:
            self._known[expression] = self._resolve(expression)
        return self._known[expression]

    def _resolve(self, expression: Expression) -> StatedDate | None:
        if (explicit := expression.full()) is not None:
            return explicit
        found: StatedDate | None = None
        for ordinal in self.days:
            one = expression.resolve(date.fromordinal(ordinal))
            if one is None or (found and (found.value, found.precision) != (one.value, one.precision)):
                return None
            found = one
        if found is None or self.day is not None:
            return found
        return StatedDate(found.value, found.precision, f"inferred: {expression.words}; {self.because}")

    @property
    def because(self) -> str:
        return "; ".join(self.reasons)

    def as_date(self) -> StatedDate | None:
        """Return the day, month or year that all possible days share; None where they share none."""
        first, last = self.bounds
        basis = f"inferred: {self.because}"
        if first == last:
            return StatedDate(first, Precision.DAY, basis)
        if (first.year, first.month) == (last.year, last.month):
            return StatedDate(first.replace(day=1), Precision.MONTH, basis)
        return StatedDate(date(first.year, 1, 1), Precision.YEAR, basis) if first.year == last.year else None


def publication_date(text: str, segments: Sequence[Segment]) -> StatedDate | None:
    """Return the first full date in a date line, byline or notice of the page (never in a caption or the body)."""
    for segment in segments:
        line = text[segment.start : segment.end]
        names_day = segment.kind is SegmentKind.BYLINE or PUBLISHED.search(line)
        if not _is_notice(segment) or not names_day or COPYRIGHT.search(line):
            continue
        for expression in find_expressions(line):
            stated = expression.full()
            if stated and stated.precision is Precision.DAY:
                return StatedDate(stated.value, Precision.DAY, f"published: {expression.words}")
    return None


def limits_of_page(text: str, segments: Sequence[Segment]) -> Iterator[Limit]:
    """Yield what a page without a full date says: no later than the year of its copyright, the day of its date line.

    An agency's story appears on the day of its date line, and counts its weekdays from it.
    """
    for line in _notices(text, segments):
        match = COPYRIGHT.search(line)
        if match:
            yield up_to(date(int(match["year"]), 12, 31)), f"copyright {match['year']}"
    expression = day_of_dateline(text, segments)
    if expression is not None:
        yield frozenset(yearly(expression)), f"date line: {expression.words}"


def day_of_dateline(text: str, segments: Sequence[Segment]) -> Expression | None:
    """Return the day without a year that the story's date line gives ("KYIV, March 3 (Agency) -")."""
    for segment in segments:
        if segment.kind is SegmentKind.DATELINE:
            line = text[segment.start : segment.end]
            found = [one for one in find_expressions(line) if one.form is Form.DAY_MONTH and one.day]
            if found:
                return found[0]
    return None


def _notices(text: str, segments: Sequence[Segment]) -> Iterator[str]:
    for segment in segments:
        if _is_notice(segment):
            yield text[segment.start : segment.end]


def _is_notice(segment: Segment) -> bool:
    return segment.kind in PUBLISHED_KINDS and segment.label not in {"caption", "teaser"}


def yearly(expression: Expression) -> Iterator[int]:
    """Yield the ordinals of a day without a year in every year that agrees with its day of the week."""
    for year in range(EARLIEST.year, LATEST.year):
        value = day_of(year, expression.month or 0, expression.day or 0)
        if value is not None and expression.weekday in {None, value.weekday()}:
            yield value.toordinal()


@cache
def up_to(last: date) -> frozenset[int]:
    return frozenset(range(EARLIEST.toordinal(), last.toordinal() + 1))


def between(first: date, last: date) -> frozenset[int]:
    """Return the days from one to another; not kept, as ``since`` and ``up_to`` are for the dates of the registry."""
    return frozenset(range(first.toordinal(), last.toordinal() + 1))


@cache
def since(first: date, days: int | None = None) -> frozenset[int]:
    """Return the ``days`` days from ``first`` on, or all later ones."""
    end = first + timedelta(days=days) if days is not None else LATEST
    return frozenset(range(first.toordinal(), end.toordinal()))
