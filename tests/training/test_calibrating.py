"""The confidence curve and the operating points, on made-up outcomes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from claims.training.calibrating import (
    Sample,
    expected_calibration_error,
    fit_calibration,
    held_out_chances,
    operating_points,
    reliability,
)


def make_sample(size: int = 4000) -> Sample:
    """Candidates that are right with the probability that their first feature gives; the second means nothing."""
    draw = np.random.default_rng(0)
    features = draw.normal(size=(size, 2)) * 2
    chances = 1 / (1 + np.exp(-(0.5 + 1.5 * features[:, 0])))
    return Sample(features, (draw.random(size) < chances).astype(float), np.arange(size) // 20)


def test_curve_finds_what_the_outcome_hangs_on() -> None:
    curve = fit_calibration(make_sample())
    assert curve.weights[0] == pytest.approx(1.5, abs=0.15)
    assert curve.weights[1] == pytest.approx(0, abs=0.1)
    assert curve.bias == pytest.approx(0.5, abs=0.15)


def test_held_out_confidence_means_what_it_says() -> None:
    sample = make_sample()
    table = reliability(held_out_chances(sample), sample.right)
    assert sum(row.count for row in table) == len(sample.right)
    assert expected_calibration_error(table) < 0.03


def test_precision_rises_and_recall_falls_with_the_threshold() -> None:
    sample = make_sample()
    points = operating_points(held_out_chances(sample), sample.right, gold=len(sample.right))
    assert points[0].recall == pytest.approx(sample.right.mean())
    assert points[-1].precision > 0.95 > points[0].precision
    assert all(one.recall >= other.recall for one, other in pairwise(points))
