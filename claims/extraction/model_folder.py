"""The folder of the trained model: what lies in it, and the check that it is whole and of this version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from claims.extraction.calibration import Calibration
from claims.extraction.decoding import LABELS, Parameters

FORMAT = 1  # goes up whenever the code here or in encoding.py and decoding.py needs another model
NETWORK, TOKENIZER, CONFIG, CARD = "model.onnx", "tokenizer.json", "config.json", "README.md"
SHIPPED = Path(__file__).parent / "model"
REMEDY = "Reinstall the package, or make the model again with python -m claims.training (see claims/training)."


class ModelError(RuntimeError):
    """The attribution model is missing, damaged or of another version; the message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """``config.json``. ``limit`` and ``longest`` are wordpieces a window; ``thresholds`` are operating points."""

    version: str
    limit: int
    longest: int
    parameters: Parameters
    calibration: Calibration
    thresholds: Mapping[str, float]


def read_config(folder: Path) -> ModelConfig:
    """Read the config; raise ModelError unless all files are there, with the checksums it states."""
    stated = _stated(folder)
    if stated.get("format") != FORMAT or stated.get("labels") != list(LABELS):
        found = stated.get("format")
        raise ModelError(f'"{folder / CONFIG}" has format {found}, but this version reads format {FORMAT}. {REMEDY}')
    for name in (NETWORK, TOKENIZER):
        _check(folder / name, stated["sha256"][name])
    return ModelConfig(
        version=stated["version"],
        limit=stated["window"]["limit"],
        longest=stated["window"]["longest"],
        parameters=parameters_of(stated["decoder"]),
        calibration=Calibration(**stated["calibration"]),
        thresholds=stated["thresholds"],
    )


@cache
def operating_points(folder: Path = SHIPPED) -> Mapping[str, float]:
    """Return the named confidences of the config, without the check of the other files, which takes a while."""
    thresholds: dict[str, float] = _stated(folder)["thresholds"]
    return thresholds


def parameters_of(stated: Mapping[str, Any]) -> Parameters:
    """Turn the lists of the config into arrays."""
    values: dict[str, Any] = {
        name: np.array(value) if isinstance(value, list) else value for name, value in stated.items()
    }
    return Parameters(**values)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stated(folder: Path) -> dict[str, Any]:
    try:
        stated: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f'No attribution model in "{folder}": {CONFIG} cannot be read. {REMEDY}') from error
    except json.JSONDecodeError as error:
        raise ModelError(f'"{folder / CONFIG}" is damaged: {error}. {REMEDY}') from error
    return stated


def _check(path: Path, stated: str) -> None:
    try:
        found = checksum(path)
    except OSError as error:
        raise ModelError(f'The attribution model lacks "{path}". {REMEDY}') from error
    if found != stated:
        raise ModelError(
            f'"{path}" is not the file that {CONFIG} states: its SHA-256 is {found}, not {stated}. {REMEDY}'
        )
