"""The last epoch of a student, from the annotators alone; it ends half-way between the weights before it and after.

The teacher is better than the annotations at telling what is said by somebody, and worse at where that begins and ends.
Half-way is better at both than either end (Wortsman et al.: "Model soups", ICML 2022).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from claims.training.export import Weights
from claims.training.fitting import Run, Settings, final_weights
from claims.training.network import AttributionNetwork

FOLDER = "settled"
HALF = 0.5


def settling(settings: Settings) -> Settings:
    """Return the settings of the last epoch behind a run with ``settings``."""
    one = replace(settings, epochs=1, last=1, taught=0.0, warm_up=0.03, first=settings.epochs + 1)
    return replace(one, encoder_rate=1.2e-4, added_rate=1.2e-4, head_rate=4e-4, small_rate=4e-3)


class SettlingRun(Run):
    """It begins with the weights that another run left in the folder above its own."""

    def first_network(self) -> AttributionNetwork:
        before = replace(Settings(), epochs=self.settings.first - 1)
        network = AttributionNetwork()
        network.load_state_dict(final_weights(before, self.place.work.parent), strict=False)
        return network


def settled_weights(settings: Settings, work: Path) -> Weights:
    """Return what a student has come to: the mean of the weights before and after the last epoch."""
    before, after = final_weights(settings, work), final_weights(settling(settings), work / FOLDER)
    return {name: torch.lerp(before[name], after[name], HALF) for name in before}
