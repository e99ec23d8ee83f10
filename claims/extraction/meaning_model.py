"""The trained meaning model: what somebody said in, shares of acts and, for each issue, relevance and stance out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from claims.extraction.encoding import read_tokenizer
from claims.extraction.meaning_input import Part, described, read
from claims.extraction.model_folder import CONFIG, NETWORK, TOKENIZER, ModelError, checksum
from claims.extraction.records import Act, Stance
from claims.extraction.registry import KnownIssue

FORMAT = 1  # goes up whenever the code here or in meaning_input.py needs another model
SHIPPED = Path(__file__).parent / "meaning_model"
REMEDY = "Reinstall the package, or make the model again with python -m claims.training.meaning."
ACTS, STANCES = tuple(Act), tuple(Stance)

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
        stated = read_stated(folder)
        self.version: str = stated["version"]
        self.weights: Mapping[str, Mapping[str, float]] = stated["weights"]
        self._tokenizer = read_tokenizer(folder / TOKENIZER)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / NETWORK),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # the fused operator takes several times longer
        )
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


def read_stated(folder: Path) -> dict[str, Any]:
    """Read the config; raise ModelError unless all files are there, with the checksums it states."""
    try:
        stated: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        found = {name: checksum(folder / name) for name in (NETWORK, TOKENIZER)}
    except OSError as error:
        raise ModelError(f'No whole meaning model in "{folder}": cannot read "{error.filename}". {REMEDY}') from error
    except json.JSONDecodeError as error:
        raise ModelError(f'"{folder / CONFIG}" is damaged: {error}. {REMEDY}') from error
    if stated.get("format") != FORMAT or stated.get("acts") != list(ACTS):
        raise ModelError(f'"{folder / CONFIG}" is of another version than this program. {REMEDY}')
    for name, digest in found.items():
        if digest != stated["sha256"][name]:
            raise ModelError(
                f'"{folder / name}" is not the file that {CONFIG} states: its SHA-256 is {digest}. {REMEDY}'
            )
    return stated
