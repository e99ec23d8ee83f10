"""Windows with their gold tags and links, and batches of them; the order of an epoch depends on seed and epoch only."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from claims.extraction.encoding import LONGEST, EncodedText, Numbers, Window, encode, pack
from claims.extraction.polnear import ROLES
from claims.extraction.records import Span
from claims.training.augmentation import augment
from claims.training.corpus import ANNOTATORS, Annotated

LIMITS = (128, 160, 192)  # wordpieces a window; drawn for each document anew each epoch
LENGTH_STEP = 32
POOL = 24  # batches of windows sorted by length together


@dataclass(frozen=True, slots=True)
class GoldLink:
    """One cue of a window: its range among the window's words, and which words are its source."""

    start: int
    end: int
    source: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Example:
    """A window of a text with gold. ``content_of`` names the link (from 1) that a word is content of, 0 for none."""

    name: str
    window: Window
    labels: Numbers
    links: tuple[GoldLink, ...]
    content_of: Numbers
    annotator: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to one size: B windows, L wordpieces, W words, P cues."""

    ids: Tensor
    cases: Tensor
    states: Tensor
    mask: Tensor
    first: Tensor
    words: Tensor
    annotators: Tensor
    labels: Tensor
    content_of: Tensor
    cue_window: Tensor
    cue_slot: Tensor
    cue_start: Tensor
    cue_end: Tensor
    sources: Tensor

    @property
    def pieces(self) -> int:
        return int(self.mask.sum())


def annotator_code(annotator: str) -> int:
    """Return 1 for the first known annotator and so on; 0 for an unknown one."""
    return ANNOTATORS.index(annotator) + 1 if annotator in ANNOTATORS else 0


def examples_of(document: Annotated, tokenizer: Tokenizer, limit: int, first: int | None = None) -> Iterator[Example]:
    """Yield the windows of one document with gold."""
    encoded = encode(document.text, tokenizer)
    marked = [
        {role: _words(encoded, getattr(attribution, role)) for role in ROLES} for attribution in document.attributions
    ]
    labels = _labels(len(encoded), marked)
    for window in pack(encoded, limit, LONGEST, first):
        yield _example(document, window, labels, marked)


def _words(encoded: EncodedText, ranges: Sequence[Span]) -> Numbers:
    """Return the words that the character ranges touch."""
    found = [
        np.arange(np.searchsorted(encoded.ends, start, side="right"), np.searchsorted(encoded.starts, end))
        for start, end in ranges
    ]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def _labels(size: int, marked: Sequence[dict[str, Numbers]]) -> Numbers:
    """Tag each word by the first attribution that holds it; neighbours of one role and attribution are one span."""
    owners = np.zeros(size, dtype=np.int64)
    for number, roles in enumerate(marked, start=1):
        for role in reversed(ROLES):
            words = roles[role]
            free = words[owners[words] == 0]
            owners[free] = 3 * number + ROLES.index(role)
    inside = np.concatenate([[False], owners[1:] == owners[:-1]]) if size else np.zeros(0, dtype=bool)
    tags: Numbers = np.where(owners == 0, 0, 1 + 2 * (owners % 3) + inside)
    return tags


def _example(document: Annotated, window: Window, labels: Numbers, marked: Sequence[dict[str, Numbers]]) -> Example:
    known = window.words >= 0
    begin, end = window.words[known][0], window.words[known][-1]
    tags = np.where(known, labels[window.words], 0)
    links: list[GoldLink] = []
    content_of = np.zeros(len(tags), dtype=np.int64)
    for roles in marked:
        if not len(roles["cue"]) or roles["cue"][0] > end or roles["cue"][-1] < begin:
            continue
        cue = np.flatnonzero((window.words >= roles["cue"][0]) & (window.words <= roles["cue"][-1]))
        if not len(cue):
            continue
        links.append(GoldLink(int(cue[0]), int(cue[-1]) + 1, np.isin(window.words, roles["source"])))
        content_of[np.isin(window.words, roles["content"])] = len(links)
    code = annotator_code(document.annotator)
    return Example(document.name, window, _reopened(tags), tuple(links), content_of, code)


def _reopened(tags: Numbers) -> Numbers:
    """Turn I- into B- where a span comes in from outside the window or over a separator."""
    before = np.concatenate([[0], tags[:-1]])
    torn = (tags > 0) & (tags % 2 == 0) & (before != tags) & (before != tags - 1)
    reopened: Numbers = np.where(torn, tags - 1, tags)
    return reopened


def epoch_batches(
    documents: Sequence[Sequence[Annotated]], tokenizer: Tokenizer, *, seed: int, epoch: int, budget: int
) -> list[list[Example]]:
    """Return the batches of one epoch in order, each of at most ``budget`` wordpieces with its padding.

    Of a text with several annotators one is drawn; texts are packed and augmented anew each epoch.
    """
    draw = random.Random(f"{seed}/{epoch}")  # noqa: S311
    examples = [
        example
        for versions in documents
        for example in examples_of(
            augment(draw.choice(versions), draw), tokenizer, draw.choice(LIMITS), draw.randint(40, LONGEST)
        )
    ]
    draw.shuffle(examples)
    size = max(1, budget // LONGEST) * POOL
    batches = [
        batch for start in range(0, len(examples), size) for batch in _by_length(examples[start : start + size], budget)
    ]
    draw.shuffle(batches)
    return batches


def _by_length(examples: Sequence[Example], budget: int) -> Iterator[list[Example]]:
    """Batch an even number of windows of much the same length."""
    ordered = sorted(examples, key=lambda found: len(found.window.ids))
    held: list[Example] = []
    for pair in (ordered[start : start + 2] for start in range(0, len(ordered), 2)):
        if held and _rounded(len(pair[-1].window.ids)) * (len(held) + 2) > budget:
            yield held
            held = []
        held.extend(pair)
    if held:
        yield held


def _rounded(length: int) -> int:
    """Round up to a length that matrix products of bfloat16 are fast with: several times faster than any other."""
    return -(-length // LENGTH_STEP) * LENGTH_STEP


def collate(examples: Sequence[Example]) -> Batch:
    """Pad with zeros, which mean nothing wherever the masks are zero."""
    windows = [example.window for example in examples]
    length = _rounded(max(len(window.ids) for window in windows))
    width = _rounded(max(len(window.words) for window in windows))
    links = [(number, slot, link) for number, found in enumerate(examples) for slot, link in enumerate(found.links)]
    return Batch(
        ids=_padded([window.ids for window in windows], length),
        cases=_padded([window.cases for window in windows], length),
        states=_padded([window.states for window in windows], length),
        mask=_padded([np.ones(len(window.ids), dtype=np.int64) for window in windows], length),
        first=_padded([window.first for window in windows], width),
        words=_padded([np.ones(len(window.words), dtype=np.int64) for window in windows], width),
        annotators=torch.tensor([example.annotator for example in examples]),
        labels=_padded([example.labels for example in examples], width),
        content_of=_padded([example.content_of for example in examples], width),
        cue_window=torch.tensor([number for number, _, _ in links], dtype=torch.long),
        cue_slot=torch.tensor([slot for _, slot, _ in links], dtype=torch.long),
        cue_start=torch.tensor([link.start for _, _, link in links], dtype=torch.long),
        cue_end=torch.tensor([link.end for _, _, link in links], dtype=torch.long),
        sources=_padded([link.source.astype(np.int64) for _, _, link in links], width).bool(),
    )


def _padded(rows: Sequence[Numbers], width: int) -> Tensor:
    table = np.zeros((len(rows), width), dtype=np.int64)
    for number, row in enumerate(rows):
        table[number, : len(row)] = row
    return torch.from_numpy(table)
