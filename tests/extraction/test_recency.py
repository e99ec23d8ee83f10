"""In which year an article appeared that tells how long ago a known event was; invented events."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText
from claims.extraction.registry import KnownEvent
from tests.extraction.factories import make_registry
from tests.extraction.test_timing import EVENTS

pytestmark = pytest.mark.model

WAR = KnownEvent("valley-war", "War", date(2021, 2, 10), terms=("war in the valley",), sudden=True, open_ended=True)


@pytest.fixture(scope="module")
def reading() -> Extractor:
    return Extractor(replace(make_registry(), events=(*EVENTS, WAR)))


@pytest.mark.parametrize(
    ("text", "said_on"),
    [
        ("Three months after the fall of the Great Bridge, Ida Kessel said on June 5 that work went on.", "2023-06-05"),
        (
            "After more than 500 days of war in the valley, Ida Kessel said on July 4 that nobody had won.",
            "2022-07-04",
        ),
        ("Nearly two years into the war in the valley, Tom Arden said on January 9 that he had won.", "2023-01-09"),
        (
            "Sudorian President Tom Arden said on June 18 that last week's Harbour Fair had brought him nothing.",
            "2024-06-18",
        ),
        (
            "Sudorian President Tom Arden told the Harbour Fair on Thursday that he would sign.",
            "2024-06-13",
        ),
        ("More than 9999 years after the fall of the Great Bridge, Ida Kessel said on June 5 that it was old.", None),
        ("The treaty was signed on May 2, 2023. On June 3 Ida Kessel said that it was dead.", None),
        ("Ida Kessel said on June 5 that the Great Bridge was safe.", None),
    ],
)
def test_year_is_told_by_the_distance_from_an_event_or_stays_open(
    reading: Extractor, text: str, said_on: str | None
) -> None:
    (found,) = reading.extract([ArticleText(text)])
    day = found.claims[0].said_on
    assert (day.value.isoformat() if day else None) == said_on


def test_what_told_the_year_is_the_basis(reading: Extractor) -> None:
    text = "Three months after the fall of the Great Bridge, Ida Kessel said on June 5 that work went on."
    (found,) = reading.extract([ArticleText(text)])
    day = found.claims[0].said_on
    assert day is not None
    assert day.basis.startswith("inferred: June 5; ")
    assert "Three months after" in day.basis
