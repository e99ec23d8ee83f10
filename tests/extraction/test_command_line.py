"""python -m claims.extraction."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claims.extraction.__main__ import main

REGISTRY = {
    "actors.toml": '[[actor]]\nslug = "ida"\nname = "Ida Kessel"\nkind = "person"\n',
    "issues.toml": '[[issue]]\nslug = "truce"\nname = "Truce"\nfor_means = "x"\nterms = [{ text = "truce" }]\n',
    "outlets.toml": "",
}


def test_folder_without_texts_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attributions", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f'No .txt file in "{tmp_path}". Give a folder of texts.\n'


def test_missing_registry_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Nothing.", encoding="utf-8")
    assert main(["claims", str(tmp_path), "--registry", str(tmp_path / "none")]) == 1
    assert "Give a folder that holds it." in capsys.readouterr().err


@pytest.mark.model
def test_claims_are_written_as_the_contract_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, body in REGISTRY.items():
        (tmp_path / name).write_text(body, encoding="utf-8")
    (tmp_path / "a.txt").write_text("Ida Kessel demanded a truce.", encoding="utf-8")
    assert main(["claims", str(tmp_path), "--registry", str(tmp_path)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    row = json.loads(line)
    assert {key: row[key] for key in ("article", "speaker", "act", "issues", "said_on", "state", "links")} == {
        "article": "a.txt",
        "speaker": "Ida Kessel",
        "act": "demand",
        "issues": {"truce": "for"},
        "said_on": None,
        "state": "suggested",
        "links": [],
    }


@pytest.mark.model
def test_attributions_are_written_one_line_a_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Ida said that all is well.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Nothing.", encoding="utf-8")
    assert main(["attributions", str(tmp_path)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows == [
        {"doc": "a", "attributions": [{"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 25]]}]},
        {"doc": "b", "attributions": []},
    ]
