"""From scores to tags, spans and links: Viterbi, marginals and the cue-by-word pointer, in numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Tags = NDArray[np.int64]

LABELS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
SOURCE, CUE, CONTENT = range(3)
LINK_SIZE = 64
BUCKETS = 32
IMPOSSIBLE = -1e4
# For each distance in words the bucket it falls into; all beyond fall into the last one.
HALF_POWERS: Tags = np.minimum((np.log2(np.arange(256) + 1.0) * 2).astype(np.int64), BUCKETS // 2 - 1)


class TagSpan(NamedTuple):
    """Words ``start`` to ``end`` of a window that play one role."""

    role: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parameters:
    """What decoding needs of the trained network, with the tuned biases added in.

    ``start`` (7) and ``transitions`` (7, 7: from, to) belong to the CRF, ``distance`` (32, 2) and ``link_bias`` (2) to
    the links. In a second reading ``more_cues`` is added for each cue. A link is made if it beats "none" by more than
    ``source_margin`` or ``content_margin`` (log odds).
    """

    start: Floats
    transitions: Floats
    distance: Floats
    link_bias: Floats
    more_cues: float = 0.0
    source_margin: float = 0.0
    content_margin: float = 0.0


@dataclass(frozen=True, slots=True)
class WindowScores:
    """What the network says of a window of W words: tags (W, 7), queries and keys (W, 2 * LINK_SIZE)."""

    tags: Floats
    queries: Floats
    keys: Floats


class Evidence(NamedTuple):
    """Probabilities that tell how sure an attribution is; ``cue_least`` and ``content_least`` are of the worst word."""

    cue: float
    cue_least: float
    content: float
    content_least: float
    content_start: float
    content_end: float
    content_link: float
    source: float
    source_link: float


@dataclass(frozen=True, slots=True)
class Draft:
    """One attribution, or loose content without a cue, in words of its window."""

    source: TagSpan | None
    cue: TagSpan | None
    content: tuple[TagSpan, ...]
    evidence: Evidence


def stack(windows: Sequence[WindowScores]) -> tuple[Floats, Tags]:
    """Return the tag scores of all windows padded to one width, and the windows' lengths."""
    lengths = np.array([len(window.tags) for window in windows], dtype=np.int64)
    scores = np.zeros((len(windows), int(lengths.max()), len(LABELS)))
    for row, window in zip(scores, windows, strict=True):
        row[: len(window.tags)] = window.tags
    return scores, lengths


def with_more_cues(scores: Floats, parameters: Parameters) -> Floats:
    """Return the scores of the second reading."""
    more = scores.copy()
    more[:, :, 1 + 2 * CUE] += parameters.more_cues
    return more


def best_tags(scores: Floats, lengths: Tags, parameters: Parameters) -> Tags:
    """Return the likeliest tags of each window (B, W); those behind a window's length mean nothing."""
    size, width, _ = scores.shape
    best = scores[:, 0] + parameters.start
    origin = np.zeros(scores.shape, dtype=np.int64)
    stay = np.arange(len(LABELS))
    for place in range(1, width):
        paths = best[:, :, None] + parameters.transitions
        going = (lengths > place)[:, None]
        origin[:, place] = np.where(going, paths.argmax(1), stay)
        best = np.where(going, paths.max(1) + scores[:, place], best)
    tags = np.zeros((size, width), dtype=np.int64)
    tags[:, -1] = best.argmax(1)
    rows = np.arange(size)
    for place in range(width - 1, 0, -1):
        tags[:, place - 1] = origin[rows, place, tags[:, place]]
    return tags


def marginals(scores: Floats, lengths: Tags, parameters: Parameters) -> Floats:
    """Return the probability of each tag at each word (B, W, 7) over all ways to tag the window."""
    width = scores.shape[1]
    emitted = np.exp(scores - scores.max(2, keepdims=True))
    step = np.exp(parameters.transitions)
    ahead, behind = np.empty_like(emitted), np.ones_like(emitted)
    ahead[:, 0] = _normal(emitted[:, 0] * np.exp(parameters.start))
    for place in range(1, width):
        ahead[:, place] = _normal(_moved(ahead[:, place - 1], step) * emitted[:, place])
    for place in range(width - 2, -1, -1):
        going = (lengths > place + 1)[:, None]
        behind[:, place] = np.where(going, _normal(_moved(behind[:, place + 1] * emitted[:, place + 1], step.T)), 1.0)
    return _normal(ahead * behind)


def _moved(weights: Floats, step: Floats) -> Floats:
    """Return ``weights @ step``, added up in an order that does not depend on how many rows there are."""
    total: Floats = weights[:, :1] * step[0]
    for tag in range(1, len(step)):
        total = total + weights[:, tag : tag + 1] * step[tag]
    return total


def _normal(weights: Floats) -> Floats:
    total = weights.sum(-1, keepdims=True)
    shares: Floats = weights / np.maximum(total, 1e-300)
    return shares


