"""Writing the model folder: network, tokenizer and config, as claims.extraction.model_folder reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from claims.extraction.attribution_config import KIND
from claims.extraction.calibration import FEATURES, Calibration
from claims.extraction.decoding import Parameters
from claims.extraction.encoding import LIMIT, LONGEST
from claims.extraction.model_folder import NETWORK
from claims.training.export import Weights, export
from claims.training.model_files import write_config as write_stated
from claims.training.model_files import write_tokenizer
from claims.training.network import forbidden_transitions

DIGITS = 6
UNCALIBRATED = Calibration(bias=0.0, weights=[0.0] * FEATURES)
EVERYTHING = {"recall": 0.0, "balanced": 0.0, "precision": 0.0}


def write_network(weights: Weights, base: Path, folder: Path, *, annotator: int = 0) -> None:
    """Write the int8 network and the tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    export(weights, folder / NETWORK, annotator=annotator)
    write_tokenizer(base, folder)


def write_config(
    folder: Path,
    *,
    version: str,
    parameters: Parameters,
    calibration: Calibration = UNCALIBRATED,
    thresholds: Mapping[str, float] = EVERYTHING,
) -> None:
    """Write the config over the network and tokenizer that lie in ``folder``."""
    stated = {
        "window": {"limit": LIMIT, "longest": LONGEST},
        "thresholds": dict(thresholds),
        "calibration": _plain(asdict(calibration)),
        "decoder": _plain(asdict(parameters)),
    }
    write_stated(folder, KIND, version, stated)


def parameters_from(weights: Weights, **tuned: float) -> Parameters:
    """Return the decoder's part of the trained weights, with what was tuned on dev."""
    start, pairs = forbidden_transitions()
    return Parameters(
        start=(weights["start"] + start).numpy().astype(np.float64),
        transitions=(weights["transitions"] + pairs).numpy().astype(np.float64),
        distance=weights["distance.weight"].numpy().astype(np.float64),
        link_bias=weights["link_bias"].numpy().astype(np.float64),
        **tuned,
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _rounded(value) for name, value in values.items()}


def _rounded(value: Any) -> Any:
    found = np.round(np.asarray(value, dtype=np.float64), DIGITS)
    return found.tolist()
