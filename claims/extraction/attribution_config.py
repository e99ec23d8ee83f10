"""The config of the attribution model: windows, decoder, calibration and operating points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from claims.extraction.calibration import Calibration
from claims.extraction.decoding import LABELS, Parameters
from claims.extraction.model_folder import ModelKind, read_config_file, read_stated

KIND = ModelKind("attribution", "python -m claims.training", format=1, listed="labels", names=LABELS)
SHIPPED = Path(__file__).parent / "model"


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
    stated = read_stated(folder, KIND)
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
    thresholds: dict[str, float] = read_config_file(folder, KIND)["thresholds"]
    return thresholds


def parameters_of(stated: Mapping[str, Any]) -> Parameters:
    """Turn the lists of the config into arrays."""
    values: dict[str, Any] = {
        name: np.array(value) if isinstance(value, list) else value for name, value in stated.items()
    }
    return Parameters(**values)
