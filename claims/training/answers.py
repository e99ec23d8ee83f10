"""What the teacher says of each training text, kept on disk: scores of tags, link queries and keys, a word each.

It answers each text as whoever annotated it would: once for each of its annotators.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from claims.extraction.decoding import IMPOSSIBLE, LABELS, LINK_SIZE
from claims.extraction.encoding import Window
from claims.training.corpus import Annotated
from claims.training.examples import Batch, Example, annotator_code, collate, examples_of
from claims.training.losses import Expected, expected_tags
from claims.training.network import FORBIDDEN, AttributionNetwork, link_scores

logger = logging.getLogger(__name__)

LIMIT = 128  # wordpieces a window that the teacher reads
PARAMETERS = "parameters.pt"
TOGETHER = 16  # windows
LOGGED = 50  # texts between lines of the log


@dataclass(frozen=True, slots=True)
class Answers:
    """Scores of the words of a text: tags (W, 7), queries and keys (W, 2 * LINK_SIZE)."""

    tags: NDArray[np.float16]
    queries: NDArray[np.float16]
    keys: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Parameters:
    """The teacher's own CRF and link parameters."""

    start: Tensor
    transitions: Tensor
    distance: Tensor
    link_bias: Tensor


class Teacher:
    """The answers in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parameters = Parameters(**torch.load(folder / PARAMETERS, weights_only=True))

    def of(self, example: Example) -> Answers:
        """Return the answers on the text of a window."""
        with np.load(_file(self._folder, example.name, example.annotator)) as kept:
            return Answers(**kept)

    def expected(self, examples: Sequence[Example], batch: Batch) -> tuple[Expected, Tensor]:
        """Return what the teacher expects of the tags of a batch, and how it scores the links of its gold cues."""
        shown = [_shown(self.of(example), example.window) for example in examples]
        width, own = batch.words.shape[1], self._parameters
        tags, queries, keys = (_padded([getattr(one, field.name) for one in shown], width) for field in fields(Answers))
        tags_expected = expected_tags(tags, own.start, own.transitions, batch.words)
        scores = link_scores(queries, keys, batch, own.distance, own.link_bias)
        separators = (keys == 0).all(-1)[batch.cue_window]
        return tags_expected, scores.masked_fill(separators.unsqueeze(-1), FORBIDDEN)


def _shown(answers: Answers, window: Window) -> Answers:
    """Return the answers on the words of a window; its separators belong to nothing."""
    words, known = window.words, window.words >= 0
    tags, queries, keys = (np.where(known[:, None], part[words], 0) for part in _parts(answers))
    tags[~known, 1:] = IMPOSSIBLE
    return Answers(tags, queries, keys)


def _parts(answers: Answers) -> list[NDArray[np.float16]]:
    return [getattr(answers, field.name) for field in fields(Answers)]


def _padded(rows: Sequence[NDArray[np.float16]], width: int) -> Tensor:
    table = np.zeros((len(rows), width, rows[0].shape[1]), dtype=np.float32)
    for number, row in enumerate(rows):
        table[number, : len(row)] = row
    return torch.from_numpy(table)


def _file(folder: Path, name: str, annotator: int) -> Path:
    return folder / f"{name}-{annotator}.npz"


def write_parameters(network: AttributionNetwork, folder: Path) -> None:
    """Write what ``Teacher`` reads beside the answers."""
    start, transitions = network.allowed_transitions()
    kept = {
        "start": start,
        "transitions": transitions,
        "distance": network.distance.weight,
        "link_bias": network.link_bias,
    }
    torch.save({name: value.detach() for name, value in kept.items()}, folder / PARAMETERS)


@torch.inference_mode()
def answer(network: AttributionNetwork, documents: Sequence[Annotated], tokenizer: Tokenizer, folder: Path) -> None:
    """Write the network's answers on each document that has none yet."""
    network.eval()
    for number, document in enumerate(documents, start=1):
        target = _file(folder, document.name, annotator_code(document.annotator))
        if not target.exists():
            partial = target.with_suffix(".partial")
            with partial.open("wb") as file:
                kept = _read(network, list(examples_of(document, tokenizer, LIMIT)))
                np.savez(file, allow_pickle=False, **kept)
            partial.replace(target)
        if number % LOGGED == 0:
            logger.info("teacher: %d of %d texts", number, len(documents))


def _read(network: AttributionNetwork, examples: Sequence[Example]) -> dict[str, NDArray[np.float16]]:
    words = 1 + max(int(example.window.words.max()) for example in examples)
    sizes = {"tags": len(LABELS), "queries": 2 * LINK_SIZE, "keys": 2 * LINK_SIZE}
    kept = {name: np.zeros((words, size), dtype=np.float16) for name, size in sizes.items()}
    for example, scores in _scored(network, examples):
        known = example.window.words >= 0
        for name, found in zip(sizes, scores, strict=True):
            kept[name][example.window.words[known]] = found[: len(known)][known]
    return kept


def _scored(
    network: AttributionNetwork, examples: Sequence[Example]
) -> Iterator[tuple[Example, list[NDArray[np.float32]]]]:
    """Yield the windows, those of like length read together, with their scores."""
    ordered = sorted(examples, key=lambda example: len(example.window.ids))
    for some in (ordered[start : start + TOGETHER] for start in range(0, len(ordered), TOGETHER)):
        batch = collate(some)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = network(batch, batch.annotators)
        for row, example in enumerate(some):
            yield example, [part[row].float().numpy() for part in scores]
