"""What dev chooses: operating points, and the block of sure candidates."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed; it comes with the extra [train]")
pytest.importorskip("onnx", reason="onnx is not installed; it comes with the extra [train]")

from claims.extraction.calibration import Calibration
from claims.training.calibrating import SURE, SURE_RECALL, OperatingPoint, with_sure_block
from claims.training.finishing import choose_points

CURVE = Calibration(0.0, [1.0])


def test_recall_first_gives_up_little_f1_and_precision_first_is_precise() -> None:
    points = [
        OperatingPoint(0.0, 0.68, 0.80),
        OperatingPoint(0.2, 0.755, 0.75),
        OperatingPoint(0.4, 0.78, 0.73),
        OperatingPoint(0.6, 0.91, 0.50),
    ]
    chosen = choose_points(points)
    assert {name: point.threshold for name, point in chosen.items()} == {
        "recall": 0.2,
        "balanced": 0.4,
        "precision": 0.6,
    }


def test_surest_half_is_one_block_that_is_calibrated_as_a_whole() -> None:
    chances = np.linspace(0.01, 0.99, 2000)
    right = (np.random.default_rng(0).random(2000) < chances**0.2).astype(float)
    gold = int(right.sum() * 1.3)
    curve = with_sure_block(CURVE, chances, right, gold)
    confidences = np.array([curve.bent(chance) for chance in chances.tolist()])
    block = confidences >= SURE
    assert right[block].sum() >= SURE_RECALL * gold - 1
    assert confidences[block].mean() == pytest.approx(right[block].mean(), abs=0.02)
    assert (np.diff(confidences) > 0).all()


def test_curve_stays_as_it_is_where_nothing_is_sure() -> None:
    chances = np.linspace(0.01, 0.8, 500)
    right = (np.random.default_rng(0).random(500) < chances / 2).astype(float)
    assert with_sure_block(CURVE, chances, right, 200) is CURVE
