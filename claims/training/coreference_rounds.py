"""One round of training: a teacher fitted on annotated examples, a student that learns its answers, and scorers."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from claims.extraction.coreference_features import Features
from claims.extraction.gap import Snippet
from claims.training.coreference_examples import Example
from claims.training.coreference_export import Signals, write_network
from claims.training.coreference_scorer import Row, Scorer, fit_scorers, shares_of
from claims.training.coreference_student import Settings, Student
from claims.training.coreference_unlabelled import Unlabelled
from claims.training.coreference_wanted import Wanted, answered, labelled
from claims.training.export import Weights

logger = logging.getLogger(__name__)

TEACHERS, TEACHER_EPOCHS = 6, 12
NOBODYS = -1  # source of what does not come from a snippet


@dataclass(frozen=True, slots=True)
class Annotated:
    """A snippet: the example as given and with other names, and what the teacher attends to in the whole text."""

    snippet: Snippet
    variants: tuple[Example, ...]
    signals: Features


@dataclass(frozen=True, slots=True)
class Open:
    """A pronoun without annotation, what the teacher attends to, and the number of the snippet it stands in."""

    asked: Unlabelled
    signals: Features
    source: int = NOBODYS


@dataclass(frozen=True, slots=True)
class Material:
    annotated: Sequence[Annotated]
    others: Sequence[Open]
    bodies: Sequence[Example]

    def without(self, left_out: Collection[int]) -> Material:
        """Return what may be learned from if these snippets are kept for measuring: nothing out of their texts."""
        annotated = [one for number, one in enumerate(self.annotated) if number not in left_out]
        return Material(annotated, [one for one in self.others if one.source not in left_out], self.bodies)


@dataclass(frozen=True, slots=True)
class Learned:
    """What a round gives: the encoder, its int8 signals, and the scorers on these."""

    encoder: Weights
    signals: Signals
    scorers: list[Scorer]


def learn(material: Material, base: Weights, tokenizer: Tokenizer, network: Path, seed: int) -> Learned:
    """Run a round; ``network`` is where the int8 graph of the signals is written."""
    given = [[(example, labelled(example)) for example in one.variants] for one in material.annotated]
    answers = _taught(material, seed)
    bodies = [[(example, labelled(example))] for example in material.bodies]
    logger.info("%d annotated, %d answered by the teacher, %d of bodies", len(given), len(answers), len(bodies))
    student = Student(base, tokenizer)
    several = [*given, *answers, *bodies]
    each = iter(student.lessons([one for variants in several for one in variants]))
    student.learn([[next(each) for _ in variants] for variants in several], Settings(), seed)
    write_network(student.weights, network)
    signals = Signals(network, tokenizer)
    rows = [row_of(example, wanted, signals) for variants in several for example, wanted in variants]
    return Learned(student.weights, signals, fit_scorers(rows, seed))


def _taught(material: Material, seed: int) -> list[list[tuple[Example, Wanted]]]:
    rows = [Row(_table(one.variants[0], one.signals), labelled(one.variants[0])) for one in material.annotated]
    teachers = fit_scorers(rows, seed, TEACHERS, TEACHER_EPOCHS)
    return [_answers(one, teachers) for one in material.others]


def _answers(one: Open, teachers: Sequence[Scorer]) -> list[tuple[Example, Wanted]]:
    first = one.asked.variants[0]
    shares = shares_of(teachers, _table(first, one.signals))
    wanted = answered(first.entities, np.where([*one.asked.excluded, False], 0, shares))
    return [(example, wanted) for example in one.asked.variants]


def row_of(example: Example, wanted: Wanted, signals: Signals) -> Row:
    return Row(_table(example, signals.of(example)), wanted)


def _table(example: Example, signals: Features) -> NDArray[np.float32]:
    return np.concatenate([example.features, signals], 1).astype(np.float32)
