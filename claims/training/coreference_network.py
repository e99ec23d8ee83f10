"""The coreference network: an encoder whose upper half is trained, and a score for each mention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from claims.extraction.coreference_features import FEATURES
from claims.extraction.coreference_input import ROLES, Reading
from claims.extraction.encoding import CASES, STATES
from claims.training.coreference_examples import Example
from claims.training.network import (
    EPSILON,
    FORBIDDEN,
    HIDDEN,
    LAYERS,
    POSITIONS,
    VOCABULARY,
    Dropout,
    Layer,
)

FROZEN = 3  # lower layers stay as they are, so that their output is worked out once an example
INNER = 192  # units of the scorer
PLAIN = 32  # units of the part that sees the features only


@dataclass(frozen=True, slots=True)
class Read:
    """An example as the network reads it, with what the frozen layers make of it."""

    reading: Reading
    example: Example
    lower: Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Readings padded to one length and one number of mentions M; ``right`` and ``present`` are (B, M + 1)."""

    lower: Tensor
    cases: Tensor
    states: Tensor
    roles: Tensor
    mask: Tensor
    pool: Tensor
    features: Tensor
    present: Tensor
    right: Tensor


class CoreferenceEncoder(nn.Module):
    """BERT; above the frozen layers come embeddings of letter case, quotation and role: pronoun, mention or neither."""

    def __init__(self) -> None:
        super().__init__()
        self.piece = nn.Embedding(VOCABULARY, HIDDEN)
        self.position = nn.Embedding(POSITIONS, HIDDEN)
        self.case = nn.Embedding(CASES, HIDDEN)
        self.state = nn.Embedding(STATES, HIDDEN)
        self.role = nn.Embedding(ROLES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.dropout = Dropout()
        for added in (self.case, self.state, self.role):
            nn.init.normal_(added.weight, std=0.02)
        for kept in (self.piece, self.position, self.norm, *self.layers[:FROZEN]):
            kept.requires_grad_(requires_grad=False)

    @torch.inference_mode()
    def read(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return what the frozen layers make of wordpieces (B, L): (B, L, HIDDEN)."""
        self.eval()
        hidden = self.norm(self.piece(ids) + self.position.weight[: ids.shape[1]])
        for layer in self.layers[:FROZEN]:
            hidden = layer(hidden, _outside(mask))
        return hidden

    def forward(self, batch: Batch) -> Tensor:
        hidden = batch.lower + self.case(batch.cases) + self.state(batch.states) + self.role(batch.roles)
        hidden = self.dropout(hidden)
        for layer in self.layers[FROZEN:]:
            hidden = layer(hidden, _outside(batch.mask))
        return hidden


def _outside(mask: Tensor) -> Tensor:
    return torch.where(mask, 0.0, FORBIDDEN)[:, None, None, :]


class CoreferenceNetwork(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = CoreferenceEncoder()
        self.dropout = Dropout()
        self.pronoun = nn.Linear(HIDDEN, INNER)
        self.mention = nn.Linear(HIDDEN, INNER)
        self.product = nn.Linear(HIDDEN, INNER, bias=False)
        self.feature = nn.Linear(len(FEATURES), INNER, bias=False)
        self.score = nn.Linear(INNER, 1)
        self.plain = nn.Linear(len(FEATURES), PLAIN)
        self.plain_score = nn.Linear(PLAIN, 1, bias=False)
        self.nobody = nn.Linear(HIDDEN, 1)

    def forward(self, batch: Batch) -> Tensor:
        """Return the logarithms of the shares of each mention and, last, of none: (B, M + 1)."""
        hidden = self.encoder(batch)
        pooled = self.dropout(batch.pool.to(hidden.dtype) @ hidden)
        pronoun, mentions = pooled[:, :1], pooled[:, 1:]
        mixed = self.pronoun(pronoun) + self.mention(mentions) + self.product(pronoun * mentions)
        inner = self.dropout(nn.functional.gelu(mixed + self.feature(batch.features)))
        plain = self.dropout(nn.functional.gelu(self.plain(batch.features)))
        scores = (self.score(inner) + self.plain_score(plain)).squeeze(-1)
        scores = torch.cat([scores, self.nobody(pronoun).squeeze(-1)], 1).float()
        shares: Tensor = scores.masked_fill(~batch.present, FORBIDDEN).log_softmax(-1)
        return shares


def loss_of(shares: Tensor, batch: Batch) -> Tensor:
    """The negative logarithm of what all right answers get together, on average."""
    return -shares.masked_fill(~batch.right, FORBIDDEN).logsumexp(-1).mean()


def collate(items: Sequence[Read]) -> Batch:
    length = max(len(item.reading.ids) for item in items)
    most = max(len(item.example.mentions) for item in items)

    def padded(name: str) -> Tensor:
        rows = [np.pad(getattr(item.reading, name), (0, length - len(item.reading.ids))) for item in items]
        return torch.from_numpy(np.stack(rows))

    lower = torch.zeros(len(items), length, HIDDEN)
    pool = np.zeros((len(items), most + 1, length), dtype=np.float32)
    features = np.zeros((len(items), most, len(FEATURES)), dtype=np.float32)
    present, right = (np.zeros((len(items), most + 1), dtype=bool) for _ in range(2))
    mask = np.zeros((len(items), length), dtype=bool)
    for row, item in enumerate(items):
        count, size = len(item.example.mentions), len(item.reading.ids)
        lower[row, :size] = item.lower.float()
        mask[row, :size] = True
        pool[row, : count + 1, :size] = item.reading.pool
        features[row, :count] = item.example.features
        present[row, :count] = True
        right[row, :count] = item.example.right[:-1]
        present[row, -1], right[row, -1] = True, item.example.right[-1]
    made = [torch.from_numpy(array) for array in (mask, pool, features, present, right)]
    return Batch(lower, *(padded(name) for name in ("cases", "states", "roles")), *made)
