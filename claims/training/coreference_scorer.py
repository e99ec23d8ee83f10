"""The scorer of the coreference model: the mean of several small networks over features and signals of attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from claims.extraction.coreference_features import FEATURES, Features
from claims.training.coreference_examples import Example
from claims.training.coreference_export import SIGNALS, Signals
from claims.training.export import Weights
from claims.training.network import FORBIDDEN

WIDTH = len(FEATURES) + SIGNALS
NETWORKS = 8
UNITS = 128
DROPOUT = 0.5
EPOCHS = 6
BATCH = 64
RATE = 3e-3
WEIGHT_DECAY = 0.05


@dataclass(frozen=True, slots=True)
class Row:
    """An example with what is known of each mention: (M, WIDTH)."""

    example: Example
    table: Features


def row_of(example: Example, signals: Signals) -> Row:
    return Row(example, np.concatenate([example.features, signals.of(example)], 1).astype(np.float32))


class Scorer(nn.Module):
    """One hidden layer; the mean of several is again one hidden layer, so that joining them needs no other graph."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(WIDTH, UNITS)
        self.score = nn.Linear(UNITS, 1, bias=False)
        self.dropout = nn.Dropout(DROPOUT)
        self.nobody = nn.Parameter(torch.zeros(1))

    def forward(self, tables: Tensor) -> Tensor:
        """Return the scores of the mentions and, last, of none: (B, M + 1)."""
        inner = self.dropout(nn.functional.gelu(self.inner(tables), approximate="tanh"))
        scores = self.score(inner).squeeze(-1)
        return torch.cat([scores, self.nobody.expand(len(scores), 1)], 1)


def fit_scorers(rows: Sequence[Row], seed: int, networks: int = NETWORKS) -> list[Scorer]:
    """Fit several of them, which differ by their seed."""
    tables, present, right = _padded(rows)
    found = []
    for number in range(networks):
        torch.manual_seed(seed * NETWORKS + number)
        found.append(_fit_one(Scorer(), tables, present, right))
    return found


def _fit_one(scorer: Scorer, tables: Tensor, present: Tensor, right: Tensor) -> Scorer:
    """Minimise the negative logarithm of what all right answers get together."""
    optimizer = torch.optim.AdamW(scorer.parameters(), lr=RATE, weight_decay=WEIGHT_DECAY)
    steps = EPOCHS * (len(tables) // BATCH)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, total_iters=steps)
    for _ in range(EPOCHS):
        order = torch.randperm(len(tables))
        for start in range(0, len(tables) - BATCH + 1, BATCH):
            drawn = order[start : start + BATCH]
            shares = scorer(tables[drawn]).masked_fill(~present[drawn], FORBIDDEN).log_softmax(-1)
            loss = -shares.masked_fill(~right[drawn], FORBIDDEN).logsumexp(-1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
    scorer.eval()
    return scorer


def _padded(rows: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor]:
    most = max(len(row.table) for row in rows)
    tables = np.zeros((len(rows), most, WIDTH), dtype=np.float32)
    present, right = (np.zeros((len(rows), most + 1), dtype=bool) for _ in range(2))
    for number, row in enumerate(rows):
        count = len(row.table)
        tables[number, :count] = row.table
        present[number, :count] = present[number, -1] = True
        right[number, :count], right[number, -1] = row.example.right[:-1], row.example.right[-1]
    return torch.from_numpy(tables), torch.from_numpy(present), torch.from_numpy(right)


@torch.inference_mode()
def scores_of(scorers: Sequence[Scorer], row: Row) -> NDArray[np.float32]:
    """Return the mean of their scores of the mentions and of none."""
    table = torch.from_numpy(row.table).unsqueeze(0)
    found: NDArray[np.float32] = torch.stack([scorer(table)[0] for scorer in scorers]).mean(0).numpy()
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
