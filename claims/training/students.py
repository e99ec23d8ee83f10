"""The students: alike but for how long they learn; what ships is the mean of their weights.

They begin with the same weights and see the same texts in the same order, so that their weights stay near enough to
each other for the mean to be better than each (Wortsman et al.: "Model soups", ICML 2022).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch

from claims.training.export import Weights
from claims.training.fitting import Run, Settings, fit
from claims.training.settling import FOLDER, SettlingRun, settled_weights, settling

EPOCHS = (6, 12)  # of each student


def students(settings: Settings, work: Path) -> Iterator[tuple[Settings, Path]]:
    """Yield the settings of each student and the folder that it works in."""
    for epochs in EPOCHS:
        yield replace(settings, epochs=epochs), work / f"student-{epochs}"


def fit_students(settings: Settings, *, train: Path, dev: Path, base: Path, teacher: Path, work: Path) -> None:
    """Train one after the other, each to its end; ``teacher`` holds the teacher's answers."""
    for student, folder in students(settings, work):
        fit(Run, student, train=train, dev=dev, base=base, teacher=teacher, work=folder)
        last = settling(student)
        fit(SettlingRun, last, train=train, dev=dev, base=base, teacher=teacher, work=folder / FOLDER)


def mean_weights(settings: Settings, work: Path) -> Weights:
    """Return what ships: the mean of what all students have come to."""
    ends = [settled_weights(student, folder) for student, folder in students(settings, work)]
    return {name: torch.stack([end[name] for end in ends]).mean(0) for name in ends[0]}
