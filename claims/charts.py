"""Figures on an axis of days: where things stand on it, in per cent of its width. Pure; asks no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

# Empty days before the first and after the last thing, as a share of the axis.
_MARGIN = 0.02
_MOST_TICKS = 10
# How near to an end of the axis, in per cent, words are not centred any more.
_EDGE = 4


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the axis with its words."""

    place: float
    words: str

    @property
    def anchor(self) -> str:
        """Which end of the words stands at the place, in SVG: at the ends of the axis they would be cut off."""
        return "start" if self.place < _EDGE else "end" if self.place > 100 - _EDGE else "middle"


@dataclass(frozen=True, slots=True)
class Axis:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @classmethod
    def around(cls, days: Iterable[date]) -> Axis | None:
        """Return an axis that holds all the days with some room; None without days."""
        found = sorted(days)
        if not found:
            return None
        room = timedelta(days=max(3, round((found[-1] - found[0]).days * _MARGIN)))
        return cls(found[0] - room, found[-1] + room)

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.last - self.first).days + 1

    def place(self, day: date) -> float:
        """Return where the day stands, from 0 to 100; days outside stand at the nearer end."""
        inside = min(max(day, self.first), self.last)
        return round(100 * (inside - self.first).days / max(1, self.days - 1), 2)

    @property
    def ticks(self) -> list[Tick]:
        """The first days of years, or of months where there are few years; never so many that words touch."""
        years = [date(year, 1, 1) for year in range(self.first.year, self.last.year + 1)]
        inside = [day for day in years if self.first <= day <= self.last]
        if len(inside) >= 2:
            return [Tick(self.place(day), str(day.year)) for day in _thinned(inside)]
        return [Tick(self.place(day), str(date_format(day, "M Y"))) for day in _thinned(list(self._months()))]

    def _months(self) -> Iterable[date]:
        for year in range(self.first.year, self.last.year + 1):
            for month in range(1, 13):
                if self.first <= (day := date(year, month, 1)) <= self.last:
                    yield day


def _thinned(days: list[date]) -> list[date]:
    return days[:: -(-len(days) // _MOST_TICKS)] if days else []
