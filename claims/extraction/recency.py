"""How long ago an event or a date can be in an article that speaks of it as it does: limits on the day it appeared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from spacy.tokens import Doc

from claims.extraction.date_clauses import is_told_as_past, share_a_verb
from claims.extraction.date_patterns import NUMBERS
from claims.extraction.dates import DateIndex, Expression, Form
from claims.extraction.publication import EARLIEST, LATEST, Limit, between, since, yearly
from claims.extraction.records import Span
from claims.extraction.registry import KnownEvent

YEARLESS_DAYS = 210  # a day of another calendar year gets its year, unless it lies no further back than this
TIMES = frozenset({Form.RELATIVE, Form.VAGUE})
LEAD = 60  # characters in front of an event in which its distance stands
DAYS = {"day": 1, "week": 7, "month": 30.5, "year": 365.25}
LEAST_DAYS, LEAST_SHARE = 10, 0.12  # how far a rounded distance may be from the true one
ROUNDED = (
    r"(?:(?P<less>nearly|almost|close to|just under|less than)|(?P<more>more than|over)|about|around|some|roughly)?"
)
TAIL = (
    r"(?:\s+(?:the|of|its|his|their|Russia|start|beginning|outbreak|[A-Z]\w+['’]s?|[a-z]+-[a-z]+|full-scale)){0,6}\s*$"
)
DISTANCE = re.compile(
    rf"\b{ROUNDED}\s*(?P<count>\d{{1,4}}|\d,\d{{3}}|{'|'.join(NUMBERS)})\s+(?P<unit>day|week|month|year)s?\s+"
    rf"(?:after|since|into|of){TAIL}",
    re.IGNORECASE,
)
RECENT = re.compile(
    r"\b(?:(?P<which>this|last|past)\s+(?P<unit>week|month)['’]s|(?P<recent>recent|latest))\s+(?:\w+\s+){0,2}$"
)
RECENT_DAYS = 75
# Days after an event on which something like "last week" may be said of it.
RELATIVE_DAYS = {
    "today": 2,
    "tonight": 2,
    "yesterday": 2,
    "last night": 2,
    "overnight": 2,
    "weekend": 9,
    "this week": 7,
}
RELATIVE_DAYS |= {"week": 7, "last week": 14, "this month": 31, "month": 31, "last month": 62}


def of_events(text: str, place: Span, events: Sequence[KnownEvent]) -> Iterator[Limit]:
    """Yield what the words in front of an event's name say of the day of printing."""
    lead = text[max(0, place.start - LEAD) : place.start]
    names = "/".join(event.slug for event in events)
    if match := DISTANCE.search(lead):
        found = frozenset[int]().union(*(_at_distance(event.started, match) for event in events))
        yield found, f"{' '.join(match.group().split())} {names}"
    if match := RECENT.search(lead):
        days = RECENT_DAYS if match["recent"] else 2 * 7 if match["unit"] == "week" else 62
        found = frozenset[int]().union(*(since(event.started, days) for event in events))
        yield found, f"{match.group().strip()} {names}"


def of_times(doc: Doc, place: Span, events: Sequence[KnownEvent], near: Sequence[Expression]) -> Iterator[Limit]:
    """Yield what "last week" or "recently" say where they tell when an event with a first and last day took place."""
    if any(event.open_ended for event in events):
        return
    for expression in near:
        count = RECENT_DAYS if expression.form is Form.VAGUE else RELATIVE_DAYS.get(expression.relative, 0)
        if count and not expression.ahead and expression.form in TIMES and share_a_verb(doc, expression.span, place):
            found = frozenset[int]().union(*(since(event.started, _length(event) + count) for event in events))
            yield found, f"{expression.words} {'/'.join(event.slug for event in events)}"


def _length(event: KnownEvent) -> int:
    return ((event.ended or event.started) - event.started).days


def of_years(doc: Doc, dates: DateIndex) -> Iterator[Limit]:
    """Nothing is printed before a day that it tells, with its year, as past."""
    for expression in dates.expressions:
        if expression.ahead or expression.event or expression.month is None or expression.year is None:
            continue
        stated = expression.full()
        if stated and EARLIEST <= stated.value < LATEST and is_told_as_past(doc, expression.span):
            yield between(stated.value, LATEST), f"tells of {expression.words}"


def of_yearless_days(doc: Doc, dates: DateIndex) -> Iterator[Limit]:
    """A day without its year is one of the year of printing, or of the months before.

    Only up to the first date of an earlier time that has its year: days behind that may be of that year.
    """
    for expression in dates.expressions:
        if expression.year is not None and expression.form is not Form.YEAR:
            return
        told = expression.form is Form.DAY_MONTH and not expression.ahead and not expression.of
        if told and is_told_as_past(doc, expression.span):
            yield _printed_after(expression), f"without a year: {expression.words}"


def _printed_after(expression: Expression) -> frozenset[int]:
    found = frozenset[int]()
    for ordinal in yearly(expression):
        day = date.fromordinal(ordinal)
        last = max(day + timedelta(days=YEARLESS_DAYS), date(day.year, 12, 31))
        found |= between(day - timedelta(days=1), last)
    return found


def _at_distance(started: date, match: re.Match[str]) -> frozenset[int]:
    """The days so long after, give or take what a rounded number leaves open."""
    count = match["count"].lower().replace(",", "")
    number = int(count) if count.isdigit() else NUMBERS[count]
    unit = DAYS[match["unit"].lower()]
    slack = max(LEAST_DAYS if unit > 1 else 1, LEAST_SHARE * number * unit, unit / 2 if unit > 1 else 0)
    least = number * unit - (slack if not match["more"] else 0)
    most = number * unit + (slack if not match["less"] else 1)
    if not match["less"] and unit > DAYS["week"]:
        most = max(most, (number + 1) * unit)
    if least > (LATEST - EARLIEST).days:
        return frozenset()
    first = started + timedelta(days=max(0, round(least)))
    return between(first, first + timedelta(days=max(0, round(most - least) - 1))) if first < LATEST else frozenset()
