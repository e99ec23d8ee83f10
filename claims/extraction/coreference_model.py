"""The trained coreference model: a pronoun and its mentions in, a share for each of them and for nobody out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from claims.extraction.coreference_features import FEATURES, Features
from claims.extraction.coreference_input import read
from claims.extraction.encoding import read_tokenizer
from claims.extraction.model_folder import CONFIG, NETWORK, TOKENIZER, ModelError, checksum
from claims.extraction.records import Span

FORMAT = 2  # goes up whenever the code here or in coreference_input.py needs another model
SHIPPED = Path(__file__).parent / "coreference_model"
REMEDY = "Reinstall the package, or make the model again with python -m claims.training.coreference."


class CoreferenceModel:
    """One loaded model. Each pronoun is scored by itself, on one thread: the same input always gives the same shares.

    ``threshold`` is the least share of an answer that is likelier right than left open. Raises ModelError.
    """

    def __init__(self, folder: Path = SHIPPED) -> None:
        stated = read_stated(folder)
        self.version: str = stated["version"]
        self.threshold: float = stated["threshold"]
        self._temperature: float = stated["temperature"]
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

    def shares(self, text: str, pronoun: Span, mentions: Sequence[Span], features: Features) -> Features:
        """Return the share of each mention and, last, that of none of them; they add up to 1."""
        reading = read(text, pronoun, mentions, self._tokenizer)
        inputs = {"ids": reading.ids, "pool": reading.pool, "features": features}
        scores: Features = self._session.run(None, inputs)[0] / self._temperature
        raised: Features = np.exp(scores - scores.max())
        found: Features = raised / raised.sum()
        return found


def read_stated(folder: Path) -> dict[str, Any]:
    """Read the config; raise ModelError unless all files are there, with the checksums it states."""
    try:
        stated: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        found = {name: checksum(folder / name) for name in (NETWORK, TOKENIZER)}
    except OSError as error:
        raise ModelError(
            f'No whole coreference model in "{folder}": cannot read "{error.filename}". {REMEDY}'
        ) from error
    except json.JSONDecodeError as error:
        raise ModelError(f'"{folder / CONFIG}" is damaged: {error}. {REMEDY}') from error
    if stated.get("format") != FORMAT or stated.get("features") != list(FEATURES):
        raise ModelError(f'"{folder / CONFIG}" is of another version than this program. {REMEDY}')
    for name, digest in found.items():
        if digest != stated["sha256"][name]:
            raise ModelError(
                f'"{folder / name}" is not the file that {CONFIG} states: its SHA-256 is {digest}. {REMEDY}'
            )
    return stated
