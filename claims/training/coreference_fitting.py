"""Fitting of the coreference network: averaged weights are kept, as long as held-out examples gain."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from claims.extraction.coreference_input import read
from claims.training.coreference_examples import Example
from claims.training.coreference_network import Batch, CoreferenceNetwork, Read, collate, loss_of

logger = logging.getLogger(__name__)

CHECK_EVERY = 30  # steps


@dataclass(frozen=True, slots=True)
class Stage:
    """One pass of fitting. ``budget`` is wordpieces a batch, padding included; rates rise, then fall to nothing."""

    epochs: int
    encoder_rate: float
    head_rate: float
    budget: int = 2400
    warm_up: float = 0.1
    weight_decay: float = 0.01
    clip: float = 1.0
    decay: float = 0.99  # of the averaged weights, a step


def fit(
    network: CoreferenceNetwork,
    examples: Sequence[Sequence[Read]],
    held: Sequence[Read],
    stage: Stage,
    *,
    seed: int,
    keep: Path,
) -> None:
    """Fit, and write to ``keep`` the averaged weights under which the held-out examples surprise least.

    ``examples`` holds the variants of each example; an epoch draws one of each. The best weights come early: two
    thousand examples are soon known by heart.
    """
    torch.manual_seed(seed)
    random = Random(seed)  # noqa: S311 (nothing secret)
    optimizer = torch.optim.AdamW(_groups(network, stage), fused=True)
    averaged = deepcopy(network)
    pairs = [(kept, found) for kept, found in zip(averaged.parameters(), network.parameters(), strict=True)]
    batches = [batch for _ in range(stage.epochs) for batch in _epoch(examples, stage.budget, random)]
    best = float("inf")
    for number, drawn in enumerate(batches):
        network.train()
        loss = _step(network, optimizer, collate(drawn), stage, number / len(batches))
        share = 1 - min(stage.decay, (number + 1) / (number + 10))
        torch._foreach_lerp_([kept.data for kept, _ in pairs], [found.data for _, found in pairs], share)
        if (number + 1) % CHECK_EVERY == 0 or number + 1 == len(batches):
            surprise = _surprise(averaged, held)
            logger.info("step %d of %d: loss %.3f, held out %.3f", number + 1, len(batches), loss, surprise)
            if surprise < best:
                best = surprise
                torch.save(averaged.state_dict(), keep)


def _surprise(network: CoreferenceNetwork, held: Sequence[Read]) -> float:
    right = [scores[one.example.right] for scores, one in zip(scores_of(network, held), held, strict=True)]
    return float(np.mean([-np.logaddexp.reduce(found) for found in right]))


def _step(
    network: CoreferenceNetwork, optimizer: torch.optim.Optimizer, batch: Batch, stage: Stage, progress: float
) -> float:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        shares = network(batch)
    loss = loss_of(shares, batch)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), stage.clip)
    rise = min(1.0, (progress + 1e-3) / stage.warm_up)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * min(rise, (1 - progress) / (1 - stage.warm_up))
    optimizer.step()
    return float(loss.detach())


def _groups(network: CoreferenceNetwork, stage: Stage) -> list[dict[str, object]]:
    encoder = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    known = {id(parameter) for parameter in network.encoder.parameters()}
    head = [parameter for parameter in network.parameters() if id(parameter) not in known]
    return [
        {"params": params, "lr": 0.0, "peak": peak, "weight_decay": stage.weight_decay}
        for params, peak in ((encoder, stage.encoder_rate), (head, stage.head_rate))
    ]


def _epoch(examples: Sequence[Sequence[Read]], budget: int, random: Random) -> Iterator[list[Read]]:
    """Yield batches of examples of like length, in random order."""
    drawn = [random.choice(variants) for variants in examples]
    drawn.sort(key=lambda one: len(one.reading.ids) + random.random() * 16)
    batches: list[list[Read]] = [[]]
    for one in drawn:
        if (len(batches[-1]) + 1) * len(one.reading.ids) > budget and batches[-1]:
            batches.append([])
        batches[-1].append(one)
    random.shuffle(batches)
    yield from batches


def read_all(
    network: CoreferenceNetwork, examples: Sequence[Sequence[Example]], tokenizer: Tokenizer
) -> list[list[Read]]:
    """Run the frozen layers once over all examples; their output is kept in half the digits."""
    return [[_read(network, one, tokenizer) for one in variants] for variants in examples]


def _read(network: CoreferenceNetwork, example: Example, tokenizer: Tokenizer) -> Read:
    reading = read(example.text, example.pronoun, example.mentions, tokenizer)
    ids = torch.from_numpy(reading.ids).unsqueeze(0)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        lower = network.encoder.read(ids, torch.ones_like(ids, dtype=torch.bool))
    return Read(reading, example, lower[0].bfloat16())


@torch.inference_mode()
def scores_of(network: CoreferenceNetwork, examples: Sequence[Read]) -> list[NDArray[np.float32]]:
    """Return for each example the logarithms of the shares of its mentions and of none."""
    network.eval()
    return [network(collate([one]))[0].numpy() for one in examples]
