"""When an article appeared, by what the page says."""

from __future__ import annotations

from datetime import date

import pytest

from claims.extraction.lexicon import read_boilerplate
from claims.extraction.publication import PossibleDays, limits_of_page, publication_date
from claims.extraction.records import Precision
from claims.extraction.segments import find_segments

BODY = "The two delegations met for three hours in the old town on May 1, 2020."


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Published June 22, 2024", date(2024, 6, 22)),
        ("22 June 2024", date(2024, 6, 22)),
        ("2024-06-22 10:15", date(2024, 6, 22)),
        ("Last update: 22.06.2024", date(2024, 6, 22)),
        ("Updated: Saturday, June 22, 2024", date(2024, 6, 22)),
        ("Last update: 3 hours ago", None),
        ("The hall in Belmar, September 1, 2021. (File photo)", None),
    ],
)
def test_publication_date_is_read_from_the_page(line: str, value: date | None) -> None:
    text = f"Envoys part in Belmar\n\n{line}\n\n{BODY}"
    found = publication_date(text, find_segments(text, read_boilerplate()))
    assert (found.value if found else None) == value


def limited(text: str) -> PossibleDays:
    days = PossibleDays.until(date(2026, 1, 1))
    for allowed, reason in limits_of_page(text, find_segments(text, read_boilerplate())):
        days = days.limited(allowed, reason)
    return days


def test_copyright_is_the_last_year_possible() -> None:
    assert limited(f"Envoys part\n\n{BODY}\n\n© 2021 Morning Wire").bounds[1] == date(2021, 12, 31)


def test_date_line_gives_day_and_month() -> None:
    days = limited(f"Envoys part\n\nBELMAR, June 14 (MW) — {BODY}")
    assert {(date.fromordinal(day).month, date.fromordinal(day).day) for day in days.days} == {(6, 14)}
    assert days.as_date() is None


def test_days_of_one_month_are_told_as_the_month() -> None:
    days = PossibleDays(frozenset(range(date(2024, 6, 3).toordinal(), date(2024, 6, 9).toordinal())), ("why",))
    found = days.as_date()
    assert found is not None
    assert (found.value, found.precision, found.basis) == (date(2024, 6, 1), Precision.MONTH, "inferred: why")


def test_limit_that_leaves_no_day_is_left_out() -> None:
    days = PossibleDays.only(date(2024, 6, 3))
    assert days.limited(frozenset(), "contradiction") == days
