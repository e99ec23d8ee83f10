"""Temperature and threshold of the coreference model, chosen on held-out examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claims.extraction.gap import Snippet, score_gap
from claims.extraction.pronouns import A, B, decide
from claims.training.coreference_examples import Example

TEMPERATURES = np.arange(0.5, 2.01, 0.05)
THRESHOLDS = np.arange(0.2, 0.51, 0.05)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A held-out snippet with the logarithms of the shares that the network gives, up to a constant."""

    snippet: Snippet
    example: Example
    logarithms: NDArray[np.float32]

    def shares(self, temperature: float) -> NDArray[np.float32]:
        raised = np.exp((self.logarithms - self.logarithms.max()) / temperature)
        found: NDArray[np.float32] = raised / raised.sum()
        return found

    def answer(self, temperature: float, threshold: float) -> tuple[bool, bool]:
        shares, entities = self.shares(temperature)[:-1], np.array(self.example.entities)
        return decide(float(shares[entities == A].sum()), float(shares[entities == B].sum()), threshold)


def best_temperature(outcomes: Sequence[Outcome]) -> float:
    """Return the one under which the right answers are most probable."""
    return float(min(TEMPERATURES, key=lambda temperature: surprise(outcomes, temperature)))


def surprise(outcomes: Sequence[Outcome], temperature: float) -> float:
    """Return the mean negative logarithm of the right answers' shares."""
    right = [outcome.shares(temperature)[outcome.example.right].sum() for outcome in outcomes]
    return float(-np.log(np.maximum(right, 1e-6)).mean())


def best_threshold(outcomes: Sequence[Outcome], temperature: float) -> float:
    """Return the middle of the thresholds whose F1 is within half a point of the best: a single best one is luck."""
    snippets = [outcome.snippet for outcome in outcomes]
    found = [score_gap(snippets, [one.answer(temperature, bar) for one in outcomes]).overall for bar in THRESHOLDS]
    near = [bar for bar, f1 in zip(THRESHOLDS, found, strict=True) if f1 >= max(found) - 0.005]
    return float(near[len(near) // 2])