def spans_of(tags: Sequence[int]) -> Iterator[TagSpan]:
    """Yield the spans of one window in order; B- opens a span, I- goes on with it."""
    role, start = -1, 0
    for place, tag in enumerate((*tags, 0)):
        if role >= 0 and (tag == 0 or tag % 2 == 1):
            yield TagSpan(role, start, place)
            role = -1
        if tag % 2 == 1:
            role, start = (tag - 1) // 2, place


def link_scores(window: WindowScores, cues: Sequence[TagSpan], parameters: Parameters) -> Floats:
    """Return how well each word fits each cue as source and as content (C, W, 2); "none" scores 0."""
    width = len(window.tags)
    queries = np.stack([window.queries[cue.start : cue.end].mean(0) for cue in cues]).reshape(-1, 2, LINK_SIZE)
    keys = window.keys.reshape(width, 2, LINK_SIZE)
    fit = np.einsum("crd,wrd->cwr", queries, keys) / LINK_SIZE**0.5
    places = np.stack([distance_bucket(width, cue) for cue in cues])
    scores: Floats = fit + parameters.distance[places] + parameters.link_bias
    return scores


def distance_bucket(width: int, cue: TagSpan) -> Tags:
    """Return 0 inside the cue, 1..15 left of it and 17..31 right of it, on a scale of half powers of two."""
    places = np.arange(width)
    left, right = np.maximum(cue.start - places, 0), np.maximum(places - cue.end + 1, 0)
    step = HALF_POWERS[np.minimum(left + right, len(HALF_POWERS) - 1)]
    buckets: Tags = np.where(right > 0, step + BUCKETS // 2, step)
    return buckets


def drafts_of(window: WindowScores, tags: Sequence[int], chances: Floats, parameters: Parameters) -> Iterator[Draft]:
    """Link the spans of one window: each content to one cue or none, each cue to one source or none.

    ``chances`` are the marginals (W, 7). Cues without content are dropped; content without a cue comes last.
    """
    spans = list(spans_of(tags))
    cues, sources, contents = ([span for span in spans if span.role == role] for role in (CUE, SOURCE, CONTENT))
    roles = np.stack([chances[:, 1 + 2 * role] + chances[:, 2 + 2 * role] for role in range(3)], axis=1)
    fits = link_scores(window, cues, parameters) if cues else np.zeros((0, len(tags), 2))
    chosen = [_choose_cue(fits[:, span.start : span.end, 1], parameters) for span in contents]
    for number, cue in enumerate(cues):
        held = [(span, link) for span, (choice, link) in zip(contents, chosen, strict=True) if choice == number]
        if held:
            source, source_link = _choose_source(fits[number, :, 0], sources, parameters)
            content = tuple(span for span, _ in held)
            link = float(np.mean([link for _, link in held]))
            yield Draft(source, cue, content, _evidence(chances, roles, (source, source_link), cue, content, link))
    for span, (choice, link) in zip(contents, chosen, strict=True):
        if choice is None:
            yield Draft(None, None, (span,), _evidence(chances, roles, (None, 0.0), None, (span,), link))


def _choose_cue(fits: Floats, parameters: Parameters) -> tuple[int | None, float]:
    """Return the cue that a content's words point at, if any, and the probability of the choice."""
    if not len(fits):
        return None, 1.0
    scores = np.concatenate([np.zeros((1, fits.shape[1])), fits])
    logs = (scores - _log_sum(scores)).mean(1)
    best = int(logs[1:].argmax())
    if logs[best + 1] > logs[0] + parameters.content_margin:
        return best, float(np.exp(logs[best + 1]))
    return None, float(np.exp(logs[0]))


def _choose_source(fits: Floats, sources: Sequence[TagSpan], parameters: Parameters) -> tuple[TagSpan | None, float]:
    """Return the source that a cue points at, if any, and the probability of the choice."""
    everything = _log_sum(np.concatenate([[0.0], fits]))
    scores = [float(_log_sum(fits[span.start : span.end])) for span in sources]
    best = int(np.argmax(scores)) if scores else -1
    if scores and scores[best] > parameters.source_margin:
        return sources[best], float(np.exp(scores[best] - everything))
    return None, float(np.exp(-everything))


def _log_sum(scores: Floats) -> Floats:
    top = scores.max(0)
    total: Floats = top + np.log(np.exp(scores - top).sum(0))
    return total


def _evidence(
    chances: Floats,
    roles: Floats,
    source: tuple[TagSpan | None, float],
    cue: TagSpan | None,
    content: Sequence[TagSpan],
    content_link: float,
) -> Evidence:
    inside = np.concatenate([roles[span.start : span.end, CONTENT] for span in content])
    cue_words = roles[cue.start : cue.end, CUE] if cue else np.zeros(1)
    last = content[-1].end
    spoken, source_link = source
    return Evidence(
        cue=float(cue_words.mean()),
        cue_least=float(cue_words.min()),
        content=float(inside.mean()),
        content_least=float(inside.min()),
        content_start=float(chances[content[0].start, 1 + 2 * CONTENT]),
        content_end=float(1 - chances[last, 2 + 2 * CONTENT]) if last < len(chances) else 1.0,
        content_link=content_link,
        source=float(roles[spoken.start : spoken.end, SOURCE].mean()) if spoken else 0.0,
        source_link=source_link,
    )
