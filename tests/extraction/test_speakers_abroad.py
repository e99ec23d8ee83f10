"""Whom claims belong to in reports of our own on states that nobody has registered, among real ones."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from claims.extraction.contract import speaker_name
from claims.extraction.gold_claims import normal_form
from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText, ExtractedClaim, Extraction
from claims.extraction.registry import read_registry

ROOT = Path(__file__).resolve().parent.parent.parent
REPORTS = Path(__file__).parent / "data" / "speakers_abroad.toml"

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def usual() -> Extractor:
    return Extractor(read_registry(ROOT / "seeds"))


def extracted(usual: Extractor, text: str, published: date = date(2025, 6, 4)) -> Extraction:
    return next(usual.extract([ArticleText(text, published=published)]))


def claim_with(claims: tuple[ExtractedClaim, ...], place: int) -> ExtractedClaim:
    """The claim with the shortest content that holds a character."""
    holding = [one for one in claims if any(span.start <= place < span.end for span in one.attribution.content)]
    return min(holding, key=lambda one: sum(end - start for start, end in one.attribution.content))


def wrong_in(usual: Extractor, report: dict[str, Any]) -> Iterator[str]:
    claims = extracted(usual, report["text"]).claims
    for case in report["claims"]:
        if not case.get("found", True):
            continue
        claim = claim_with(claims, report["text"].rindex(case["words"]) + len(case["words"]) // 2)
        given = speaker_name(claim.speaker, usual.names)
        if normal_form(given or "-") not in {normal_form(name) for name in case["speaker"]}:
            yield f"{given}, not {case['speaker']}: {case['words']}"


def test_speakers_of_reports_from_elsewhere_are_found(usual: Extractor) -> None:
    reports = tomllib.loads(REPORTS.read_text(encoding="utf-8"))["article"]
    count = sum(case.get("found", True) for report in reports for case in report["claims"])
    wrong = [line for report in reports for line in wrong_in(usual, report)]
    assert 1 - len(wrong) / count >= 0.95, "\n".join(wrong)


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("The Western Alliance said the port would stay shut.", ()),
        ("The alliance said the port would stay shut.", ("nato",)),
        ("Ines Dorado's political allies said the port would stay shut.", ()),
        ("Russians are starting to say that prices will rise.", ()),
        ("The Russians said that prices would rise.", ("russia",)),
        ("The head of the Russian Foreign Ministry said the trains would run again.", ("sergei-lavrov",)),
        ("The press service of the Russian Foreign Ministry said trains would run.", ("russian-foreign-ministry",)),
    ],
)
def test_phrase_means_whom_it_stands_for(usual: Extractor, text: str, actors: tuple[str, ...]) -> None:
    assert extracted(usual, text).claims[0].speaker.actors == actors


@pytest.mark.parametrize(
    ("text", "affiliation"),
    [
        ("Ines Dorado, director of the Federation of American Botanists, said the seeds were lost.", ""),
        ("A Western Lakes University historian, Ines Dorado, said the seeds were lost.", ""),
        ("American Foreign Ministry spokeswoman Ines Dorado said the seeds were lost.", "united-states"),
        ("Ines Dorado, a spokeswoman for Mr. Trump, said the seeds were lost.", "white-house"),
    ],
)
def test_new_person_belongs_to_whom_the_text_says(usual: Extractor, text: str, affiliation: str) -> None:
    assert extracted(usual, text).claims[0].speaker.affiliation == affiliation


def test_nobody_speaks_for_the_office_of_somebody_who_has_none_yet(usual: Extractor) -> None:
    text = "Ines Dorado, a spokeswoman for Mr. Trump, said the seeds were lost."
    assert extracted(usual, text, date(2015, 12, 1)).claims[0].speaker.affiliation == ""
