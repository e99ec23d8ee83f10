"""The timeline: how much was said in each month, week or day, with events on the same axis, and both day by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.utils.formats import date_format

from claims.charts import Axis
from claims.filters import ClaimSearch
from claims.models import Claim, Event
from claims.models.events import EventQuerySet

# Days up to which a bar is a day, and up to which it is a week.
BY_DAY, BY_WEEK = 70, 400
# Claims that are listed day by day, the latest of the period.
LISTED = 60


@dataclass(frozen=True)
class Bar:
    """The claims of a day, a week or a month: where the bar stands and how high it is, in per cent."""

    first: date
    last: date
    claims: int
    place: float
    width: float
    height: float

    @property
    def top(self) -> float:
        """Where the bar begins, from the top."""
        return 100 - self.height

    @property
    def words(self) -> str:
        """The time it stands for."""
        if self.first == self.last:
            return date_format(self.first, "j E Y")
        if self.first.day == 1 and self.last == _end_of_month(self.first):
            return date_format(self.first, "F Y")
        return f"{date_format(self.first, 'j E')} – {date_format(self.last, 'j E Y')}"


@dataclass(frozen=True)
class Happening:
    """An event: where it stands on the axis and how long it lasts, in per cent."""

    event: Event
    place: float
    width: float


@dataclass(frozen=True)
class Overview:
    """All that there is in small, on an axis of its own, and which part of it is shown, in per cent."""

    axis: Axis
    bars: list[Bar]
    place: float
    width: float


@dataclass(frozen=True)
class Day:
    """What happened and what was said on a day."""

    day: date
    events: list[Event]
    claims: list[Claim]


@dataclass(frozen=True)
class Timeline:
    """A period as a figure and as a list, the latest day first."""

    axis: Axis | None
    bars: list[Bar]
    happenings: list[Happening]
    days: list[Day]
    left_out: int
    overview: Overview | None

    @property
    def total(self) -> int:
        """The claims of the period."""
        return sum(bar.claims for bar in self.bars)


def timeline(search: ClaimSearch) -> Timeline:
    """Return the timeline of what a search finds, with the events of the same period."""
    since, until = search.chosen.get("since"), search.chosen.get("until")
    every = search.claims("since", "until").filter(said_on__isnull=False).order_by()
    by_day = dict(every.values_list("said_on").annotate(Count("pk")))
    shown = {day: count for day, count in by_day.items() if (since or date.min) <= day <= (until or date.max)}
    events = list(_events(search).prefetch_related("actors", "issues"))
    within = [event for event in events if _touches(event, since, until)]
    axis = _axis(since, until, [*shown, *(event.started_on for event in within)])
    if axis is None and since and until and (by_day or events):
        axis = Axis(since, until)
    newest = search.claims().filter(said_on__isnull=False).order_by("-said_on", "-article_id", "start", "pk")[:LISTED]
    listed = list(Claim.objects.rows_of(newest).with_parts())
    total = sum(shown.values())
    return Timeline(
        axis,
        _bars(shown, axis) if axis else [],
        [_happening(event, axis) for event in reversed(within)] if axis else [],
        _days(within, listed, whole=total <= len(listed)),
        total - len(listed),
        _overview(by_day, events, axis) if axis else None,
    )


def _touches(event: Event, since: date | None, until: date | None) -> bool:
    return (event.ended_on or event.started_on) >= (since or date.min) and event.started_on <= (until or date.max)


def _happening(event: Event, axis: Axis) -> Happening:
    place = axis.place(event.started_on)
    return Happening(event, place, round(axis.place(event.ended_on or event.started_on) - place, 2))


def _overview(by_day: Mapping[date, int], events: Iterable[Event], axis: Axis) -> Overview | None:
    whole = _axis(None, None, [*by_day, *(event.started_on for event in events)])
    if whole is None:
        return None
    place = whole.place(axis.first)
    return Overview(whole, _bars(by_day, whole), place, max(0.5, round(whole.place(axis.last) - place, 2)))


def _events(search: ClaimSearch) -> EventQuerySet:
    events = Event.objects.all()
    if "actor" in search.chosen:
        events = events.filter(actors__in=search.chosen["actor"])
    if "issue" in search.chosen:
        events = events.filter(issues__in=search.chosen["issue"])
    return events.distinct()


def _axis(since: date | None, until: date | None, days: Iterable[date]) -> Axis | None:
    around = Axis.around(days)
    if around is None:
        return None
    first, last = since or around.first, until or _end_of_month(around.last)
    return Axis(first, max(first, last))


def _end_of_month(day: date) -> date:
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following - timedelta(days=1)


def _bars(by_day: Mapping[date, int], axis: Axis) -> list[Bar]:
    """Return the bars of the days that have claims, each as wide as its day, week or month on the axis."""
    counts: Counter[tuple[date, date]] = Counter()
    for day, count in by_day.items():
        counts[_span(day, axis.days)] += count
    most = max(counts.values(), default=1)
    bars = []
    for (first, last), count in sorted(counts.items()):
        left, right = axis.place(first), axis.place(last + timedelta(days=1))
        bars.append(Bar(first, last, count, left, max(0.25, right - left - 0.1), round(100 * count / most, 1)))
    return bars


def _span(day: date, days: int) -> tuple[date, date]:
    """Return the first and last day of what a bar stands for, on an axis of so many days."""
    if days <= BY_DAY:
        return day, day
    if days <= BY_WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return day.replace(day=1), _end_of_month(day)


def _days(events: list[Event], claims: list[Claim], *, whole: bool) -> list[Day]:
    """Return the days of the claims listed and of the events since the first of them."""
    by_day: dict[date, tuple[list[Event], list[Claim]]] = defaultdict(lambda: ([], []))
    for claim in claims:
        if claim.said_on:
            by_day[claim.said_on][1].append(claim)
    first = date.min if whole else min(by_day, default=date.min)
    for event in events:
        if event.started_on >= first:
            by_day[event.started_on][0].append(event)
    return [Day(day, *by_day[day]) for day in sorted(by_day, reverse=True)]


def zooms(axis: Axis, whole: Axis) -> dict[str, tuple[date, date]]:
    """Return the periods that one step leads to: ``in``, ``out``, ``earlier``, ``later``, as far as there is more."""
    quarter = timedelta(days=max(1, axis.days // 4))
    steps = {
        "in": (axis.first + quarter, axis.last - quarter),
        "out": (max(axis.first - 2 * quarter, whole.first), min(axis.last + 2 * quarter, whole.last)),
        "earlier": (axis.first - 2 * quarter, axis.last - 2 * quarter),
        "later": (axis.first + 2 * quarter, axis.last + 2 * quarter),
    }
    return {
        name: (first, last)
        for name, (first, last) in steps.items()
        if first <= last and _leads_on(name, axis, whole) and (first, last) != (axis.first, axis.last)
    }


def _leads_on(step: str, axis: Axis, whole: Axis) -> bool:
    """Tell whether there is more on the side to which the step leads."""
    return {"earlier": axis.first > whole.first, "later": axis.last < whole.last}.get(step, True)
