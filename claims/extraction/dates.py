"""Date expressions of a text, and what each means once the day of publication is known."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from claims.extraction import spans
from claims.extraction.date_patterns import FULL, MONTHS, NUMBERS, PARTIAL, WEEKDAYS, lowered, may_match
from claims.extraction.lexicon import read_words
from claims.extraction.records import Precision, Span, StatedDate

DAYS_BACK = {"today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0}
DAYS_BACK |= {"last night": 1, "yesterday": 1}
OPENING = 6  # characters in front of a year that opens a sentence ("In 2023, …", "Back in 2023 …")
BESIDE = 12  # characters between the cue and a year, or a vague time, that belongs to it ("said in 2022")
NEAR = 120  # characters between the cue and a date that may belong to it
RANGE = re.compile(r"\s?[–—-]\s?[0-3]?\d\b|\s(?:and|to)\s[0-3]?\d\b(?!\s*(?:[.:%]\d|[a-z]))", re.IGNORECASE)
SATURDAY = 5
LEAST_BACK = 3  # days; whatever is nearer needs no "last" in front of its day of the week
GRACE = timedelta(days=1)  # a report may carry the date of the place where it is still yesterday


class Form(Enum):
    """What a date expression says; all but FULL need the day of publication."""

    FULL = auto()
    DAY_MONTH = auto()
    MONTH = auto()
    WEEKDAY = auto()
    RELATIVE = auto()
    AGO = auto()
    YEAR = auto()
    EARLIER = auto()
    LATER = auto()
    VAGUE = auto()


@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression at ``span``.

    ``ahead``: it says when something else happens ("before Friday's talks"). ``of``: "last" or "this" where the year is
    given by that word ("in May last year"). ``event``: the known event by which the words tell the date.
    """

    form: Form
    span: Span
    words: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    last: bool = False
    relative: str = ""
    count: int = 0
    ahead: bool = False
    of: str = ""
    event: str = ""

    def resolve(self, published: date) -> StatedDate | None:
        """Return what it means in a text of that day."""
        if self.form is Form.FULL:
            return self.full()
        if self.form is Form.WEEKDAY:
            return StatedDate(self._weekday(published), Precision.DAY, f"weekday+publication: {self.words}")
        if self.form in {Form.DAY_MONTH, Form.MONTH}:
            return self._of_year(published) if self.of else self._last_occurrence(published)
        if self.form is Form.VAGUE:
            return None
        return self._ago(published) if self.form is Form.AGO else self._relative(published)

    def full(self) -> StatedDate | None:
        """Return the date of an expression that needs nothing else."""
        if self.year is None:
            return None
        if self.month is None:
            return StatedDate(date(self.year, 1, 1), Precision.YEAR, f"explicit: {self.words}")
        value = day_of(self.year, self.month, self.day or 1)
        precision = Precision.DAY if self.day else Precision.MONTH
        basis = f"event {self.event}: {self.words}" if self.event else f"explicit: {self.words}"
        return StatedDate(value, precision, basis) if value else None

    def since(self, known: date) -> StatedDate:
        """Return the date of an expression that counts from a day already known ("two days later")."""
        steps = -self.count if self.form is Form.EARLIER else self.count
        if self.relative in {"month", "year"}:
            number = known.year * 12 + known.month - 1 + steps * (12 if self.relative == "year" else 1)
            return StatedDate(date(number // 12, number % 12 + 1, 1), Precision.MONTH, self.words)
        if self.relative == "week":
            return _month_of_week(known + timedelta(days=7 * steps), self.words)
        return StatedDate(known + timedelta(days=steps), Precision.DAY, self.words)

    def in_year(self, year: int) -> StatedDate | None:
        """Return the date of a day or month without a year, in that year."""
        value = day_of(year, self.month or 1, self.day or 1)
        if value is None or self._disagrees(value):
            return None
        return StatedDate(value, Precision.DAY if self.day else Precision.MONTH, self.words)

    def _weekday(self, published: date) -> date:
        """The last such day up to the day of publication; "last Friday" printed right after it is a week earlier."""
        back = (published.weekday() - (self.weekday or 0)) % 7
        return published - timedelta(days=back + (7 if self.last and back < LEAST_BACK else 0))

    def _last_occurrence(self, published: date) -> StatedDate | None:
        """A day or month without a year is the last one up to the publication."""
        for year in range(published.year, published.year - 30, -1):
            value = day_of(year, self.month or 1, self.day or 1)
            if value is None or value > published + GRACE or self._disagrees(value):
                continue
            precision = Precision.DAY if self.day else Precision.MONTH
            return StatedDate(value, precision, f"{precision.value}+publication: {self.words}")
        return None

    def _of_year(self, published: date) -> StatedDate | None:
        """A day or month of this or last year."""
        found = self.in_year(published.year - (self.of == "last"))
        return StatedDate(found.value, found.precision, f"publication: {self.words}") if found else None

    def _disagrees(self, value: date) -> bool:
        """Tell whether the expression names another day of the week ("Friday, June 14")."""
        return self.weekday is not None and self.day is not None and value.weekday() != self.weekday

    def _ago(self, published: date) -> StatedDate | None:
        basis = f"publication: {self.words}"
        if self.relative == "day":
            return StatedDate(published - timedelta(days=self.count), Precision.DAY, basis)
        if self.relative in {"week", "fortnight"}:
            weeks = self.count * (1 + (self.relative == "fortnight"))
            return _month_of_week(published - timedelta(days=7 * weeks), basis)
        if self.relative == "month":
            number = published.year * 12 + published.month - 1 - self.count
            return StatedDate(date(number // 12, number % 12 + 1, 1), Precision.MONTH, basis)
        return StatedDate(date(published.year - self.count, 1, 1), Precision.YEAR, basis)

    def _relative(self, published: date) -> StatedDate | None:
        basis = f"publication: {self.words}"
        first = published.replace(day=1)
        if self.relative in DAYS_BACK:
            return StatedDate(published - timedelta(days=DAYS_BACK[self.relative]), Precision.DAY, basis)
        if self.relative == "overnight":
            return _month_of(published - timedelta(days=1), published, basis)
        if self.relative == "weekend":
            saturday = published - timedelta(
                days=(published.weekday() - SATURDAY) % 7 + 7 * (self.last and published.weekday() >= SATURDAY)
            )
            return _month_of(saturday, saturday + timedelta(days=1), basis)
        if self.relative in {"this week", "last week", "week"}:
            return _month_of_week(published - timedelta(days=7 * self.relative.startswith("last")), basis)
        if self.relative in {"this month", "month"}:
            return StatedDate(first, Precision.MONTH, basis)
        if self.relative == "last month":
            return StatedDate((first - timedelta(days=1)).replace(day=1), Precision.MONTH, basis)
        year = published.year - self.relative.startswith("last")
        return StatedDate(date(year, 1, 1), Precision.YEAR, basis)


def _month_of_week(day: date, basis: str) -> StatedDate:
    """A week is known as its month, or only as its year where it lies in two months."""
    monday = day - timedelta(days=day.weekday())
    return _month_of(monday, monday + timedelta(days=6), basis)


def _month_of(first: date, last: date, basis: str) -> StatedDate:
    """Days next to each other are known as their month, or only as the first one's year where they lie in two."""
    if first.month == last.month:
        return StatedDate(first.replace(day=1), Precision.MONTH, basis)
    return StatedDate(date(first.year, 1, 1), Precision.YEAR, basis)


def day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_expressions(text: str) -> list[Expression]:
    """Return the date expressions in order; of overlapping ones the fullest."""
    found: list[Expression] = []
    taken: list[Span] = []
    small = lowered(text)
    for pattern in (*FULL, *PARTIAL):
        if not may_match(pattern, small):
            continue
        for match in pattern.finditer(small):
            span = Span(match.start(), match.end())
            if not _overlaps(taken, span):
                found.append(_expression(text, match))
        taken = sorted(expression.span for expression in found)
    return sorted(found, key=lambda expression: expression.span)


def _overlaps(taken: Sequence[Span], span: Span) -> bool:
    place = bisect_left(taken, span)
    return any(spans.overlaps(other, span) for other in taken[max(0, place - 1) : place + 1])


def _expression(text: str, match: re.Match[str]) -> Expression:
    groups = {name: value for name, value in match.groupdict().items() if value}
    weekday, count = groups.get("weekday"), groups.get("count", "0" if "same" in groups else "1").lower()
    return Expression(
        form=_form(groups),
        span=Span(match.start(), match.end()),
        words=" ".join(text[match.start() : match.end()].split()),
        year=int(groups["year"]) if "year" in groups else None,
        month=_month(groups["month"]) if "month" in groups else None,
        day=int(groups["day"]) if "day" in groups and RANGE.match(text, match.end("day")) is None else None,
        weekday=WEEKDAYS.index(weekday.lower()) if weekday else None,
        last="last" in groups,
        relative=_relative_words(groups),
        count=int(count) if count.isdigit() else NUMBERS[count],
        ahead=read_words().ahead.search(text[max(0, match.start() - 40) : match.start()]) is not None,
        of=groups.get("of", "").lower(),
    )


def _relative_words(groups: dict[str, str]) -> str:
    if "stretch" in groups:
        stretch = groups["stretch"].lower()
        return stretch if stretch in {"week", "month", "year"} else "day"
    return " ".join((groups.get("relative") or groups.get("unit") or "").lower().split())


def _form(groups: dict[str, str]) -> Form:
    if "vague" in groups:
        return Form.VAGUE
    if "back" in groups:
        return Form.EARLIER
    if not {"after", "same"}.isdisjoint(groups):
        return Form.LATER
    if "relative" in groups:
        return Form.RELATIVE
    if "count" in groups:
        return Form.AGO
    if "month" in groups:
        return Form.FULL if "year" in groups else Form.DAY_MONTH if "day" in groups else Form.MONTH
    return Form.YEAR if "year" in groups else Form.WEEKDAY


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(word.lower()[:3]))


class DateIndex:
    """The date expressions of one text, found by position."""

    def __init__(self, text: str, expressions: Sequence[Expression] | None = None) -> None:
        self.expressions = find_expressions(text) if expressions is None else list(expressions)
        self._starts = [expression.span.start for expression in self.expressions]

    def within(self, span: Span) -> list[Expression]:
        first, end = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return self.expressions[first:end]

    def with_events(self, found: Sequence[Expression]) -> DateIndex:
        """Return the index with dates told by events, in place of what stands in their words ("a day after the …")."""
        kept = [one for one in self.expressions if not any(spans.overlaps(one.span, other.span) for other in found)]
        return DateIndex("", sorted({*kept, *found}, key=lambda one: one.span)) if found else self

    def before(self, position: int) -> Iterator[Expression]:
        """Yield the expressions in front of ``position``, the nearest first."""
        return reversed(self.expressions[: bisect_left(self._starts, position)])

    def of_cue(self, sentence: Span, cue: Span, outside: Sequence[Span]) -> list[Expression]:
        """Return what may date the cue, the nearest first: in its sentence, near it, not ``outside`` of its words."""
        near = Span(max(sentence.start, cue.start - NEAR), min(sentence.end, cue.end + NEAR))
        found = [
            expression
            for expression in self.within(near)
            if not expression.ahead
            and _is_near(expression, sentence, cue)
            and not any(spans.overlaps(expression.span, place) for place in outside)
        ]
        return sorted(found, key=lambda expression: _gap(expression.span, cue))


def _is_near(expression: Expression, sentence: Span, cue: Span) -> bool:
    """Tell whether a year, or a vague time, stands where it dates the cue; nearly every other date does."""
    if expression.form not in {Form.YEAR, Form.VAGUE}:
        return True
    return expression.span.start - sentence.start < OPENING or _gap(expression.span, cue) <= BESIDE


def _gap(span: Span, cue: Span) -> int:
    return max(span.start - cue.end, cue.start - span.end, 0)
