"""What the two teachers share: how MPNet tells near from far, and its vocabulary.

MPNet: Song, Tan, Qin, Lu, Liu, "MPNet: Masked and Permuted Pre-training for Language Understanding", NeurIPS 2020.
"""

from __future__ import annotations

from math import log
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

EPSILON = 1e-5
LONGEST_DISTANCE = 128  # wordpieces from which on all are equally far
PADDING, FIRST_PLACE = 1, 2  # wordpiece that fills rows; number of the first position
SPECIAL = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"}


def nearness(near: Tensor, length: int) -> Tensor:
    """Return what is added to the fit of two places by their distance: (heads, L, L), the same in all layers.

    ``near`` is (buckets of distance, heads) as trained.
    """
    distance = torch.arange(length)[:, None] - torch.arange(length)[None]  # above 0: looks back
    apart, half = distance.abs(), len(near) // 2  # the other half is for what comes later
    exact = half // 2
    grown = torch.log(apart.clamp(min=1) / exact) / log(LONGEST_DISTANCE / exact) * exact
    bucket = torch.where(apart < exact, apart, (exact + grown.long()).clamp(max=half - 1))
    return near[bucket + (distance < 0) * half].permute(2, 0, 1)


def same_pieces(ours: Tokenizer, theirs: Path) -> Tensor:
    """Return the number that each wordpiece of our tokenizer has in that of the folder ``theirs``.

    Raises ValueError if one is missing there.
    """
    known = Tokenizer.from_file(str(theirs / "tokenizer.json")).get_vocab()
    numbers = torch.zeros(ours.get_vocab_size(), dtype=torch.long)
    for piece, number in ours.get_vocab().items():
        named = SPECIAL.get(piece, piece)
        if named not in known:
            raise ValueError(f'The tokenizer in "{theirs}" does not know "{piece}". Give that of all-mpnet-base-v2.')
        numbers[number] = known[named]
    return numbers
