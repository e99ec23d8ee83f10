"""When things were said, in short reports of our own: each family of date words in a sentence or two."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText, ExtractedClaim
from tests.extraction.factories import make_registry
from tests.extraction.reports import iso
from tests.extraction.test_timing import EVENTS

DATA = Path(__file__).parent / "data"
WEDNESDAY = date(2024, 6, 19)

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def reading() -> Extractor:
    return Extractor(replace(make_registry(), events=EVENTS))


def wrong_in(reading: Extractor, name: str) -> tuple[list[str], int]:
    """The cases whose date is not as labelled, in words; and how many there are."""
    cases = tomllib.loads((DATA / name).read_text(encoding="utf-8"))["case"]
    articles = [ArticleText(case["text"], published=WEDNESDAY) for case in cases]
    found = reading.extract(articles)
    answers = [(case, date_of(case, one.claims)) for case, one in zip(cases, found, strict=True)]
    return [
        f"{day!r}, not {case['said_on']!r}: {case['text']}" for case, day in answers if day != case["said_on"]
    ], len(cases)


def date_of(case: dict[str, Any], claims: tuple[ExtractedClaim, ...]) -> str | None:
    """The date of the claim whose content holds the case's words; None if there is no such claim."""
    start = case["text"].index(case["words"])
    for claim in claims:
        if any(place.start <= start + 4 < place.end for place in claim.attribution.content):
            return iso(claim.said_on)
    return None


@pytest.mark.parametrize(("name", "least"), [("dates.toml", 0.95), ("dates_unseen.toml", 0.9)])
def test_dates_of_short_reports_are_read(reading: Extractor, name: str, least: float) -> None:
    wrong, cases = wrong_in(reading, name)
    assert 1 - len(wrong) / cases >= least, "\n".join(wrong)
