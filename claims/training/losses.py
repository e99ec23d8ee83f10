"""What training minimises: the CRF's likelihood of the tags, and the links from words to cues and cues to sources.

Both against what annotators marked, and against what a teacher expects.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from claims.training.examples import Batch
from claims.training.network import FORBIDDEN

CONTENT_WEIGHT, SOURCE_WEIGHT = 0.5, 3.0
OUTSIDE_WEIGHT = 0.3  # of words that are no content, which should point at no cue
HIDDEN_CUES = 0.1  # share of gold cues left out of the choice, as a decoder misses some


@dataclass(frozen=True, slots=True)
class Expected:
    """How often a teacher expects each tag: at each word (B, W, 7), after each tag (B, 7, 7), at the start (B, 7)."""

    tags: Tensor
    pairs: Tensor
    starts: Tensor


def crf_total(scores: Tensor, start: Tensor, transitions: Tensor, words: Tensor) -> Tensor:
    """Return the logarithm of the weight of all ways to tag each window: (B,); transitions (7, 7) or (B, 7, 7)."""
    scores, seen = scores.float(), words.bool()
    ahead = scores[:, 0] + start
    for place in range(1, scores.shape[1]):
        step = torch.logsumexp(ahead.unsqueeze(2) + transitions, 1) + scores[:, place]
        ahead = torch.where(seen[:, place : place + 1], step, ahead)
    return torch.logsumexp(ahead, 1)


def crf_loss(scores: Tensor, start: Tensor, transitions: Tensor, labels: Tensor, words: Tensor) -> Tensor:
    """Return the negative log-likelihood of each window's tags: (B,)."""
    chosen = scores.float().gather(2, labels.unsqueeze(2)).squeeze(2)
    steps = (chosen[:, 1:] + transitions[labels[:, :-1], labels[:, 1:]]) * words[:, 1:]
    gold = chosen[:, 0] + start[labels[:, 0]] + steps.sum(1)
    return crf_total(scores, start, transitions, words) - gold


def expected_tags(scores: Tensor, start: Tensor, transitions: Tensor, words: Tensor) -> Expected:
    """Return what a CRF expects: the slopes of ``crf_total``."""
    size = len(scores)
    known = [
        part.detach().float().clone().requires_grad_()
        for part in (scores, transitions.expand(size, -1, -1), start.expand(size, -1))
    ]
    with torch.enable_grad():
        total = crf_total(known[0], known[2], known[1], words).sum()
    return Expected(*torch.autograd.grad(total, known))


def taught_crf_loss(scores: Tensor, start: Tensor, transitions: Tensor, expected: Expected, words: Tensor) -> Tensor:
    """Return the cross-entropy of each window's tags as a teacher expects them: (B,), exact over all ways to tag."""
    wanted = (scores.float() * expected.tags).sum((1, 2)) + (expected.pairs * transitions).sum((1, 2))
    return crf_total(scores, start, transitions, words) - wanted - (expected.starts * start).sum(1)


def link_loss(scores: Tensor, batch: Batch) -> Tensor:
    """Return the loss of the links over the number of words; ``scores`` is (P, W, 2): source, content."""
    if not len(scores):
        return scores.sum()
    total = _content_loss(scores[..., 1], batch) * CONTENT_WEIGHT + _source_loss(scores[..., 0], batch) * SOURCE_WEIGHT
    return total / batch.words.sum()


def _content_loss(scores: Tensor, batch: Batch) -> Tensor:
    """Each word chooses a cue of its window or none, whose score is 0."""
    size, width = batch.words.shape
    slots = int(batch.cue_slot.max()) + 2
    shown = torch.rand(len(scores)) > HIDDEN_CUES
    choices = torch.full((size, slots, width), FORBIDDEN)
    choices[:, 0] = 0.0
    choices = choices.index_put((batch.cue_window[shown], batch.cue_slot[shown] + 1), scores[shown])
    open_slots = torch.zeros(size, slots, dtype=torch.bool)
    open_slots[batch.cue_window[shown], batch.cue_slot[shown] + 1] = True
    target = torch.where(open_slots.gather(1, batch.content_of), batch.content_of, 0)
    loss = functional.cross_entropy(choices, target, reduction="none")
    is_content = batch.labels >= 5
    return (loss * torch.where(is_content, 1.0, OUTSIDE_WEIGHT) * batch.words).sum()


def _source_loss(scores: Tensor, batch: Batch) -> Tensor:
    """Each cue chooses the words of its source together, or none, whose score is 0."""
    scores = scores.masked_fill(batch.words[batch.cue_window] == 0, FORBIDDEN)
    everything = torch.logsumexp(functional.pad(scores, (1, 0)), 1)
    gold = torch.logsumexp(scores.masked_fill(~batch.sources, FORBIDDEN), 1)
    return (everything - torch.where(batch.sources.any(1), gold, 0.0)).sum()


def taught_link_loss(scores: Tensor, taught: Tensor, batch: Batch) -> Tensor:
    """Return the loss of the links over the number of words, as ``link_loss``, against the ``taught`` scores."""
    if not len(scores):
        return scores.sum()
    content = _taught_content_loss(scores[..., 1], taught[..., 1], batch) * CONTENT_WEIGHT
    return (content + _taught_source_loss(scores[..., 0], taught[..., 0], batch) * SOURCE_WEIGHT) / batch.words.sum()


def _taught_content_loss(scores: Tensor, taught: Tensor, batch: Batch) -> Tensor:
    """Each word shares itself out among the cues of its window and none."""
    size, width = batch.words.shape
    empty = torch.full((size, int(batch.cue_slot.max()) + 2, width), FORBIDDEN)
    empty[:, 0] = 0.0
    places = (batch.cue_window, batch.cue_slot + 1)
    shares = empty.index_put(places, taught).softmax(1)
    loss = -(shares * empty.index_put(places, scores).log_softmax(1)).sum(1)
    is_content = batch.labels >= 5
    return (loss * torch.where(is_content, 1.0, OUTSIDE_WEIGHT) * batch.words).sum()


def _taught_source_loss(scores: Tensor, taught: Tensor, batch: Batch) -> Tensor:
    """Each cue shares itself out among the words and no source."""
    unseen = batch.words[batch.cue_window] == 0
    shares, ours = (functional.pad(given.masked_fill(unseen, FORBIDDEN), (1, 0)) for given in (taught, scores))
    return -(shares.softmax(1) * ours.log_softmax(1)).sum()
