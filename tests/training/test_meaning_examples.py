"""The written examples of what claims mean: each line can be read, and no field or act is forgotten."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from claims.extraction.records import Act
from claims.training.meaning_examples import DATA, Example, ExampleError, written_examples

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds"
FEWEST = 100  # examples of an act


def slugs() -> list[str]:
    paths = (SEEDS / "issues.toml", DATA / "issues.toml")
    return [row["slug"] for path in paths for row in tomllib.loads(path.read_text(encoding="utf-8"))["issue"]]


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return list(written_examples(frozenset(slugs())))


def test_issues_are_listed_once() -> None:
    assert [slug for slug, count in Counter(slugs()).items() if count > 1] == []


def test_no_sentence_is_written_twice(examples: list[Example]) -> None:
    assert [words for words, count in Counter(one.words for one in examples).items() if count > 1] == []


def test_every_act_has_examples(examples: list[Example]) -> None:
    counts = Counter(act for one in examples for act in one.acts)
    assert {act: counts[act] for act in Act if counts[act] < FEWEST} == {}


def test_issues_of_training_are_all_used(examples: list[Example]) -> None:
    used = {slug for one in examples for slug in one.issues or ()}
    assert set(slugs()) - used == set()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("demand\tceasefire:for\tShe said nothing.", "write act, issues and a sentence"),
        ("wish\t\tShe said [nothing].", "wish"),
        ("demand\tpeace-of-mind:for\tShe said [nothing].", "no issue 'peace-of-mind'"),
    ],
)
def test_bad_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "bad.tsv").write_text(f"# a comment\n{line}\n", encoding="utf-8")
    with pytest.raises(ExampleError, match=f"bad.tsv, line 2: .*{message}"):
        list(written_examples(frozenset({"ceasefire"}), tmp_path))
