"""The trained meaning model: what somebody said in, shares of acts and, for each issue, relevance and stance out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from claims.extraction.encoding import read_tokenizer
from claims.extraction.meaning_input import Part, described, read
from claims.extraction.model_folder import NETWORK, TOKENIZER, ModelKind, read_stated
from claims.extraction.network import open_network
from claims.extraction.records import Act, Stance
from claims.extraction.registry import KnownIssue

ACTS, STANCES = tuple(Act), tuple(Stance)
KIND = ModelKind("meaning", "python -m claims.training.meaning", format=1, listed="acts", names=ACTS)
SHIPPED = Path(__file__).parent / "meaning_model"

Shares = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model thinks of one claim: shares of the acts and, by issue, a probability and shares of the stances."""

    acts: Shares
    relevance: Shares
    stances: Shares


class MeaningModel:
    """One loaded model. Each claim is read by itself, on one thread: the same input always gives the same shares.

    ``weights`` say how far the rules are trusted beside it. Raises ModelError.
    """

    def __init__(self, folder: Path = SHIPPED) -> None:
        stated = read_stated(folder, KIND)
        self.version: str = stated["version"]
        self.weights: Mapping[str, Mapping[str, float]] = stated["weights"]
        self._tokenizer = read_tokenizer(folder / TOKENIZER)
        self._session = open_network(folder / NETWORK)
        self._size: int = self._session.get_inputs()[2].shape[1]

    def vectors(self, issues: Sequence[KnownIssue]) -> Shares:
        """Return a row for each issue, worked out from its name and description: what claims are compared with."""
        rows = [self._vector(issue.name, issue.for_means) for issue in issues]
        return np.stack(rows) if rows else np.zeros((0, self._size), dtype=np.float32)

    def _vector(self, name: str, for_means: str) -> Shares:
        nothing = np.zeros((1, self._size), dtype=np.float32)
        reading = read(described(name, for_means), self._tokenizer)
        inputs = {"ids": reading.ids, "roles": reading.roles, "issues": nothing}
        found: Shares = self._session.run(["vector"], inputs)[0][0]
        return found

    def judge(self, parts: Sequence[Part], issues: Shares) -> Judgement:
        """``issues`` are rows of ``vectors``."""
        reading = read(parts, self._tokenizer)
        inputs = {"ids": reading.ids, "roles": reading.roles, "issues": issues}
        return Judgement(*self._session.run(["acts", "relevance", "stances"], inputs))


@cache
def shipped_model() -> MeaningModel:
    """Return the model that comes with the program; it is loaded once a process."""
    return MeaningModel()
