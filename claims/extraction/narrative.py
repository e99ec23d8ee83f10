"""What the date expressions of one text mean in the light of those before them, and which days its story moves to."""

from __future__ import annotations

from datetime import timedelta

from claims.extraction.dates import DateIndex, Expression, Form
from claims.extraction.publication import PossibleDays
from claims.extraction.records import Precision, StatedDate

COUNTED = frozenset({Form.EARLIER, Form.LATER})  # days counted from another date
UNCOUNTABLE = COUNTED | {Form.VAGUE}  # from which no days can be counted
YEARLESS = frozenset({Form.DAY_MONTH, Form.MONTH})
NEAR_DAYS = frozenset({Form.WEEKDAY, Form.RELATIVE})
RECENT = timedelta(days=60)  # a day or month without a year this near to the publication is a recent one
BACK, ON = timedelta(days=60), timedelta(days=300)  # how far a story may step from its last date with a year
REACH = 2_500  # characters for which a year that was given holds
LEAST_FAR = 3  # dates far back that make a text a chronicle


class Narrative:
    """Reads the expressions of one text; each is resolved once."""

    def __init__(self, dates: DateIndex, days: PossibleDays) -> None:
        self.dates, self.days = dates, days
        self.is_chronicle = self._tells_of_long_ago()

    def meaning(self, expression: Expression) -> StatedDate | None:
        """Return the date meant, or None where the text does not tell it for certain."""
        if expression.form in COUNTED:
            return self._counted(expression)
        found = self.days.resolve(expression)
        if expression.form not in YEARLESS or expression.year is not None:
            return found
        if found is not None and not self._is_far(found):
            return found
        return self._in_told_year(expression, sure=found is not None) or found

    def _counted(self, expression: Expression) -> StatedDate | None:
        """ "Two days later" and "the day before" count from the last date in front of them."""
        before = next((one for one in self.dates.before(expression.span.start) if one.form not in UNCOUNTABLE), None)
        known = self.meaning(before) if before else None
        by_month = expression.relative in {"month", "year"}
        if known is None or (
            known.precision is not Precision.DAY and not (by_month and known.precision is Precision.MONTH)
        ):
            return None
        found = expression.since(known.value)
        return StatedDate(found.value, found.precision, f"{known.basis}; {expression.words}")

    def _in_told_year(self, expression: Expression, *, sure: bool) -> StatedDate | None:
        """The day or month next to the last date that was given with its year, if the text tells of long ago."""
        if not sure and not self.is_chronicle:
            return None
        told = self._last_told(expression)
        if told is None:
            return None
        latest = self.days.bounds[1]
        for year in (told.value.year, told.value.year + 1, told.value.year - 1):
            found = expression.in_year(year)
            if found and told.value - BACK <= found.value <= min(told.value + ON, latest):
                return StatedDate(found.value, found.precision, f"{expression.words}; after {told.basis}")
        return None

    def _last_told(self, expression: Expression) -> StatedDate | None:
        for before in self.dates.before(expression.span.start):
            if expression.span.start - before.span.end > REACH:
                return None
            if before.year is not None and before.month is not None and not before.ahead:
                return before.full()
        return None

    def _is_far(self, found: StatedDate) -> bool:
        return self.days.bounds[1] - found.value > RECENT

    def _tells_of_long_ago(self) -> bool:
        """Tell whether most dates of the text lie months back, so that each paragraph has a time of its own."""
        far = near = 0
        for expression in self.dates.expressions:
            found = None if expression.form in COUNTED else self.days.resolve(expression)
            if expression.form in NEAR_DAYS or (found is not None and not self._is_far(found)):
                near += 1
            elif expression.year is not None or found is not None:
                far += 1
        return far >= LEAST_FAR and far > 2 * near
