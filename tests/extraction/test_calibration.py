"""From evidence to confidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.extraction.calibration import FEATURES, Calibration, features_of, log_odds
from claims.extraction.decoding import Evidence
from claims.extraction.records import Kind

SURE = Evidence(*[0.99] * len(Evidence._fields))


def test_features_are_as_many_as_the_weights_of_the_config() -> None:
    assert len(features_of(SURE, Kind.DIRECT, 5, has_source=True)) == FEATURES


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=2))
def test_confidence_is_a_probability(features: list[float]) -> None:
    assert 0 <= Calibration(0.1, [2.0, -3.0]).confidence(features) <= 1


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_log_odds_stay_finite(chance: float) -> None:
    assert abs(log_odds(chance)) < 7


def test_more_evidence_means_more_confidence() -> None:
    curve = Calibration(0.0, [1.0] * FEATURES)
    doubtful = SURE._replace(cue=0.4)
    assert (
        curve.confidence(features_of(doubtful, Kind.INDIRECT, 5, has_source=False))
        < curve.confidence(features_of(SURE, Kind.INDIRECT, 5, has_source=False))
        or curve.confidence(features_of(SURE, Kind.INDIRECT, 5, has_source=False)) == 1
    )
