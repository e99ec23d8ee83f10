"""What date expressions mean on a known day of publication."""

from __future__ import annotations

from datetime import date

import pytest

from claims.extraction.dates import DateIndex, find_expressions
from claims.extraction.publication import PossibleDays
from claims.extraction.records import Precision, Span

WEDNESDAY = date(2024, 6, 19)


def read(text: str, days: PossibleDays) -> tuple[date, Precision] | None:
    cue = text.index("said")
    index = DateIndex(text)
    for expression in index.of_cue(Span(0, len(text)), Span(cue, cue + 4), ()):
        found = days.resolve(expression)
        if found is not None:
            return found.value, found.precision
    return None


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("She said on Friday no.", date(2024, 6, 14), Precision.DAY),
        ("She said Wednesday no.", date(2024, 6, 19), Precision.DAY),
        ("She said last Wednesday no.", date(2024, 6, 12), Precision.DAY),
        ("She said on June 14 no.", date(2024, 6, 14), Precision.DAY),
        ("She said on 14 June no.", date(2024, 6, 14), Precision.DAY),
        ("She said on Saturday, June 15, no.", date(2024, 6, 15), Precision.DAY),
        ("She said on Thursday, June 15, no.", date(2023, 6, 15), Precision.DAY),
        ("She said on December 3 no.", date(2023, 12, 3), Precision.DAY),
        ("She said on March 2, 2022, no.", date(2022, 3, 2), Precision.DAY),
        ("She said in October no.", date(2023, 10, 1), Precision.MONTH),
        ("She said at the end of September no.", date(2023, 9, 1), Precision.MONTH),
        ("She said in May 2021 no.", date(2021, 5, 1), Precision.MONTH),
        ("She said yesterday no.", date(2024, 6, 18), Precision.DAY),
        ("She said earlier this month no.", date(2024, 6, 1), Precision.MONTH),
        ("She said earlier this week no.", date(2024, 6, 1), Precision.MONTH),
        ("She said last week no.", date(2024, 6, 1), Precision.MONTH),
        ("She said three days ago no.", date(2024, 6, 16), Precision.DAY),
        ("She said two months ago no.", date(2024, 4, 1), Precision.MONTH),
        ("She said last month no.", date(2024, 5, 1), Precision.MONTH),
        ("She said last year no.", date(2023, 1, 1), Precision.YEAR),
        ("In 2019, she said no.", date(2019, 1, 1), Precision.YEAR),
        ("She said last October no.", date(2023, 10, 1), Precision.MONTH),
        ("She said in mid-March 2021 no.", date(2021, 3, 1), Precision.MONTH),
        ("She said at the meeting of June 15–16 no.", date(2024, 6, 1), Precision.MONTH),
        ("She said on June 3-4, 2021, no.", date(2021, 6, 1), Precision.MONTH),
        ("Ahead of the talks on Friday she said no on Tuesday.", date(2024, 6, 18), Precision.DAY),
    ],
)
def test_date_words_are_read_against_the_day_of_publication(text: str, value: date, precision: Precision) -> None:
    assert read(text, PossibleDays.only(WEDNESDAY)) == (value, precision)


@pytest.mark.parametrize(
    "text", ["Whoever in 2019 was there, she said, is gone.", "She said the day before the vote no."]
)
def test_dates_of_something_else_do_not_date_what_is_said(text: str) -> None:
    assert read(text, PossibleDays.only(WEDNESDAY)) is None


@pytest.mark.parametrize(
    ("words", "value", "precision"),
    [
        ("two days later", date(2024, 3, 12), Precision.DAY),
        ("a day earlier", date(2024, 3, 9), Precision.DAY),
        ("the previous day", date(2024, 3, 9), Precision.DAY),
        ("that same evening", date(2024, 3, 10), Precision.DAY),
        ("a month later", date(2024, 4, 1), Precision.MONTH),
        ("a week before", date(2024, 1, 1), Precision.YEAR),
    ],
)
def test_counted_dates_start_from_a_known_day(words: str, value: date, precision: Precision) -> None:
    (expression,) = find_expressions(f"She said no {words}.")
    found = expression.since(date(2024, 3, 10))
    assert (found.value, found.precision) == (value, precision)


@pytest.mark.parametrize("text", ["She said on Friday no.", "She said on June 14 no.", "She said yesterday no."])
def test_date_words_stay_open_where_the_day_of_publication_is_not_known(text: str) -> None:
    assert read(text, PossibleDays.until(WEDNESDAY)) is None


def test_date_words_are_read_where_every_possible_day_gives_the_same() -> None:
    days = PossibleDays(frozenset(day.toordinal() for day in (date(2024, 6, 15), date(2024, 6, 16))))
    assert read("She said on Friday no.", days) == (date(2024, 6, 14), Precision.DAY)
    assert read("She said on Sunday no.", days) is None


@pytest.mark.parametrize("text", ["She said on February 30, 2023, no.", "She said he may come.", "She said no."])
def test_no_date_is_read_without_a_real_one(text: str) -> None:
    assert read(text, PossibleDays.only(WEDNESDAY)) is None


def test_dates_inside_of_what_is_said_are_left_out() -> None:
    text = "She said “we met on Monday”."
    content = (Span(text.index("“"), len(text) - 1),)
    assert DateIndex(text).of_cue(Span(0, len(text)), Span(4, 8), content) == []


def test_week_in_two_months_is_known_by_its_year() -> None:
    assert read("She said last week no.", PossibleDays.only(date(2024, 7, 10))) == (date(2024, 7, 1), Precision.MONTH)
    assert read("She said last week no.", PossibleDays.only(date(2024, 6, 5))) == (date(2024, 1, 1), Precision.YEAR)


def test_expressions_do_not_overlap() -> None:
    found = find_expressions("On Friday, June 14, 2024, and on 15 June, in July, two days ago and today")
    assert [one.words for one in found] == ["Friday, June 14, 2024", "15 June", "in July", "two days ago", "today"]
