"""Choosing on dev: margins and biases of the decoder, the confidence curve and the operating points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from claims.extraction.calibration import Calibration
from claims.extraction.polnear import AnnotatedText
from claims.training.evaluation import Candidates, right_ones, spans_of

Floats = NDArray[np.float64]

FOLDS = 6
SURE, SURE_RECALL = 0.9, 0.52
SLOPE = 0.05  # chance below the sure block over which confidence climbs to it
RIDGE = 2.0  # pull of the weights towards nothing; the features are standardised
ITERATIONS = 50
BINS = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """Features of all candidates, whether each is right, and the number of the text it comes from."""

    features: Floats
    right: Floats
    texts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of a reliability table."""

    low: float
    count: int
    confidence: float
    precision: float


def sample_of(gold: Mapping[str, AnnotatedText], found: Candidates) -> Sample:
    """Collect what the confidence is fitted on."""
    features: list[Sequence[float]] = []
    right: list[bool] = []
    texts: list[int] = []
    for number, (name, candidates) in enumerate(found.items()):
        features.extend(candidate.features for candidate in candidates)
        right.extend(right_ones(gold[name], [spans_of(candidate.attribution) for candidate in candidates]))
        texts.extend([number] * len(candidates))
    return Sample(np.array(features), np.array(right, dtype=np.float64), np.array(texts, dtype=np.int64))


def fit_calibration(sample: Sample) -> Calibration:
    """Fit a ridge logistic regression by Newton's method."""
    mean, spread = sample.features.mean(0), sample.features.std(0) + 1e-9
    inputs = np.column_stack([np.ones(len(sample.right)), (sample.features - mean) / spread])
    pull = np.diag([0.0] + [RIDGE] * sample.features.shape[1])
    weights = np.zeros(inputs.shape[1])
    for _ in range(ITERATIONS):
        chances = _logistic(inputs @ weights)
        slope = inputs.T @ (chances - sample.right) + pull @ weights
        curve = inputs.T @ (inputs * (chances * (1 - chances))[:, None]) + pull
        weights = weights - np.linalg.solve(curve, slope)
    scaled = weights[1:] / spread
    return Calibration(bias=float(weights[0] - scaled @ mean), weights=scaled.tolist())


def held_out_chances(sample: Sample, folds: int = FOLDS) -> Floats:
    """Return each candidate's chance by a curve fitted on other texts, so that the table does not flatter."""
    chances = np.zeros(len(sample.right))
    for fold in range(folds):
        inside = sample.texts % folds == fold
        curve = fit_calibration(Sample(sample.features[~inside], sample.right[~inside], sample.texts[~inside]))
        chances[inside] = [curve.chance(features) for features in sample.features[inside]]
    return chances


def with_sure_block(curve: Calibration, chances: Floats, right: Floats, gold: int) -> Calibration:
    """Bend the curve so that the surest candidates, SURE_RECALL of all gold, are one block of at least SURE confidence.

    The block as a whole is calibrated: its mean confidence is its precision, if that is above SURE at all. Inside it
    and just below it the curve is flatter and steeper than the logistic one; the order never changes.
    """
    order = np.argsort(-chances, kind="stable")
    last = int(np.searchsorted(np.cumsum(right[order]), SURE_RECALL * gold))
    edge = float(chances[order][min(last, len(order) - 1)])
    inside = chances >= edge
    precision = float(right[inside].mean())
    if precision <= SURE or edge >= SURE:
        return curve
    place = float((chances[inside] - edge).mean() / (1 - edge))
    top = min(0.99, SURE + (precision - SURE) / place)
    below = edge - SLOPE
    return replace(curve, knots=((0.0, 0.0), (below, below), (edge, SURE), (1.0, top)))


def reliability(confidences: Floats, right: Floats, bins: int = BINS) -> list[Bin]:
    """Return the stated and the true share of right candidates in equal steps of confidence."""
    places = np.minimum((confidences * bins).astype(np.int64), bins - 1)
    rows = [(place, places == place) for place in range(bins)]
    return [
        Bin(place / bins, int(here.sum()), float(confidences[here].mean()), float(right[here].mean()))
        for place, here in rows
        if here.any()
    ]


def expected_calibration_error(table: Sequence[Bin]) -> float:
    """Return the mean distance between stated confidence and precision, weighted by count."""
    total = sum(row.count for row in table)
    return sum(row.count * abs(row.confidence - row.precision) for row in table) / total


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """What a threshold on confidence gives; ``recall`` is of all gold attributions."""

    threshold: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def operating_points(confidences: Floats, right: Floats, gold: int) -> list[OperatingPoint]:
    """Return the outcome of each threshold from 0 to 0.98."""
    points = []
    for threshold in np.arange(0, 0.99, 0.02):
        kept = confidences >= threshold
        found = float(right[kept].sum())
        points.append(OperatingPoint(round(float(threshold), 2), found / max(int(kept.sum()), 1), found / gold))
    return points


def _logistic(values: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-np.clip(values, -30, 30)))
    return result
