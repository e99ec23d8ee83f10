"""A model that is missing, damaged or of another version says so and names the remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claims.extraction.attribution_config import KIND, SHIPPED, read_config
from claims.extraction.calibration import FEATURES
from claims.extraction.decoding import LABELS
from claims.extraction.model_folder import CONFIG, NETWORK, TOKENIZER, ModelError, checksum


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model folder that is right in all but its network and tokenizer."""
    for name in (NETWORK, TOKENIZER):
        (tmp_path / name).write_text(name)
    rewrite(tmp_path)
    return tmp_path


def rewrite(folder: Path, **changes: object) -> None:
    stated = {
        "format": KIND.format,
        "version": "v1",
        "labels": list(LABELS),
        "window": {"limit": 128, "longest": 192},
        "thresholds": {"recall": 0.2, "precision": 0.7},
        "calibration": {"bias": 0.5, "weights": [0.0] * FEATURES, "knots": [[0.0, 0.0], [1.0, 1.0]]},
        "decoder": {
            "start": [0.0] * 7,
            "transitions": [[0.0] * 7] * 7,
            "distance": [[0.0] * 2] * 32,
            "link_bias": [0.0, 0.0],
            "more_cues": 0.5,
        },
        "sha256": {name: checksum(folder / name) for name in (NETWORK, TOKENIZER)},
    }
    (folder / CONFIG).write_text(json.dumps(stated | changes))


def test_whole_folder_is_read(folder: Path) -> None:
    config = read_config(folder)
    assert (config.version, config.limit, config.thresholds["precision"]) == ("v1", 128, 0.7)
    assert config.parameters.transitions.shape == (7, 7)
    assert config.parameters.more_cues == 0.5


def test_missing_model_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        read_config(tmp_path / "nowhere")
    assert "nowhere" in str(caught.value)
    assert KIND.remedy in str(caught.value)


@pytest.mark.parametrize("name", [NETWORK, TOKENIZER])
def test_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"lacks .*{name}"):
        read_config(folder)


@pytest.mark.parametrize("name", [NETWORK, TOKENIZER])
def test_other_file_than_stated_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_text("something else")
    with pytest.raises(ModelError, match=f"{name}.* is not the file"):
        read_config(folder)


@pytest.mark.parametrize("changes", [{"format": KIND.format + 1}, {"labels": ["O"]}])
def test_other_format_is_refused(folder: Path, changes: dict[str, object]) -> None:
    rewrite(folder, **changes)
    with pytest.raises(ModelError, match="reads format"):
        read_config(folder)


@pytest.mark.parametrize("damaged", [b"{", b"\xff\xfe"])
def test_damaged_config_is_refused(folder: Path, damaged: bytes) -> None:
    (folder / CONFIG).write_bytes(damaged)
    with pytest.raises(ModelError, match="damaged"):
        read_config(folder)


@pytest.mark.model
def test_shipped_model_is_whole_small_and_has_its_card() -> None:
    assert read_config(SHIPPED).version
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 30_000_000
    card = (SHIPPED / "README.md").read_text(encoding="utf-8")
    assert read_config(SHIPPED).version in card
