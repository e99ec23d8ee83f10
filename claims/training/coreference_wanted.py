"""What an example is fitted to: the annotated answer, or the shares of the answers that a teacher gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from claims.training.coreference_examples import Example
from claims.training.network import FORBIDDEN

LEAST = 1e-6  # share that is never fallen below: one example may not decide a step


@dataclass(frozen=True, slots=True)
class Wanted:
    """``groups`` (M + 1) tells which mentions, "none" last, are one answer; ``shares`` (G) add up to 1."""

    groups: NDArray[np.int64]
    shares: NDArray[np.float32]


def labelled(example: Example) -> Wanted:
    """What is right gets all, however the mentions that are right share it."""
    return Wanted(np.where(example.right, 0, 1).astype(np.int64), np.array([1, 0], dtype=np.float32))


def answered(entities: Sequence[str], shares: NDArray[np.float32]) -> Wanted:
    """Return the shares (M + 1) that a teacher gives, added up by entity."""
    names = list(dict.fromkeys(entities))
    groups = np.array([*(names.index(entity) for entity in entities), len(names)], dtype=np.int64)
    total = np.bincount(groups, weights=shares, minlength=len(names) + 1)
    return Wanted(groups, (total / total.sum()).astype(np.float32))


@dataclass(frozen=True, slots=True)
class Batch:
    """Several of them as tensors; ``present`` (B, M + 1) are the mentions and "none", the rest fills the rows."""

    present: Tensor
    groups: Tensor
    shares: Tensor

    @classmethod
    def of(cls, several: Sequence[Wanted]) -> Batch:
        most = max(len(one.groups) for one in several)
        answers = max(len(one.shares) for one in several)
        present, groups = np.zeros((len(several), most), dtype=bool), np.zeros((len(several), most), dtype=np.int64)
        shares = np.zeros((len(several), answers), dtype=np.float32)
        for number, one in enumerate(several):
            places = [*range(len(one.groups) - 1), most - 1]  # "none" is always last
            present[number, places], groups[number, places] = True, one.groups
            shares[number, : len(one.shares)] = one.shares
        return cls(*(torch.from_numpy(each) for each in (present, groups, shares)))

    def __getitem__(self, drawn: Tensor) -> Batch:
        return Batch(self.present[drawn], self.groups[drawn], self.shares[drawn])

    def loss(self, scores: Tensor) -> Tensor:
        """Return the mean surprise of scores (B, M + 1) at what is wanted."""
        given = scores.masked_fill(~self.present, FORBIDDEN).softmax(-1)
        by_answer = torch.zeros_like(self.shares).scatter_add(1, self.groups, given)
        return -(self.shares * by_answer.clamp(min=LEAST).log()).sum(-1).mean()
