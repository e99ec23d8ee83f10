"""Tags, marginals and links from scores: against brute force, and by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from claims.extraction.decoding import (
    BUCKETS,
    CONTENT,
    CUE,
    LABELS,
    LINK_SIZE,
    SOURCE,
    Draft,
    Floats,
    Parameters,
    TagSpan,
    WindowScores,
    best_tags,
    distance_bucket,
    drafts_of,
    marginals,
    spans_of,
    stack,
    with_more_cues,
)

FORBIDDEN = -1e4
TAGS = {label: number for number, label in enumerate(LABELS)}


def make_parameters(seed: int = 0, **tuned: float) -> Parameters:
    draw = np.random.default_rng(seed)
    start, pairs = draw.normal(size=7), draw.normal(size=(7, 7))
    for inside in range(2, 7, 2):
        start[inside] = FORBIDDEN
        pairs[:, inside] = FORBIDDEN
        pairs[[inside - 1, inside], inside] = 0.0
    return Parameters(start, pairs, np.zeros((BUCKETS, 2)), np.zeros(2), **tuned)


def weights_of_paths(scores: Floats, parameters: Parameters) -> dict[tuple[int, ...], float]:
    paths = itertools.product(range(7), repeat=len(scores))
    return {path: weight_of(path, scores, parameters) for path in paths}


def weight_of(path: tuple[int, ...], scores: Floats, parameters: Parameters) -> float:
    steps = sum(parameters.transitions[one, other] for one, other in itertools.pairwise(path))
    return float(parameters.start[path[0]] + sum(scores[place, tag] for place, tag in enumerate(path)) + steps)


@pytest.mark.parametrize("seed", range(5))
def test_best_tags_and_marginals_agree_with_brute_force(seed: int) -> None:
    parameters, lengths = make_parameters(seed), np.array([4, 1, 3])
    scores = np.random.default_rng(seed + 50).normal(size=(3, 4, 7))
    tags, chances = best_tags(scores, lengths, parameters), marginals(scores, lengths, parameters)
    for row, length in enumerate(lengths.tolist()):
        paths = weights_of_paths(scores[row, :length], parameters)
        assert tuple(tags[row, :length].tolist()) == max(paths, key=lambda path: paths[path])
        shares = np.zeros((length, 7))
        for path, weight in paths.items():
            shares[np.arange(length), path] += np.exp(weight)
        np.testing.assert_allclose(chances[row, :length], shares / shares.sum(1, keepdims=True), atol=1e-9)


def test_result_of_a_window_does_not_depend_on_its_neighbours() -> None:
    parameters, scores = make_parameters(), np.random.default_rng(1).normal(size=(3, 6, 7))
    lengths = np.array([6, 4, 5])
    together = best_tags(scores, lengths, parameters)
    for row, length in enumerate(lengths.tolist()):
        alone = best_tags(scores[row : row + 1, :length], np.array([length]), parameters)
        assert alone[0].tolist() == together[row, :length].tolist()


def test_spans_open_with_b_and_go_on_with_i() -> None:
    labels = ["B-source", "O", "B-cue", "I-cue", "B-content", "I-content", "B-content"]
    assert list(spans_of([TAGS[label] for label in labels])) == [
        TagSpan(SOURCE, 0, 1),
        TagSpan(CUE, 2, 4),
        TagSpan(CONTENT, 4, 6),
        TagSpan(CONTENT, 6, 7),
    ]


def test_distance_is_signed_and_logarithmic() -> None:
    buckets = distance_bucket(100, TagSpan(CUE, 10, 12)).tolist()
    assert buckets[10:12] == [0, 0]
    assert buckets[9] == 2
    assert buckets[12] == 2 + BUCKETS // 2
    assert buckets[9:1:-1] == sorted(buckets[9:1:-1])
    assert max(buckets) < BUCKETS


def make_window(labels: list[str], pointing: dict[int, tuple[int, int]]) -> tuple[WindowScores, list[int], Floats]:
    """Make words point at the cue at a position, as ``{word: (relation, cue)}``; all else points at nothing."""
    size = len(labels)
    queries, keys = np.zeros((size, 2, LINK_SIZE)), np.zeros((size, 2, LINK_SIZE))
    for word, (relation, cue) in pointing.items():
        keys[word, relation, cue] = 80.0
        queries[cue, relation, cue] = 1.0
    tags = [TAGS[label] for label in labels]
    chances = np.full((size, 7), 0.01)
    chances[np.arange(size), tags] = 0.94
    flat = (np.zeros((size, 7)), queries.reshape(size, -1), keys.reshape(size, -1))
    return WindowScores(*flat), tags, chances


def drafts(labels: list[str], pointing: dict[int, tuple[int, int]]) -> list[Draft]:
    window, tags, chances = make_window(labels, pointing)
    return list(drafts_of(window, tags, chances, make_parameters()))


def test_content_and_source_go_to_the_cue_they_point_at() -> None:
    labels = ["B-source", "B-cue", "B-content", "I-content", "O", "B-source", "B-cue", "B-content"]
    pointing = {0: (0, 1), 2: (1, 1), 3: (1, 1), 5: (0, 6), 7: (1, 6)}
    one, other = drafts(labels, pointing)
    assert (one.source, one.cue, one.content) == (TagSpan(0, 0, 1), TagSpan(1, 1, 2), (TagSpan(2, 2, 4),))
    assert (other.source, other.cue) == (TagSpan(0, 5, 6), TagSpan(1, 6, 7))
    assert min(one.evidence) > 0.5


def test_content_around_its_cue_is_one_attribution() -> None:
    (found,) = drafts(["B-content", "B-source", "B-cue", "B-content"], {0: (1, 2), 1: (0, 2), 3: (1, 2)})
    assert found.content == (TagSpan(2, 0, 1), TagSpan(2, 3, 4))


def test_source_is_shared_by_two_cues() -> None:
    labels = ["B-source", "B-cue", "B-content", "B-cue", "B-content"]
    window, tags, chances = make_window(labels, {2: (1, 1), 4: (1, 3)})
    keys, queries = window.keys.reshape(5, 2, -1), window.queries.reshape(5, 2, -1)
    keys[0, 0, :5] = 80.0
    queries[[1, 3], 0, [1, 3]] = 1.0
    found = list(drafts_of(window, tags, chances, make_parameters()))
    assert [draft.source for draft in found] == [TagSpan(0, 0, 1)] * 2


def test_cue_without_source_and_content_without_cue() -> None:
    no_source, loose = drafts(["B-cue", "B-content", "O", "B-content"], {1: (1, 0)})
    assert no_source.source is None
    assert no_source.cue is not None
    assert (loose.cue, loose.content) == (None, (TagSpan(2, 3, 4),))


def test_cue_without_content_is_no_attribution() -> None:
    assert drafts(["B-source", "B-cue", "O"], {0: (0, 1)}) == []


def test_second_reading_sees_more_cues() -> None:
    parameters = make_parameters(more_cues=0.5)
    (window, *_) = make_window(["O", "O"], {})
    scores, _ = stack([window])
    assert scores[0, 1].tolist() == [0.0] * 7
    assert with_more_cues(scores, parameters)[0, 1].tolist() == [0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0]
