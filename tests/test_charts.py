"""Figures on an axis of days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.charts import Axis

DAYS = st.dates(date(1990, 1, 1), date(2050, 1, 1))


def test_no_days_make_no_axis() -> None:
    assert Axis.around([]) is None


@given(st.lists(DAYS, min_size=1))
def test_an_axis_holds_its_days_with_room(days: list[date]) -> None:
    axis = Axis.around(days)
    assert axis is not None
    assert axis.first < min(days) <= max(days) < axis.last
    assert all(0 < axis.place(day) < 100 for day in days)


@given(DAYS, st.integers(0, 20_000), st.lists(DAYS, min_size=2, max_size=2))
def test_later_stands_further_right(first: date, length: int, pair: list[date]) -> None:
    axis = Axis(first, first + timedelta(days=length))
    early, late = sorted(pair)
    assert 0 <= axis.place(early) <= axis.place(late) <= 100


@given(DAYS, st.integers(0, 20_000))
def test_ticks_are_few_and_in_order(first: date, length: int) -> None:
    ticks = Axis(first, first + timedelta(days=length)).ticks
    assert len(ticks) <= 12
    assert [tick.place for tick in ticks] == sorted(tick.place for tick in ticks)


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (date(2024, 4, 2), ["Feb 2024", "Mar 2024", "Apr 2024"]),
        (date(2026, 3, 1), ["2025", "2026"]),
        (date(2024, 1, 20), []),
    ],
)
def test_ticks_are_years_or_else_months(last: date, words: list[str]) -> None:
    assert [tick.words for tick in Axis(date(2024, 1, 2), last).ticks] == words


def test_words_at_the_ends_of_the_axis_are_not_cut_off() -> None:
    axis = Axis(date(2025, 3, 1), date(2025, 5, 1))
    assert [(tick.words, tick.anchor) for tick in axis.ticks] == [
        ("Mar 2025", "start"), ("Apr 2025", "middle"), ("May 2025", "end"),
    ]  # fmt: skip
