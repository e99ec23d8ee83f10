"""Writing the files of a model folder, as claims.extraction.model_folder reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from claims.extraction.encoding import read_tokenizer
from claims.extraction.model_folder import CONFIG, NETWORK, TOKENIZER, ModelKind, checksum


def write_tokenizer(base: Path, folder: Path) -> None:
    """Write the tokenizer of the base model, without the white space of its file."""
    read_tokenizer(base / TOKENIZER).save(str(folder / TOKENIZER), pretty=False)


def write_config(folder: Path, kind: ModelKind, version: str, stated: Mapping[str, Any]) -> None:
    """Write the config over the network and tokenizer that lie in ``folder``; ``stated`` is what only this kind has."""
    config = {
        "format": kind.format,
        "version": version,
        kind.listed: list(kind.names),
        **stated,
        "sha256": {name: checksum(folder / name) for name in (NETWORK, TOKENIZER)},
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
