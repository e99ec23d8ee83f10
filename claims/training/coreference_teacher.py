"""The teacher of the coreference model: a larger encoder, of which only what its heads attend to is read.

It is all-mpnet-base-v2 as it is (see claims.training.mpnet), five times the size of the encoder that ships. It runs in
training alone.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import gelu, layer_norm, linear

from claims.extraction.coreference_features import Features
from claims.extraction.records import Span
from claims.training.coreference_signals import looks, scaled
from claims.training.mpnet import EPSILON, FIRST_PLACE, PADDING, nearness
from claims.training.network import FORBIDDEN

logger = logging.getLogger(__name__)

BATCH = 8
LOGGED = 100  # batches between lines of the log


@dataclass(frozen=True, slots=True)
class Question:
    """Where a pronoun and its mentions stand, in characters of the whole text that the teacher reads."""

    text: str
    pronoun: Span
    mentions: tuple[Span, ...]


class Teacher:
    """The encoder from a folder with model.safetensors and tokenizer.json, in full digits."""

    def __init__(self, folder: Path) -> None:
        self._weights = load_file(folder / "model.safetensors")
        self._layers = sum(name.endswith(".output.dense.bias") for name in self._weights)
        self._near = self._weights["encoder.relative_attention_bias.weight"]  # (buckets of distance, heads)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def read(self, questions: Sequence[Question]) -> list[Features]:
        """Return what is attended to: (M, 2 * layers * heads) of each question. A text is read once for all of its."""
        numbers: dict[str, list[int]] = {}
        for number, question in enumerate(questions):
            numbers.setdefault(question.text, []).append(number)
        texts = sorted(numbers, key=len)
        found: dict[int, Features] = {}
        for start in range(0, len(texts), BATCH):
            asked = [[questions[number] for number in numbers[text]] for text in texts[start : start + BATCH]]
            for text, signals in zip(texts[start : start + BATCH], self._batch(asked), strict=True):
                found |= dict(zip(numbers[text], signals, strict=True))
            if start // BATCH % LOGGED == 0:
                logger.info("teacher: %d of %d texts", start, len(texts))
        return [found[number] for number in range(len(questions))]

    @torch.inference_mode()
    def _batch(self, asked: Sequence[Sequence[Question]]) -> list[list[Features]]:
        encodings = [self._tokenizer.encode(questions[0].text) for questions in asked]
        longest = max(len(one.ids) for one in encodings)
        ids = torch.full((len(asked), longest), PADDING)
        for row, one in enumerate(encodings):
            ids[row, : len(one.ids)] = torch.tensor(one.ids)
        pools = [
            [_pool(question, one.offsets, longest).unsqueeze(0) for question in questions]
            for questions, one in zip(asked, encodings, strict=True)
        ]
        attended = self._attention(ids, pools)
        return [[scaled(torch.cat(layers, -1))[0].numpy() for layers in row] for row in attended]

    def _attention(self, ids: Tensor, pools: Sequence[Sequence[Tensor]]) -> list[list[list[Tensor]]]:
        """Return what is attended to by text, question and layer."""
        found: list[list[list[Tensor]]] = [[[] for _ in row] for row in pools]
        hidden = self._embedded(ids)
        mask = nearness(self._near, ids.shape[1]) + torch.where(ids == PADDING, FORBIDDEN, 0.0)[:, None, None]
        for number in range(self._layers):
            attention, hidden = self._layer(hidden, mask, f"encoder.layer.{number}.")
            for row, questions in enumerate(pools):
                for place, pool in enumerate(questions):
                    found[row][place].append(looks(attention[row : row + 1], pool))
        return found

    def _embedded(self, ids: Tensor) -> Tensor:
        places = self._weights["embeddings.position_embeddings.weight"][FIRST_PLACE:][: ids.shape[1]]
        return self._normal(self._weights["embeddings.word_embeddings.weight"][ids] + places, "embeddings.LayerNorm")

    def _layer(self, hidden: Tensor, mask: Tensor, layer: str) -> tuple[Tensor, Tensor]:
        size, length, _ = hidden.shape
        attn = f"{layer}attention.attn."
        query, key, value = (
            self._product(hidden, f"{attn}{part}").view(size, length, self._near.shape[1], -1).transpose(1, 2)
            for part in "qkv"
        )
        attention = (query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5 + mask).softmax(-1)
        mixed = (attention @ value).transpose(1, 2).reshape(hidden.shape)
        hidden = self._normal(hidden + self._product(mixed, f"{attn}o"), f"{layer}attention.LayerNorm")
        wide = gelu(self._product(hidden, f"{layer}intermediate.dense"))
        return attention, self._normal(hidden + self._product(wide, f"{layer}output.dense"), f"{layer}output.LayerNorm")

    def _product(self, hidden: Tensor, name: str) -> Tensor:
        return linear(hidden, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _normal(self, hidden: Tensor, name: str) -> Tensor:
        return layer_norm(
            hidden, hidden.shape[-1:], self._weights[f"{name}.weight"], self._weights[f"{name}.bias"], EPSILON
        )


def _pool(question: Question, offsets: Sequence[tuple[int, int]], longest: int) -> Tensor:
    """Average wordpieces: row 0 for the pronoun, then one row a mention: (M + 1, L)."""
    starts, ends = np.array(offsets).T
    rows = [(starts < span.end) & (ends > span.start) for span in (question.pronoun, *question.mentions)]
    inside = torch.zeros(len(rows), longest)
    inside[:, : len(offsets)] = torch.from_numpy(np.array(rows))
    return inside / inside.sum(1, keepdim=True).clamp(min=1)


def read_once(teacher: Path, questions: Sequence[Question], keep: Path) -> list[NDArray[np.float32]]:
    """Return what the teacher attends to, from ``keep`` if it holds these very questions; else read and write it."""
    key = hashlib.sha256(repr(questions).encode()).hexdigest()
    if keep.exists():
        held = np.load(keep)
        if held["key"] == key:
            return _split(held["signals"], questions)
    signals = np.concatenate(Teacher(teacher).read(questions)).astype(np.float16)
    np.savez(keep, key=key, signals=signals)
    return _split(signals, questions)


def _split(signals: NDArray[np.float16], questions: Sequence[Question]) -> list[NDArray[np.float32]]:
    ends = np.cumsum([len(question.mentions) for question in questions])
    return np.split(signals.astype(np.float32), ends[:-1])
