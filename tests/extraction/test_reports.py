"""Whole reports of our own in the styles news comes in: floors under what extraction finds in them, field by field.

Those in ``reports`` were looked at while rules were made and those in ``reports_unseen`` once towards the end. Those in
``reports_fresh`` were written when the rules stood: what is missed in them has not been mended.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from claims.extraction.pipeline import Extractor
from claims.extraction.registry import read_registry
from tests.extraction.reports import Tally, compare, read_reports

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(__file__).parent / "data"
READ = {
    "claim": 0.95,
    "speaker": 0.95,
    "date": 0.95,
    "appeared": 1.0,
    "segment": 0.95,
    "title": 1.0,
    "via": 0.9,
    "grade": 0.9,
}
UNSEEN = {"claim": 0.95, "speaker": 0.88, "date": 0.88, "appeared": 1.0, "segment": 0.95, "title": 1.0, "via": 0.9}

FRESH = {"claim": 0.95, "speaker": 0.80, "date": 0.80, "appeared": 1.0, "segment": 0.80, "title": 1.0}

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def tallies() -> dict[str, Tally]:
    registry = read_registry(ROOT / "seeds")
    extractor = Extractor(registry)
    found: dict[str, Tally] = {}
    for name in ("reports", "reports_unseen", "reports_fresh"):
        reports, tally = read_reports(DATA / name), Tally()
        for report, extraction in zip(reports, extractor.extract(one.article for one in reports), strict=True):
            compare(report, extraction, registry, tally)
        found[name] = tally
    return found


@pytest.mark.parametrize(
    ("name", "subject", "least"),
    [("reports", *floor) for floor in READ.items()]
    + [("reports_unseen", *floor) for floor in UNSEEN.items()]
    + [("reports_fresh", *floor) for floor in FRESH.items()],
)
def test_extraction_reads_whole_reports(tallies: dict[str, Tally], name: str, subject: str, least: float) -> None:
    tally = tallies[name]
    assert tally.asked[subject]
    assert tally.share(subject) >= least, "\n".join(line for line in tally.wrong if line.startswith(subject))
