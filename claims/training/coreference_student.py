"""The student: the upper half of the small encoder learns to attend so that its heads tell what the teacher answers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import gelu

from claims.extraction.coreference_features import Features
from claims.extraction.coreference_input import read
from claims.extraction.encoding import Numbers
from claims.training.coreference_examples import Example
from claims.training.coreference_scorer import Row, fit_scorers, padded
from claims.training.coreference_signals import looks, scaled
from claims.training.coreference_wanted import Batch, Wanted
from claims.training.export import Weights
from claims.training.network import FORBIDDEN, HEADS, HIDDEN, LAYERS, Encoder, Layer

logger = logging.getLogger(__name__)

LOWER = 3  # layers that stay as they are; what they give is worked out once an example
LOWER_SIZE = 32  # examples read together for that
HEADS_TOGETHER = 4  # scorers that learn with the encoder, each with its own loss
FIRST_EPOCHS = 5  # of the scorers alone
BUCKETED = 32  # batches whose examples are sorted by length before they are cut
LOGGED = 100  # steps between lines of the log


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the outcome; rates rise for a tenth of the steps, then fall to nothing."""

    epochs: int = 2
    size: int = 16
    encoder_rate: float = 2e-4
    scorer_rate: float = 5e-4
    encoder_decay: float = 0.01
    scorer_decay: float = 0.05
    clip: float = 2.0


@dataclass(slots=True)
class Lesson:
    """An example as the student reads it, and what is wanted; ``lower`` and ``signals`` are of the layers that stay."""

    ids: Numbers
    pool: NDArray[np.float32]
    features: Features
    wanted: Wanted
    lower: Tensor
    signals: Tensor


Lessons = Sequence[Sequence[Lesson]]  # by pronoun: an epoch draws one of its variants


