"""What the heads of an encoder attend to between a pronoun and its mentions, as torch tensors; with gradients."""

from __future__ import annotations

import torch
from torch import Tensor

from claims.training.coreference_export import LEAST


def looks(attention: Tensor, pool: Tensor) -> Tensor:
    """Return, of attention (B, H, L, L), what the pronoun gives each mention and the reverse: (B, M, 2 H).

    ``pool`` (B, M + 1, L) averages wordpieces: row 0 for the pronoun, then one row a mention.
    """
    pronoun, mentions = pool[:, :1], pool[:, 1:]
    away = (pronoun.unsqueeze(1) @ attention).squeeze(2) @ mentions.sign().transpose(1, 2)
    towards = (attention @ pronoun.transpose(1, 2).unsqueeze(1)).squeeze(3)
    back = towards @ mentions.transpose(1, 2)
    return torch.cat([away, back], 1).transpose(1, 2)


def scaled(shares: Tensor) -> Tensor:
    """Return shares as the graph of coreference_export gives them to the scorer."""
    return ((shares + LEAST).log() + 5) / 2
