"""When something was said, and when an article appeared; what the text leaves open stays unknown."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from claims.extraction import spans
from claims.extraction.records import Precision, Segment, SegmentKind, Span, StatedDate

MONTHS = [name.lower() for name in calendar.month_name[1:]]
WEEKDAYS = [name.lower() for name in calendar.day_name]
MONTH = (
    r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
FULL = [
    re.compile(rf"\b{MONTH}\s+{DAY},?\s+{YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b{DAY}\s+(?:of\s+)?{MONTH},?\s+{YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b{YEAR}-(?P<month>\d\d)-(?P<day>\d\d)"),
    re.compile(rf"\b(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{YEAR}\b"),
]
EXPRESSIONS = [
    *FULL,
    re.compile(rf"\b{MONTH}\s+{DAY}(?!\d|,?\s+(?:19|20)\d\d)\b", re.IGNORECASE),
    re.compile(rf"\b{DAY}\s+(?:of\s+)?{MONTH}\b(?!,?\s+(?:19|20)\d\d)", re.IGNORECASE),
    re.compile(rf"\b(?P<last>last\s+)?(?P<weekday>{'|'.join(WEEKDAYS)})\b", re.IGNORECASE),
    re.compile(r"\b(?P<relative>today|yesterday|last night|last week|last month|last year)\b", re.IGNORECASE),
    re.compile(rf"\bin\s+(?:early\s+|mid-|late\s+)?{MONTH}(?:\s+{YEAR})?\b(?!\s+\d)", re.IGNORECASE),
]
RELATIVE = {"today": 0, "last night": 1, "yesterday": 1}
PUBLISHED_KINDS = (SegmentKind.DATELINE, SegmentKind.BYLINE, SegmentKind.BOILERPLATE)
PUBLISHED = re.compile(
    r"\b(?:published|posted|updated?|date|dated|reported|on)\b|^\W*(?:\w+day,?\s+)?\w+\.?\s+\d|^\W*\d", re.IGNORECASE
)
NEAR = 120  # characters between the cue and a date that may belong to it


def publication_date(text: str, segments: Sequence[Segment]) -> StatedDate | None:
    """Return the first full date in a date line, byline or notice of the page (never in a caption or the body)."""
    for segment in segments:
        line = text[segment.start : segment.end]
        if segment.kind not in PUBLISHED_KINDS or segment.label in {"caption", "teaser"} or not PUBLISHED.search(line):
            continue
        for pattern in FULL:
            match = pattern.search(line)
            value = _full_date(match) if match else None
            if match and value:
                return StatedDate(value, Precision.DAY, f"published: {match.group()}")
    return None


def said_on(text: str, sentence: Span, cue: Span, content: Sequence[Span], published: date | None) -> StatedDate | None:
    """Return the date in ``sentence`` nearest to ``cue``, outside of what is said."""
    near = Span(max(sentence.start, cue.start - NEAR), min(sentence.end, cue.end + NEAR))
    outside = [match for match in _expressions(text, near) if not any(spans.overlaps(_of(match), c) for c in content)]
    for match in sorted(outside, key=lambda match: _gap(_of(match), cue)):
        found = _resolved(match, published)
        if found is not None:
            return found
    return None


def _of(match: re.Match[str]) -> Span:
    return Span(match.start(), match.end())


def _gap(span: Span, cue: Span) -> int:
    return max(span.start - cue.end, cue.start - span.end, 0)


def _expressions(text: str, near: Span) -> Iterator[re.Match[str]]:
    for pattern in EXPRESSIONS:
        yield from pattern.finditer(text, near.start, near.end)


def _resolved(match: re.Match[str], published: date | None) -> StatedDate | None:
    groups = match.groupdict()
    words = " ".join(match.group().split())
    if groups.get("day") and groups.get("year"):
        value = _full_date(match)
        return StatedDate(value, Precision.DAY, f"explicit: {words}") if value else None
    if groups.get("month") and groups.get("year"):
        return StatedDate(date(int(groups["year"]), _month(groups["month"]), 1), Precision.MONTH, f"explicit: {words}")
    if published is None:
        return None
    if groups.get("weekday"):
        return StatedDate(_weekday(groups, published), Precision.DAY, f"weekday+publication: {words}")
    if groups.get("relative"):
        return _relative(groups["relative"].lower(), published)
    return _past(groups, published, words)


def _full_date(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    try:
        return date(int(groups["year"]), _month(groups["month"]), int(groups["day"]))
    except ValueError:
        return None


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(word.lower()[:3]))


def _weekday(groups: dict[str, str], published: date) -> date:
    """The last such day up to the day of publication; "last Friday" printed on a Friday is a week earlier."""
    back = (published.weekday() - WEEKDAYS.index(groups["weekday"].lower())) % 7
    return published - timedelta(days=back or (7 if groups.get("last") else 0))


def _relative(word: str, published: date) -> StatedDate:
    if word in RELATIVE:
        return StatedDate(published - timedelta(days=RELATIVE[word]), Precision.DAY, f"publication: {word}")
    if word == "last year":
        return StatedDate(date(published.year - 1, 1, 1), Precision.YEAR, f"publication: {word}")
    if word == "last month":
        return StatedDate((published.replace(day=1) - timedelta(days=1)).replace(day=1), Precision.MONTH, word)
    monday = published - timedelta(days=published.weekday() + 7)
    return StatedDate(monday.replace(day=1), Precision.MONTH, f"publication: {word}")


def _past(groups: dict[str, str], published: date, words: str) -> StatedDate | None:
    """A day or month without a year is the last one up to the publication (a day of grace for time zones)."""
    day = int(groups["day"]) if groups.get("day") else None
    for year in (published.year, published.year - 1):
        try:
            value = date(year, _month(groups["month"]), day or 1)
        except ValueError:
            continue
        if value <= published + timedelta(days=1):
            precision = Precision.DAY if day else Precision.MONTH
            return StatedDate(value, precision, f"{precision.value}+publication: {words}")
    return None
