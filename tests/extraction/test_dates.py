"""When something was said, and when an article appeared."""

from __future__ import annotations

from datetime import date

import pytest

from claims.extraction.dates import publication_date, said_on
from claims.extraction.lexicon import read_boilerplate
from claims.extraction.records import Precision, Span
from claims.extraction.segments import find_segments

WEDNESDAY = date(2024, 6, 19)


def read(text: str, published: date | None) -> tuple[date, Precision] | None:
    cue = text.index("said")
    found = said_on(text, Span(0, len(text)), Span(cue, cue + 4), (), published)
    return (found.value, found.precision) if found else None


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("She said on Friday no.", date(2024, 6, 14), Precision.DAY),
        ("She said Wednesday no.", date(2024, 6, 19), Precision.DAY),
        ("She said last Wednesday no.", date(2024, 6, 12), Precision.DAY),
        ("She said on June 14 no.", date(2024, 6, 14), Precision.DAY),
        ("She said on 14 June no.", date(2024, 6, 14), Precision.DAY),
        ("She said on December 3 no.", date(2023, 12, 3), Precision.DAY),
        ("She said on March 2, 2022, no.", date(2022, 3, 2), Precision.DAY),
        ("She said in October no.", date(2023, 10, 1), Precision.MONTH),
        ("She said in May 2021 no.", date(2021, 5, 1), Precision.MONTH),
        ("She said yesterday no.", date(2024, 6, 18), Precision.DAY),
        ("She said last month no.", date(2024, 5, 1), Precision.MONTH),
        ("She said last year no.", date(2023, 1, 1), Precision.YEAR),
    ],
)
def test_said_on_reads_date_words(text: str, value: date, precision: Precision) -> None:
    assert read(text, WEDNESDAY) == (value, precision)


@pytest.mark.parametrize("text", ["She said on Friday no.", "She said on June 14 no.", "She said yesterday no."])
def test_said_on_stays_unknown_without_publication(text: str) -> None:
    assert read(text, None) is None


@pytest.mark.parametrize("text", ["She said on February 30, 2023, no.", "She said she may come.", "She said no."])
def test_said_on_is_unknown_without_a_real_date(text: str) -> None:
    assert read(text, WEDNESDAY) is None


def test_said_on_ignores_dates_inside_the_content() -> None:
    text = "She said “we met on Monday”."
    content = (Span(text.index("“"), len(text) - 1),)
    assert said_on(text, Span(0, len(text)), Span(4, 8), content, WEDNESDAY) is None


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Published June 22, 2024", date(2024, 6, 22)),
        ("22 June 2024", date(2024, 6, 22)),
        ("2024-06-22 10:15", date(2024, 6, 22)),
        ("Last update: 22.06.2024", date(2024, 6, 22)),
        ("Last update: 3 hours ago", None),
        ("The hall in Belmar, September 1, 2021. (File photo)", None),
    ],
)
def test_publication_date_is_read_from_the_page(line: str, value: date | None) -> None:
    text = f"Envoys part in Belmar\n\n{line}\n\nThe two delegations met for three hours in the old town on May 1, 2020."
    found = publication_date(text, find_segments(text, read_boilerplate()))
    assert (found.value if found else None) == value
