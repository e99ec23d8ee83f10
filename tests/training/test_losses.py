"""The losses against brute force."""

from __future__ import annotations

import itertools

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; it comes with the extra [train]")

from torch import Tensor  # noqa: E402

from claims.training.examples import Batch  # noqa: E402
from claims.training.losses import (  # noqa: E402
    crf_loss,
    expected_tags,
    link_loss,
    taught_crf_loss,
    taught_link_loss,
)
from claims.training.network import forbidden_transitions  # noqa: E402


def make_batch(**given: object) -> Batch:
    """One window of three words with one cue, the second word."""
    nothing = torch.zeros(1, 3, dtype=torch.long)
    fields = dict.fromkeys(("ids", "cases", "states", "mask", "first"), nothing) | {
        "words": torch.ones(1, 3, dtype=torch.long),
        "annotators": torch.zeros(1, dtype=torch.long),
        "labels": torch.tensor([[1, 3, 5]]),
        "content_of": torch.tensor([[0, 0, 1]]),
        "cue_window": torch.tensor([0]),
        "cue_slot": torch.tensor([0]),
        "cue_start": torch.tensor([1]),
        "cue_end": torch.tensor([2]),
        "sources": torch.tensor([[True, False, False]]),
    }
    return Batch(**(fields | given))


def test_crf_loss_agrees_with_brute_force() -> None:
    torch.manual_seed(0)
    scores, start = torch.randn(2, 4, 7), torch.randn(7)
    transitions = torch.randn(7, 7) + forbidden_transitions()[1]
    labels, words = torch.tensor([[0, 1, 2, 0], [3, 4, 0, 0]]), torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
    losses = crf_loss(scores, start, transitions, labels, words)
    for row, length in enumerate((4, 2)):
        weights = {}
        for path in itertools.product(range(7), repeat=length):
            steps = sum(transitions[one, other] for one, other in itertools.pairwise(path))
            weights[path] = start[path[0]] + sum(scores[row, place, tag] for place, tag in enumerate(path)) + steps
        total = torch.logsumexp(torch.stack(list(weights.values())), 0)
        gold = weights[tuple(labels[row, :length].tolist())]
        assert torch.isclose(losses[row], total - gold, atol=1e-4)


def paths_of(scores: Tensor, start: Tensor, transitions: Tensor, length: int) -> dict[tuple[int, ...], Tensor]:
    """Return the weight of each way to tag the first ``length`` words of one window."""
    return {
        path: start[path[0]]
        + sum(scores[place, tag] for place, tag in enumerate(path))
        + sum(transitions[one, other] for one, other in itertools.pairwise(path))
        for path in itertools.product(range(7), repeat=length)
    }


def test_taught_loss_is_the_mean_loss_over_all_ways_to_tag() -> None:
    torch.manual_seed(1)
    forbidden = forbidden_transitions()[1]
    words = torch.tensor([[1, 1, 1], [1, 1, 0]])
    scores, start, transitions = torch.randn(2, 3, 7), torch.randn(7), torch.randn(7, 7) + forbidden
    theirs = (torch.randn(2, 3, 7) * 2, torch.randn(7), torch.randn(7, 7) + forbidden)
    expected = expected_tags(*theirs, words)
    losses = taught_crf_loss(scores, start, transitions, expected, words)
    for row, length in enumerate((3, 2)):
        weights = paths_of(theirs[0][row], theirs[1], theirs[2], length)
        shares = torch.stack(list(weights.values())).softmax(0)
        ours = paths_of(scores[row], start, transitions, length)
        likely = torch.stack(list(ours.values())).log_softmax(0)
        assert torch.isclose(losses[row], -(shares * likely).sum(), atol=1e-3)
        for place in range(length):
            tagged = torch.tensor([path[place] == 3 for path in weights])
            assert torch.isclose(expected.tags[row, place, 3], shares[tagged].sum(), atol=1e-4)
    assert expected.tags[1, 2].abs().max() == 0


def test_taught_links_cost_least_where_the_scores_are_the_teachers() -> None:
    batch = make_batch(labels=torch.tensor([[1, 3, 5]]))
    torch.manual_seed(0)
    taught = torch.randn(1, 3, 2)
    ours = taught.clone().requires_grad_()
    least = taught_link_loss(ours, taught, batch)
    (slope,) = torch.autograd.grad(least, ours)
    assert slope.abs().max() < 1e-5
    assert least < taught_link_loss(taught + torch.randn(1, 3, 2), taught, batch)


def test_link_loss_falls_when_words_point_at_their_cue() -> None:
    batch = make_batch()
    torch.manual_seed(0)
    right, wrong = torch.full((1, 3, 2), -4.0), torch.full((1, 3, 2), -4.0)
    right[0, 0, 0] = right[0, 2, 1] = 6.0
    wrong[0, 2, 0] = wrong[0, 0, 1] = 6.0
    assert link_loss(right, batch) < 0.2 < link_loss(wrong, batch)


def test_cue_without_a_source_points_at_nothing() -> None:
    batch = make_batch(sources=torch.zeros(1, 3, dtype=torch.bool))
    low, high = torch.full((1, 3, 2), -6.0), torch.full((1, 3, 2), -6.0)
    high[0, 0, 0] = 6.0
    torch.manual_seed(0)
    first = link_loss(low, batch)
    torch.manual_seed(0)
    assert first < link_loss(high, batch)


def test_window_without_cues_has_no_link_loss() -> None:
    empty = torch.zeros(0, dtype=torch.long)
    batch = make_batch(cue_window=empty, cue_slot=empty, cue_start=empty, cue_end=empty)
    assert link_loss(torch.zeros(0, 3, 2), batch) == 0
