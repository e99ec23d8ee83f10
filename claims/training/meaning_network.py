"""The meaning network: an encoder, the act of a claim, and for each issue whether the claim deals with it and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from claims.extraction.encoding import Numbers
from claims.extraction.meaning_input import CONTENT, ROLES, Reading
from claims.extraction.records import Act, Stance
from claims.training.network import EPSILON, FORBIDDEN, HIDDEN, POSITIONS, VOCABULARY, Dropout, Layer

# Layers of the base that are kept. On fields left out of fitting these four do as well as all six, in two thirds of the
# time. The last one has to be among them: it brings words of like sense together, and with it an issue and its wording.
TAKEN = (0, 1, 3, 5)
FROZEN = 2  # lower layers stay as they are, like the word table: their output is worked out once an example
QUERY = 128  # dimensions in which an issue looks for its words
INNER = 256


@dataclass(frozen=True, slots=True)
class Batch:
    """Readings padded to one length (B, L), as the frozen layers give them (B, L, HIDDEN)."""

    lower: Tensor
    roles: Tensor
    mask: Tensor


@dataclass(frozen=True, slots=True)
class Lower:
    """A reading (L) and what the frozen layers make of it (L, HIDDEN)."""

    reading: Reading
    hidden: Tensor


@dataclass(frozen=True, slots=True)
class Scores:
    """Acts (B, acts), issues (B, J), stances (pairs, stances); all before softmax or sigmoid."""

    acts: Tensor
    issues: Tensor
    stances: Tensor


class MeaningEncoder(nn.Module):
    """BERT with one more input embedding: content or the words around it."""

    def __init__(self) -> None:
        super().__init__()
        self.piece = nn.Embedding(VOCABULARY, HIDDEN)
        self.position = nn.Embedding(POSITIONS, HIDDEN)
        self.role = nn.Embedding(ROLES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in TAKEN)
        self.dropout = Dropout()
        nn.init.zeros_(self.role.weight)
        for kept in (self.piece, self.position, self.norm, *self.layers[:FROZEN]):
            kept.requires_grad_(requires_grad=False)

    @torch.inference_mode()
    def read(self, ids: Numbers) -> Tensor:
        """Return what the frozen layers make of one reading's wordpieces: (L, HIDDEN)."""
        self.eval()
        pieces = torch.from_numpy(ids).unsqueeze(0)
        hidden = self.norm(self.piece(pieces) + self.position.weight[: pieces.shape[1]])
        everything = torch.zeros(1, 1, 1, pieces.shape[1])
        for layer in self.layers[:FROZEN]:
            hidden = layer(hidden, everything)
        return hidden[0]

    def forward(self, batch: Batch) -> Tensor:
        outside = torch.where(batch.mask, 0.0, FORBIDDEN)[:, None, None, :]
        hidden = self.dropout(batch.lower + self.role(batch.roles))
        for layer in self.layers[FROZEN:]:
            hidden = layer(hidden, outside)
        return hidden


class Relevance(nn.Module):
    """How well issues fit what they found in a content and the content as a whole, in a few dimensions."""

    def __init__(self) -> None:
        super().__init__()
        self.found, self.content = nn.Linear(HIDDEN, QUERY), nn.Linear(HIDDEN, QUERY)
        self.wanted, self.topic = nn.Linear(HIDDEN, QUERY), nn.Linear(HIDDEN, QUERY)
        self.near, self.base = nn.Parameter(torch.tensor(8.0)), nn.Parameter(torch.tensor(-6.0))

    def forward(self, found: Tensor, issues: Tensor, content: Tensor) -> Tensor:
        """Return the scores (B, J) of issues (J, HIDDEN) that found (B, J, HIDDEN) in content (B, HIDDEN)."""
        fit = (self.found(found) * self.wanted(issues)).sum(-1) + self.content(content) @ self.topic(issues).T
        near = nn.functional.normalize(content, dim=-1) @ nn.functional.normalize(issues, dim=-1).T
        scores: Tensor = fit / QUERY**0.5 + self.near * near + self.base
        return scores


class StanceJudge(nn.Module):
    """Scores of the stances of one claim towards one issue (N, ...)."""

    def __init__(self) -> None:
        super().__init__()
        self.found = nn.Linear(HIDDEN, INNER)
        self.issue = nn.Linear(HIDDEN, INNER, bias=False)
        self.both = nn.Linear(HIDDEN, INNER, bias=False)
        self.content = nn.Linear(HIDDEN, INNER, bias=False)
        self.around = nn.Linear(HIDDEN, INNER, bias=False)
        self.score = nn.Linear(INNER, len(Stance))
        self.dropout = Dropout()

    def forward(self, found: Tensor, issues: Tensor, content: Tensor, around: Tensor) -> Tensor:
        mixed = self.found(found) + self.issue(issues) + self.both(found * issues)
        mixed = mixed + self.content(content) + self.around(around)
        scores: Tensor = self.score(self.dropout(nn.functional.gelu(mixed)))
        return scores


class MeaningNetwork(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = MeaningEncoder()
        self.dropout = Dropout()
        self.act = nn.Linear(3 * HIDDEN, INNER)
        self.act_score = nn.Linear(INNER, len(Act))
        self.query = nn.Linear(HIDDEN, QUERY)
        self.key = nn.Linear(HIDDEN, QUERY)
        self.relevance = Relevance()
        self.stance = StanceJudge()

    def vectors(self, batch: Batch) -> Tensor:
        """Return the average of the content: of issues, what they are compared by (J, HIDDEN)."""
        return _average(self.encoder(batch), batch, inside=True)

    def forward(self, batch: Batch, issues: Tensor, pairs: tuple[Tensor, Tensor] | None = None) -> Scores:
        """``issues`` are vectors (J, HIDDEN); ``pairs``: rows and issues whose stances are wanted, all if None."""
        hidden = self.dropout(self.encoder(batch))
        content, around = (_average(hidden, batch, inside=inside) for inside in (True, False))
        inner = nn.functional.gelu(self.act(torch.cat([content, around, hidden[:, 0]], -1)))
        acts = self.act_score(self.dropout(inner))
        fit = self.query(issues) @ self.key(hidden).transpose(1, 2) / QUERY**0.5
        inside = (batch.roles == CONTENT) & batch.mask
        found = fit.masked_fill(~inside[:, None, :], FORBIDDEN).softmax(-1) @ hidden
        relevance = self.relevance(found, issues, content)
        grid = torch.meshgrid(torch.arange(len(found)), torch.arange(len(issues)), indexing="ij")
        rows, columns = pairs or (grid[0].flatten(), grid[1].flatten())
        stances = self.stance(found[rows, columns], issues[columns], content[rows], around[rows])
        return Scores(acts, relevance, stances)


def _average(hidden: Tensor, batch: Batch, *, inside: bool) -> Tensor:
    chosen = ((batch.roles == CONTENT) == inside) & batch.mask
    weights = chosen.to(hidden.dtype)
    weights = weights / weights.sum(1, keepdim=True).clamp(min=1)
    return (weights.unsqueeze(1) @ hidden).squeeze(1)


def collate(read: Sequence[Lower]) -> Batch:
    length = max(len(one.hidden) for one in read)
    lower = torch.zeros(len(read), length, HIDDEN)
    roles, mask = (np.zeros((len(read), length), dtype=np.int64) for _ in range(2))
    for row, one in enumerate(read):
        size = len(one.hidden)
        lower[row, :size] = one.hidden.float()
        roles[row, :size], mask[row, :size] = one.reading.roles, 1
    return Batch(lower, torch.from_numpy(roles), torch.from_numpy(mask).bool())
