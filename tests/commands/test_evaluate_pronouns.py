"""``manage.py evaluate pronouns`` and ``python -m claims.extraction pronouns`` on a file in the layout of GAP."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.extraction.__main__ import main

HEADER = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL\n"
ROW = "t-{}\t{}\t{}\t{}\t{}\t{}\tTRUE\t{}\t{}\tFALSE\tu\n"


@pytest.fixture
def gap(tmp_path: Path) -> Path:
    """Two easy examples, one of each gender."""
    rows = []
    for number, (one, other, pronoun) in enumerate([("Anna", "Maria", "she"), ("Karl", "Peter", "he")], start=1):
        text = f"{one} Berg lived in Oslo. After {one} met {other} Moe, {pronoun} moved to {other}'s house."
        place = text.index(f" {pronoun} ") + 1
        rows.append(ROW.format(number, text, pronoun, place, one, 0, other, text.index(other)))
    path = tmp_path / "gap.tsv"
    path.write_text(HEADER + "".join(rows))
    return path


@pytest.mark.model
def test_evaluate_pronouns_prints_the_figures_of_gap(gap: Path) -> None:
    out = io.StringIO()
    call_command("evaluate", "pronouns", "--gap", str(gap), "--json", stdout=out)
    assert json.loads(out.getvalue()) == {
        "snippets": 2,
        "overall": 1.0,
        "feminine": 1.0,
        "masculine": 1.0,
        "bias": 1.0,
    }
    table = io.StringIO()
    call_command("evaluate", "pronouns", "--gap", str(gap), stdout=table)
    assert table.getvalue().startswith("2 snippets\noverall              1.000")


def test_evaluate_pronouns_names_a_file_that_is_none_of_gap(tmp_path: Path) -> None:
    (tmp_path / "other.tsv").write_text("a\tb\n")
    with pytest.raises(CommandError, match="Give a GAP file"):
        call_command("evaluate", "pronouns", "--gap", str(tmp_path / "other.tsv"))
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("evaluate", "pronouns", "--gap", str(tmp_path / "missing.tsv"))


@pytest.mark.model
def test_answers_need_no_right_answers(gap: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gap.write_text(gap.read_text().replace("TRUE", "").replace("FALSE", ""))
    assert main(["pronouns", str(gap)]) == 0
    assert capsys.readouterr().out == "t-1\tTRUE\tFALSE\nt-2\tTRUE\tFALSE\n"


def test_missing_file_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pronouns", str(tmp_path / "missing.tsv")]) == 1
    assert "missing.tsv" in capsys.readouterr().err
