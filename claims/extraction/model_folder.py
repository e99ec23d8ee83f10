"""The folder of a trained model: what lies in it, and the check that it is whole and of this version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NETWORK, TOKENIZER, CONFIG, CARD = "model.onnx", "tokenizer.json", "config.json", "README.md"


class ModelError(RuntimeError):
    """A trained model is missing, damaged or of another version; the message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class ModelKind:
    """One of the trained models. Its config states ``format`` and, under the key ``listed``, these ``names`` in order.

    ``format`` goes up whenever the code that reads the model needs another one. ``command`` makes it.
    """

    name: str
    command: str
    format: int
    listed: str
    names: Sequence[str]

    @property
    def remedy(self) -> str:
        return f"Reinstall the package, or make the model again with {self.command} (see claims/training)."


def read_stated(folder: Path, kind: ModelKind) -> dict[str, Any]:
    """Read the config; raise ModelError unless it is of this version and all files have the checksums it states."""
    stated = read_config_file(folder, kind)
    found = stated.get("format")
    if found != kind.format or stated.get(kind.listed) != list(kind.names):
        raise ModelError(
            f'"{folder / CONFIG}" is of another version: it has format {found}, this program reads '
            f"format {kind.format} with its own {kind.listed}. {kind.remedy}"
        )
    for name in (NETWORK, TOKENIZER):
        _check(folder / name, stated["sha256"][name], kind)
    return stated


def read_config_file(folder: Path, kind: ModelKind) -> dict[str, Any]:
    """Read the config without the check of the other files, which takes a while. Raises ModelError."""
    try:
        stated: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f'No {kind.name} model in "{folder}": {CONFIG} cannot be read. {kind.remedy}') from error
    except ValueError as error:  # neither JSON nor UTF-8
        raise ModelError(f'"{folder / CONFIG}" is damaged: {error}. {kind.remedy}') from error
    return stated


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(path: Path, stated: str, kind: ModelKind) -> None:
    try:
        found = checksum(path)
    except OSError as error:
        raise ModelError(f'The {kind.name} model lacks "{path}". {kind.remedy}') from error
    if found != stated:
        raise ModelError(
            f'"{path}" is not the file that {CONFIG} states: its SHA-256 is {found}, not {stated}. {kind.remedy}'
        )
