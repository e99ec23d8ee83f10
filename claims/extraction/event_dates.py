"""Dates told by an event that the registry knows: "hours after the summit", "on the eve of the talks in Vienna"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from claims.extraction.date_patterns import NUMBERS
from claims.extraction.dates import Expression, Form
from claims.extraction.records import Span
from claims.extraction.registry import KnownEvent

NEAR = timedelta(days=60)  # within which a text means the last of several events of one name
REACH = 60  # characters in front of an event in which the words that date something by it stand
UNITS = {"day": 1, "night": 1, "evening": 1, "morning": 1, "week": 7, "fortnight": 14}
LINK = r"(?:\s+(?:the|a|an|this|that|its|his|her|last|their|recent|\w+['’]s))*(?:\s+[\w-]+){0,2}\s*$"
HINT = re.compile(
    r"\b(?:eve of|(?:[Hh]ours|[Mm]inutes|[Ss]hortly|[Ii]mmediately|[Rr]ight|[Ss]oon) (?:before|after)"
    r"|(?:[Dd]ay|[Nn]ight|[Ee]vening|[Mm]orning|[Ww]eek|fortnight)s? (?:before|after)|(?:sidelines|margins) of"
    r"|(?:[Aa]t|[Dd]uring) (?:the|this|last|a) (?=(?:[\w-]+ )?[A-Z]))"
)
SHIFTED = re.compile(
    rf"\b(?P<count>\d{{1,2}}|the|{'|'.join(NUMBERS)})\s+(?P<unit>{'|'.join(UNITS)})s?\s+(?P<way>before|after){LINK}",
    re.IGNORECASE,
)
EVE = re.compile(rf"\bon the eve of{LINK}", re.IGNORECASE)
SOON = re.compile(
    rf"\b(?:(?:\w+ )?(?:hours|minutes)|shortly|immediately|right|soon)\s+(?P<way>before|after){LINK}", re.IGNORECASE
)
DURING = re.compile(
    rf"\b(?:at|during|on the (?:sidelines|margins) of){LINK}",
    re.IGNORECASE,
)


def dated_by(text: str, place: Span, events: Sequence[KnownEvent], first: date, last: date) -> Iterator[Expression]:
    """Yield the day that the words in front of an event's name give, in a text printed between two days.

    ``events`` are those that the name may mean; without the one that was last when the text appeared, nothing is told.
    """
    event = _latest(events, first, last)
    lead = text[max(0, place.start - REACH) : place.start]
    found = _days(lead, event) if event else None
    if event is None or found is None:
        return
    start, day, whole_month = found
    span = Span(place.start - len(lead) + start, place.end)
    words = " ".join(text[span.start : span.end].split())
    yield Expression(Form.FULL, span, words, day.year, day.month, None if whole_month else day.day, event=event.slug)


def _latest(events: Sequence[KnownEvent], first: date, last: date) -> KnownEvent | None:
    """The only one, or of several that which was the latest, and near, on every possible day of printing."""
    if len(events) == 1:
        return events[0] if events[0].started <= first and not events[0].open_ended else None
    begun = [event for event in events if event.started <= last and not event.open_ended]
    latest = max(begun, key=lambda event: event.started, default=None)
    if latest is None or latest.started > first or last - latest.started > NEAR:
        return None
    return latest


def _days(lead: str, event: KnownEvent) -> tuple[int, date, bool] | None:
    """Where the words begin, the day they give, and whether only its month is told."""
    ended = event.ended or event.started
    if match := EVE.search(lead):
        return match.start(), event.started - timedelta(days=1), False
    if match := SHIFTED.search(lead):
        number, unit = match["count"].lower(), UNITS[match["unit"].lower()]
        days = timedelta(days=unit * (int(number) if number.isdigit() else NUMBERS.get(number, 1)))
        day = event.started - days if match["way"].lower() == "before" else ended + days
        return match.start(), day, unit > 1
    if match := SOON.search(lead):
        return match.start(), event.started if match["way"].lower() == "before" else ended, False
    if match := DURING.search(lead):
        return match.start(), event.started, ended > event.started
    return None
