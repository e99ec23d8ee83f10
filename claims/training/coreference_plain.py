"""Several small networks over the features alone, joined with the large one: what it overfits, they average out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from claims.extraction.coreference_features import FEATURES
from claims.training.coreference_examples import Example
from claims.training.export import Weights
from claims.training.network import FORBIDDEN

NETWORKS = 8
UNITS = 128
DROPOUT = 0.5
EPOCHS = 25
BATCH = 64
RATE = 3e-3
WEIGHT_DECAY = 0.05


class Plain(nn.Module):
    """One hidden layer; the mean of several is again one hidden layer, so that joining them needs no other graph."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(len(FEATURES), UNITS)
        self.score = nn.Linear(UNITS, 1, bias=False)
        self.dropout = nn.Dropout(DROPOUT)
        self.nobody = nn.Parameter(torch.zeros(1))

    def forward(self, features: Tensor) -> Tensor:
        """Return the scores of the mentions and, last, of none: (B, M + 1)."""
        inner = self.dropout(nn.functional.gelu(self.inner(features)))
        scores = self.score(inner).squeeze(-1)
        return torch.cat([scores, self.nobody.expand(len(scores), 1)], 1)


def fit_plain(examples: Sequence[Example], seed: int) -> list[Plain]:
    """Fit NETWORKS of them, which differ by their seed."""
    features, present, right = _padded(examples)
    found = []
    for number in range(NETWORKS):
        torch.manual_seed(seed * NETWORKS + number)
        found.append(_fit_one(Plain(), features, present, right))
    return found


def _fit_one(plain: Plain, features: Tensor, present: Tensor, right: Tensor) -> Plain:
    optimizer = torch.optim.AdamW(plain.parameters(), lr=RATE, weight_decay=WEIGHT_DECAY)
    steps = EPOCHS * (len(features) // BATCH)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, total_iters=steps)
    for _ in range(EPOCHS):
        order = torch.randperm(len(features))
        for start in range(0, len(features) - BATCH + 1, BATCH):
            drawn = order[start : start + BATCH]
            shares = plain(features[drawn]).masked_fill(~present[drawn], FORBIDDEN).log_softmax(-1)
            loss = -shares.masked_fill(~right[drawn], FORBIDDEN).logsumexp(-1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
    plain.eval()
    return plain


def _padded(examples: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    most = max(len(example.mentions) for example in examples)
    features = np.zeros((len(examples), most, len(FEATURES)), dtype=np.float32)
    present, right = (np.zeros((len(examples), most + 1), dtype=bool) for _ in range(2))
    for row, example in enumerate(examples):
        count = len(example.mentions)
        features[row, :count] = example.features
        present[row, :count] = present[row, -1] = True
        right[row, :count], right[row, -1] = example.right[:-1], example.right[-1]
    return torch.from_numpy(features), torch.from_numpy(present), torch.from_numpy(right)


@torch.inference_mode()
def plain_scores(networks: Sequence[Plain], example: Example) -> NDArray[np.float32]:
    """Return the mean of their scores of the mentions and of none."""
    features = torch.from_numpy(example.features).unsqueeze(0)
    found: NDArray[np.float32] = torch.stack([plain(features)[0] for plain in networks]).mean(0).numpy()
    return found


def joined(weights: Weights, networks: Sequence[Plain], share: float) -> Weights:
    """Return the weights of one network that scores as ``share`` of the plain ones and the rest of the large one."""
    found = {name: value.clone() for name, value in weights.items()}
    for name in ("score.weight", "score.bias", "plain_score.weight", "nobody.weight", "nobody.bias"):
        found[name] *= 1 - share
    part = share / len(networks)
    found["plain.weight"] = torch.cat([found["plain.weight"], *(one.inner.weight.data for one in networks)])
    found["plain.bias"] = torch.cat([found["plain.bias"], *(one.inner.bias.data for one in networks)])
    scores = [one.score.weight.data * part for one in networks]
    found["plain_score.weight"] = torch.cat([found["plain_score.weight"], *scores], 1)
    found["nobody.bias"] += part * sum(float(one.nobody.detach()) for one in networks)
    return found
