"""The timeline: how much was said in each month, and events and claims day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncMonth

from claims.charts import Axis
from claims.filters import ClaimSearch
from claims.models import Claim, Event
from claims.models.events import EventQuerySet

# Claims that are listed day by day, the latest of the period.
LISTED = 60


@dataclass(frozen=True)
class Bar:
    """The claims of one month: where the bar stands and how high it is, in per cent."""

    month: date
    last: date
    claims: int
    place: float
    width: float
    height: float

    @property
    def top(self) -> float:
        """Where the bar begins, from the top."""
        return 100 - self.height


@dataclass(frozen=True)
class Happening:
    """An event and where it stands on the axis, in per cent."""

    event: Event
    place: float


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


def timeline(search: ClaimSearch) -> Timeline:
    """Return the timeline of what a search finds, with the events of the same period."""
    since, until = search.chosen.get("since"), search.chosen.get("until")
    claims = search.claims().filter(said_on__isnull=False).order_by()
    events = list(_events(search).between(since, until).prefetch_related("actors", "issues"))
    months = list(
        claims.annotate(month=TruncMonth("said_on")).values_list("month").annotate(Count("pk")).order_by("month")
    )
    axis = _axis(since, until, [*(month for month, _ in months), *(event.started_on for event in events)])
    newest = claims.order_by("-said_on", "-article_id", "start", "pk")[:LISTED]
    listed = list(Claim.objects.rows_of(newest).with_parts())
    total = sum(count for _, count in months)
    return Timeline(
        axis,
        _bars(months, axis) if axis else [],
        [Happening(event, axis.place(event.started_on)) for event in reversed(events)] if axis else [],
        _days(events, listed, whole=total <= len(listed)),
        total - len(listed),
    )


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


def _bars(months: list[tuple[date, int]], axis: Axis) -> list[Bar]:
    most = max((count for _, count in months), default=1)
    bars = []
    for month, count in months:
        last = _end_of_month(month)
        left, right = axis.place(month), axis.place(last)
        bars.append(Bar(month, last, count, left, max(0.4, right - left - 0.1), round(100 * count / most, 1)))
    return bars


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
