"""The scorer of the coreference model: the mean of several small networks over features and signals of attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from claims.extraction.coreference_features import FEATURES, Features
from claims.training.coreference_export import SIGNALS
from claims.training.coreference_wanted import Batch, Wanted
from claims.training.export import Weights

NETWORKS = 8
UNITS = 128
DROPOUT = 0.5
EPOCHS = 6
SIZE = 64  # of a batch
RATE = 3e-3
WEIGHT_DECAY = 0.05


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of each mention of an example, features first, then signals: (M, width); and what is wanted."""

    table: Features
    wanted: Wanted


class Scorer(nn.Module):
    """One hidden layer; the mean of several is again one hidden layer, so that joining them needs no other graph."""

    def __init__(self, width: int = len(FEATURES) + SIGNALS) -> None:
        super().__init__()
        self.inner = nn.Linear(width, UNITS)
        self.score = nn.Linear(UNITS, 1, bias=False)
        self.dropout = nn.Dropout(DROPOUT)
        self.nobody = nn.Parameter(torch.zeros(1))

    def forward(self, tables: Tensor) -> Tensor:
        """Return the scores of the mentions and, last, of none: (B, M + 1)."""
        inner = self.dropout(nn.functional.gelu(self.inner(tables), approximate="tanh"))
        scores = self.score(inner).squeeze(-1)
        return torch.cat([scores, self.nobody.expand(len(scores), 1)], 1)


def fit_scorers(rows: Sequence[Row], seed: int, networks: int = NETWORKS, epochs: int = EPOCHS) -> list[Scorer]:
    """Fit several of them, which differ by their seed."""
    tables, wanted = padded([row.table for row in rows]), Batch.of([row.wanted for row in rows])
    found = []
    for number in range(networks):
        torch.manual_seed(seed * NETWORKS + number)
        found.append(_fit_one(Scorer(tables.shape[-1]), tables, wanted, epochs))
    return found


def _fit_one(scorer: Scorer, tables: Tensor, wanted: Batch, epochs: int) -> Scorer:
    optimizer = torch.optim.AdamW(scorer.parameters(), lr=RATE, weight_decay=WEIGHT_DECAY)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, total_iters=epochs * (len(tables) // SIZE))
    for _ in range(epochs):
        order = torch.randperm(len(tables))
        for start in range(0, len(tables) - SIZE + 1, SIZE):
            drawn = order[start : start + SIZE]
            optimizer.zero_grad()
            wanted[drawn].loss(scorer(tables[drawn])).backward()
            optimizer.step()
            scheduler.step()
    scorer.eval()
    return scorer


def padded(tables: Sequence[Features]) -> Tensor:
    """Return tables (M, width) as one tensor, with rows of zeros where one has fewer mentions."""
    filled = np.zeros((len(tables), max(map(len, tables)), tables[0].shape[1]), dtype=np.float32)
    for number, table in enumerate(tables):
        filled[number, : len(table)] = table
    return torch.from_numpy(filled)


@torch.inference_mode()
def scores_of(scorers: Sequence[Scorer], table: Features) -> NDArray[np.float32]:
    """Return the mean of their scores of the mentions and of none."""
    given = torch.from_numpy(table).unsqueeze(0)
    found: NDArray[np.float32] = torch.stack([scorer(given)[0] for scorer in scorers]).mean(0).numpy()
    return found


def shares_of(scorers: Sequence[Scorer], table: Features) -> NDArray[np.float32]:
    """Return the shares (M + 1) that the scores mean."""
    scores = scores_of(scorers, table)
    raised = np.exp(scores - scores.max())
    found: NDArray[np.float32] = raised / raised.sum()
    return found


def joined(base: Weights, scorers: Sequence[Scorer]) -> Weights:
    """Return the weights of the encoder and of one scorer that is the mean of all."""
    part = 1 / len(scorers)
    return {
        **base,
        "inner.weight": torch.cat([one.inner.weight.data for one in scorers]),
        "inner.bias": torch.cat([one.inner.bias.data for one in scorers]),
        "score.weight": torch.cat([one.score.weight.data * part for one in scorers], 1),
        "nobody": torch.stack([one.nobody.data for one in scorers]).mean(0, keepdim=True),
    }
