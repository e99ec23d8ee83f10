"""Fitting of the meaning network: a few passes over the examples; averaged weights are kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from claims.extraction.meaning_input import Part, Reading, described, read
from claims.extraction.records import Act, Stance
from claims.training.meaning_examples import Example
from claims.training.meaning_network import Lower, MeaningNetwork, Scores, collate
from claims.training.network import HIDDEN

logger = logging.getLogger(__name__)

ACTS, STANCES = list(Act), list(Stance)
MASK = 103  # id of [MASK]
HIDDEN_PIECES = 0.1  # share of wordpieces that an epoch hides, so that no single word decides
HIDDEN_VARIANTS = 1  # readings with hidden wordpieces, beside that in full
ISSUE_WEIGHT = 0.8  # of the sum over all issues: a mean would count for less the more issues examples deal with
NOTHING = -100
LOGGED = 50  # steps between lines of the log
RENEWED = 8  # steps after which the vectors of the issues are worked out anew, which takes as long as three steps

Shares = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stage:
    """``budget`` is wordpieces a batch, padding included; rates rise, then fall to nothing."""

    epochs: int = 6
    encoder_rate: float = 2e-4
    head_rate: float = 1e-3
    budget: int = 700
    warm_up: float = 0.1
    weight_decay: float = 0.01
    clip: float = 1.0
    decay: float = 0.98  # of the averaged weights, a step


@dataclass(frozen=True, slots=True)
class Read:
    """An example as the network reads it, and what is right: acts (13), issues (J), stances (J), NOTHING where open.

    ``variants`` are the reading in full and with wordpieces hidden; an epoch draws one of them.
    """

    variants: Sequence[Lower]
    acts: NDArray[np.bool_]
    issues: NDArray[np.float32] | None
    stances: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Topic:
    """An issue as registry and training list it."""

    slug: str
    name: str
    for_means: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What the network thinks of one example: shares of acts (13) and stances (J, 3), probabilities of issues (J)."""

    acts: Shares
    issues: Shares
    stances: Shares


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads with the frozen layers of a network."""

    network: MeaningNetwork
    tokenizer: Tokenizer
    random: Random

    def lower(self, parts: Sequence[Part]) -> Lower:
        return self._lower(read(parts, self.tokenizer))

    def variants(self, parts: Sequence[Part]) -> list[Lower]:
        reading = read(parts, self.tokenizer)
        return [self._lower(one) for one in (reading, *(self._hidden(reading) for _ in range(HIDDEN_VARIANTS)))]

    def topics(self, topics: Sequence[Topic]) -> list[list[Lower]]:
        """Each issue's description in full, and a part of it, so that none of its words is indispensable."""
        worded = [(t.name, t.for_means) for t in topics]
        return [[self.lower(described(*one)) for one in ((n, m), (n, m), (n, m), (n, ""), ("", m))] for n, m in worded]

    def _lower(self, reading: Reading) -> Lower:
        return Lower(reading, self.network.encoder.read(reading.ids).bfloat16())

    def _hidden(self, reading: Reading) -> Reading:
        chosen = np.array([self.random.random() < HIDDEN_PIECES for _ in reading.ids])
        chosen[[0, -1]] = False
        return Reading(np.where(chosen, MASK, reading.ids), reading.roles)


def read_example(example: Example, topics: Sequence[Topic], reader: Reader) -> Read:
    variants = reader.variants(example.parts)
    acts = np.array([act in example.acts for act in ACTS])
    stances = np.full(len(topics), NOTHING, dtype=np.int64)
    if example.issues is None:
        return Read(variants, acts, None, stances)
    named = [example.issues.get(topic.slug) for topic in topics]
    for number, stance in enumerate(named):
        if stance is not None:
            stances[number] = STANCES.index(stance)
    return Read(variants, acts, np.array([one is not None for one in named], np.float32), stances)


