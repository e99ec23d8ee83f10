"""Whom claims belong to, in short reports of our own in several styles, with the registry of the seeds."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText, ExtractedClaim
from claims.extraction.registry import read_registry
from tests.extraction.reports import said_by

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = Path(__file__).parent / "data" / "speakers.toml"

pytestmark = pytest.mark.model


def claim_of(case: dict[str, Any], claims: tuple[ExtractedClaim, ...]) -> ExtractedClaim | None:
    """The claim with the shortest content that holds the case's words."""
    start = case["text"].index(case["words"]) + 4
    holding = [one for one in claims if any(place.start <= start < place.end for place in one.attribution.content)]
    return min(holding, key=lambda one: sum(end - begin for begin, end in one.attribution.content), default=None)


def test_speakers_of_short_reports_are_found() -> None:
    cases = tomllib.loads(CASES.read_text(encoding="utf-8"))["case"]
    cases = [case for case in cases if case.get("found", True)]
    articles = [ArticleText(case["text"], published=date(2025, 6, 4)) for case in cases]
    wrong = []
    for case, found in zip(cases, Extractor(read_registry(ROOT / "seeds")).extract(articles), strict=True):
        claim = claim_of(case, found.claims)
        given = said_by(claim.speaker) if claim else None
        if given != set(case["speaker"]):
            wrong.append(f"{given}, not {case['speaker']}: {case['text']}")
    assert 1 - len(wrong) / len(cases) >= 0.91, "\n".join(wrong)
