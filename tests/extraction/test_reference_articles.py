"""The real articles beside the checkout: figures that must hold, and no claim out of a teaser or widget."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claims.extraction.contract import claim_lines
from claims.extraction.gold_claims import read_given, read_gold
from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText, SegmentKind
from claims.extraction.registry import read_registry
from claims.extraction.scoring_claims import score_claims

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds"

pytestmark = [pytest.mark.shared, pytest.mark.model]


def test_claims_and_speakers_reach_their_figures(shared: Path) -> None:
    registry = read_registry(SEEDS)
    paths = sorted((shared / "seeds").glob("*.txt"))
    extractions = list(Extractor(registry).extract(ArticleText(path.read_text(encoding="utf-8")) for path in paths))
    lines = [
        json.dumps(line)
        for path, extraction in zip(paths, extractions, strict=True)
        for line in claim_lines(path.name, extraction, registry)
    ]
    found = score_claims(read_gold(shared / "gold", shared / "seeds"), read_given(lines))
    assert found.claims.f1 >= 0.80
    assert found.speaker >= 0.85
    for extraction in extractions:
        boilerplate = [s for s in extraction.segments if s.kind is SegmentKind.BOILERPLATE]
        for claim in extraction.claims:
            for start, end in claim.attribution.content:
                assert not any(segment.start < end and start < segment.end for segment in boilerplate)