def fit(
    network: MeaningNetwork, examples: Sequence[Read], topics: Sequence[Sequence[Lower]], stage: Stage, seed: int
) -> MeaningNetwork:
    """Fit, and return a network with averaged weights. ``topics`` are the wordings of each issue's description."""
    torch.manual_seed(seed)
    random = Random(seed)  # noqa: S311 (nothing secret)
    optimizer = torch.optim.AdamW(_groups(network, stage), fused=True)
    averaged = deepcopy(network)
    pairs = [(kept, found) for kept, found in zip(averaged.parameters(), network.parameters(), strict=True)]
    batches = [batch for _ in range(stage.epochs) for batch in _epoch(examples, stage.budget, random)]
    vectors, losses = torch.zeros(len(topics), HIDDEN), list[float]()
    for number, drawn in enumerate(batches):
        _rise(optimizer, stage, number / len(batches))
        issues = [random.choice(variants) for variants in topics] if number % RENEWED == 0 else []
        read = [random.choice(one.variants) for one in drawn]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = network.train().vectors(collate(issues)) if issues else vectors
            scores = network(collate(read), vectors, _pairs(drawn))
        losses.append(_step(network, optimizer, loss_of(scores, drawn), stage))
        vectors = vectors.detach()
        share = 1 - min(stage.decay, (number + 1) / (number + 10))
        torch._foreach_lerp_([kept.data for kept, _ in pairs], [found.data for _, found in pairs], share)
        if (number + 1) % LOGGED == 0:
            logger.info("step %d of %d: loss %.3f", number + 1, len(batches), float(np.mean(losses[-LOGGED:])))
    return averaged


def _rise(optimizer: torch.optim.Optimizer, stage: Stage, progress: float) -> None:
    """Set the rates: up from nothing, then down to nothing."""
    rise = min(1.0, (progress + 1e-3) / stage.warm_up)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * min(rise, (1 - progress) / (1 - stage.warm_up))


def _step(network: MeaningNetwork, optimizer: torch.optim.Optimizer, loss: Tensor, stage: Stage) -> float:
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), stage.clip)
    optimizer.step()
    return float(loss.detach())


def loss_of(scores: Scores, drawn: Sequence[Read]) -> Tensor:
    """Acts, issues and stances together; several right acts share what is expected."""
    right = torch.from_numpy(np.stack([one.acts for one in drawn]))
    acts = scores.acts.float().log_softmax(-1).masked_fill(~right, -1e4).logsumexp(-1)
    loss = -acts.mean()
    known = [(number, one.issues) for number, one in enumerate(drawn) if one.issues is not None]
    if not known:
        return loss
    wanted = torch.from_numpy(np.stack([issues for _, issues in known]))
    labelled = [number for number, _ in known]
    issues = binary_cross_entropy_with_logits(scores.issues[labelled].float(), wanted, reduction="sum")
    loss = loss + ISSUE_WEIGHT * issues / len(labelled)
    if len(scores.stances):
        stances = torch.from_numpy(np.stack([one.stances for one in drawn]))
        loss = loss + cross_entropy(scores.stances.float(), stances[_pairs(drawn)])
    return loss


def _pairs(drawn: Sequence[Read]) -> tuple[Tensor, Tensor]:
    """Return the rows and issues of which the stance is known."""
    rows, columns = np.nonzero(np.stack([one.stances for one in drawn]) != NOTHING)
    return torch.from_numpy(rows), torch.from_numpy(columns)


def _groups(network: MeaningNetwork, stage: Stage) -> list[dict[str, object]]:
    encoder = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    known = {id(parameter) for parameter in network.encoder.parameters()}
    head = [parameter for parameter in network.parameters() if id(parameter) not in known]
    return [
        {"params": params, "lr": 0.0, "peak": peak, "weight_decay": stage.weight_decay}
        for params, peak in ((encoder, stage.encoder_rate), (head, stage.head_rate))
    ]


def _epoch(examples: Sequence[Read], budget: int, random: Random) -> Iterator[list[Read]]:
    """Yield batches of examples of like length, in random order."""
    drawn = sorted(examples, key=lambda one: len(one.variants[0].hidden) + random.random() * 8)
    batches: list[list[Read]] = [[]]
    for one in drawn:
        if (len(batches[-1]) + 1) * len(one.variants[0].hidden) > budget and batches[-1]:
            batches.append([])
        batches[-1].append(one)
    random.shuffle(batches)
    yield from batches


@torch.inference_mode()
def judged(network: MeaningNetwork, readings: Sequence[Lower], topics: Sequence[Sequence[Lower]]) -> list[Judged]:
    """Return what the network says of each reading by itself."""
    network.eval()
    vectors = torch.cat([network.vectors(collate([variants[0]])) for variants in topics])
    found = []
    for reading in readings:
        scores = network(collate([reading]), vectors)
        found.append(
            Judged(
                scores.acts[0].softmax(-1).numpy(),
                scores.issues[0].sigmoid().numpy(),
                scores.stances.softmax(-1).numpy(),
            )
        )
    return found
