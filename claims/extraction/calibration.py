"""From the evidence for an attribution to its confidence: a logistic curve and a bent line over it, fitted on dev."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from claims.extraction.records import Kind

FEATURES = 13
IDENTITY = ((0.0, 0.0), (1.0, 1.0))
LEAST = 1e-3  # probabilities are kept this far from 0 and 1 before their log odds are taken


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the features that :func:`features_of` returns, and ``knots``: (chance, confidence), both rising.

    Between two knots the confidence goes up in a straight line; the first knot is (0, 0) and the last one has chance 1.
    """

    bias: float
    weights: Sequence[float]
    knots: Sequence[Sequence[float]] = IDENTITY

    def confidence(self, features: Sequence[float]) -> float:
        """Return the confidence to four digits."""
        return round(self.bent(self.chance(features)), 4)

    def chance(self, features: Sequence[float]) -> float:
        """Return the probability by the logistic curve alone."""
        total = self.bias + sum(weight * value for weight, value in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def bent(self, chance: float) -> float:
        for (low, start), (high, end) in pairwise(self.knots):
            if chance <= high:
                return start + (end - start) * (chance - low) / (high - low)
        return self.knots[-1][1]


def features_of(evidence: Sequence[float], kind: Kind, words: int, *, has_source: bool) -> list[float]:
    """Return log odds of each piece of evidence and what else tells right from wrong; ``words`` are the content's."""
    odds = [log_odds(chance) for chance in evidence]
    return [*odds, float(has_source), float(kind is Kind.DIRECT), float(kind is Kind.MIXED), math.log(words)]


def log_odds(chance: float) -> float:
    inside = min(max(chance, LEAST), 1 - LEAST)
    return math.log(inside / (1 - inside))