class Student:
    """An encoder that learns, from the weights of the base model."""

    def __init__(self, base: Weights, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._encoder = Encoder()
        self._encoder.load_state_dict({name.removeprefix("encoder."): value for name, value in base.items()})
        self._encoder.requires_grad_(requires_grad=False)

    @property
    def weights(self) -> Weights:
        return {f"encoder.{name}": value.detach().clone() for name, value in self._encoder.state_dict().items()}

    def lessons(self, examples: Sequence[tuple[Example, Wanted]]) -> list[Lesson]:
        """Read examples through the layers that stay."""
        found = []
        for example, wanted in examples:
            reading = read(example.text, example.pronoun, example.mentions, self._tokenizer)
            nothing = torch.zeros(0)
            found.append(Lesson(reading.ids, reading.pool, example.features, wanted, nothing, nothing))
        by_length = sorted(found, key=lambda one: len(one.ids))
        for start in range(0, len(by_length), LOWER_SIZE):
            self._read_lower(by_length[start : start + LOWER_SIZE])
        return found

    @torch.inference_mode()
    def _read_lower(self, lessons: Sequence[Lesson]) -> None:
        self._encoder.eval()
        ids, mask, pool = _places(lessons)
        hidden = self._encoder.norm(self._encoder.piece(ids) + self._encoder.position.weight[: ids.shape[1]])
        found = []
        for layer in self._encoder.layers[:LOWER]:
            hidden, seen = _through(layer, hidden, mask, pool)
            found.append(seen)
        for number, one in enumerate(lessons):
            one.lower = hidden[number, : len(one.ids)].half().clone()
            one.signals = torch.cat(found, -1)[number, : len(one.features)].clone()

    def learn(self, lessons: Lessons, settings: Settings, seed: int) -> None:
        """Move the upper layers; the scorers that learn with them are thrown away, as int8 rounds otherwise."""
        scorers = nn.ModuleList(fit_scorers(self._rows(lessons), seed, HEADS_TOGETHER, FIRST_EPOCHS))
        upper = [layer.attend if last else layer for layer, last in self._upper()]
        tuned = [parameter for part in upper for parameter in part.parameters()]
        for parameter in tuned:
            parameter.requires_grad_(requires_grad=True)
        groups = [
            {"params": tuned, "lr": settings.encoder_rate, "weight_decay": settings.encoder_decay},
            {"params": scorers.parameters(), "lr": settings.scorer_rate, "weight_decay": settings.scorer_decay},
        ]
        optimizer = torch.optim.AdamW(groups)
        steps = settings.epochs * (len(lessons) // settings.size)
        scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, _rate(steps))
        torch.manual_seed(seed)
        losses = []
        for batch in _batches(lessons, settings, np.random.RandomState(seed)):
            losses.append(self._step(batch, scorers, optimizer, tuned, settings.clip))
            scheduler.step()
            if len(losses) % LOGGED == 0:
                logger.info("step %d of %d, loss %.3f", len(losses), steps, np.mean(losses[-LOGGED:]))
        self._encoder.requires_grad_(requires_grad=False)

    def _step(
        self,
        batch: Sequence[Lesson],
        scorers: nn.ModuleList,
        optimizer: torch.optim.Optimizer,
        tuned: Sequence[nn.Parameter],
        clip: float,
    ) -> float:
        self._encoder.train()
        scorers.train()
        tables, wanted = self.tables(batch), Batch.of([one.wanted for one in batch])
        loss = torch.stack([wanted.loss(scorer(tables)) for scorer in scorers]).sum()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(tuned, clip)
        optimizer.step()
        return float(loss.detach()) / len(scorers)

    def _rows(self, lessons: Lessons) -> list[Row]:
        """Return the first variant of each as the untouched encoder sees it."""
        self._encoder.eval()
        first = sorted((variants[0] for variants in lessons), key=lambda one: len(one.ids))
        found = []
        with torch.inference_mode():
            for start in range(0, len(first), LOWER_SIZE):
                part = first[start : start + LOWER_SIZE]
                tables = self.tables(part).numpy()
                found += [Row(table[: len(one.features)], one.wanted) for table, one in zip(tables, part, strict=True)]
        return found

    def tables(self, lessons: Sequence[Lesson]) -> Tensor:
        """Return features and signals of the mentions: (B, M, width)."""
        ids, mask, pool = _places(lessons)
        hidden = torch.zeros(*ids.shape, HIDDEN)
        for number, one in enumerate(lessons):
            hidden[number, : len(one.ids)] = one.lower
        found = [padded([one.signals.numpy() for one in lessons])]
        for layer, last in self._upper():
            hidden, seen = _through(layer, hidden, mask, pool, last=last)
            found.append(seen)
        return torch.cat([padded([one.features for one in lessons]), scaled(torch.cat(found, -1))], -1)

    def _upper(self) -> Iterator[tuple[Layer, bool]]:
        """Yield the layers that learn, and whether it is the last: of that one only the attention is read."""
        for number in range(LOWER, LAYERS):
            layer = self._encoder.layers[number]
            assert isinstance(layer, Layer)  # noqa: S101 (a ModuleList forgets its kind)
            yield layer, number == LAYERS - 1


def _places(lessons: Sequence[Lesson]) -> tuple[Tensor, Tensor, Tensor]:
    """Return wordpieces (B, L), what is added to the fit of places (B, 1, 1, L), and the pool (B, M + 1, L)."""
    longest, most = max(len(one.ids) for one in lessons), max(len(one.pool) for one in lessons)
    ids, mask = torch.zeros(len(lessons), longest, dtype=torch.long), torch.full((len(lessons), longest), FORBIDDEN)
    pool = torch.zeros(len(lessons), most, longest)
    for number, one in enumerate(lessons):
        length = len(one.ids)
        ids[number, :length], mask[number, :length] = torch.from_numpy(one.ids), 0.0
        pool[number, : len(one.pool), :length] = torch.from_numpy(one.pool)
    return ids, mask[:, None, None], pool


def _through(
    layer: nn.Module, hidden: Tensor, mask: Tensor, pool: Tensor, *, last: bool = False
) -> tuple[Tensor, Tensor]:
    """Return what a layer gives (of the last one nothing new) and what its heads attend to."""
    assert isinstance(layer, Layer)  # noqa: S101
    size, length, _ = hidden.shape
    parts = layer.attend(hidden).view(size, length, 3, HEADS, -1).permute(2, 0, 3, 1, 4).contiguous()
    query, key, value = parts.unbind()
    attention = (query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5 + mask).softmax(-1)
    seen = looks(attention, pool)
    if last:
        return hidden, seen
    mixed = layer.mix((attention @ value).transpose(1, 2).reshape(size, length, HIDDEN))
    hidden = layer.mix_norm(hidden + layer.dropout(mixed))
    inner = layer.narrow(gelu(layer.widen(hidden), approximate="tanh"))
    return layer.narrow_norm(hidden + layer.dropout(inner)), seen


def _rate(steps: int) -> Callable[[int], float]:
    rise = max(1, steps // 10)
    return lambda step: min((step + 1) / rise, max(0.0, (steps - step) / max(1, steps - rise)))


def _batches(lessons: Lessons, settings: Settings, random: np.random.RandomState) -> Iterator[list[Lesson]]:
    """Yield batches of like lengths in any order; what does not fill the last one waits for the next epoch."""
    size = settings.size
    for _ in range(settings.epochs):
        drawn = [lessons[number][random.randint(len(lessons[number]))] for number in random.permutation(len(lessons))]
        parts = [drawn[start : start + size * BUCKETED] for start in range(0, len(drawn), size * BUCKETED)]
        ordered = [one for part in parts for one in sorted(part, key=lambda one: len(one.ids))]
        starts = range(0, len(ordered) - size + 1, size)
        yield from (ordered[starts[number] : starts[number] + size] for number in random.permutation(len(starts)))
