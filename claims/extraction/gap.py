"""GAP: ambiguous pronouns with two names each (Webster et al., TACL 2018), read, answered and scored as it defines."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from claims.extraction.mentions import FEMALE, MALE
from claims.extraction.records import Span

FEMININE = frozenset({"she", "her", "hers"})
MASCULINE = frozenset({"he", "his", "him"})
COLUMNS = ("ID", "Text", "Pronoun", "Pronoun-offset", "A", "A-offset", "B", "B-offset")


class GapError(ValueError):
    """A file is not in the layout of GAP; the message names the file, the line and the remedy."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """One example. ``a`` and ``b`` are the names' characters; ``answer`` is whether each is meant, None if unknown."""

    name: str
    text: str
    pronoun: Span
    a: Span
    b: Span
    answer: tuple[bool, bool] | None

    @property
    def gender(self) -> str:
        return FEMALE if self.text[slice(*self.pronoun)].lower() in FEMININE else MALE


@dataclass(frozen=True, slots=True)
class GapScores:
    """F1 over the decisions on A and on B; ``bias`` is feminine divided by masculine F1."""

    snippets: int
    overall: float
    feminine: float
    masculine: float

    @property
    def bias(self) -> float:
        return self.feminine / self.masculine if self.masculine else 0.0

    def figures(self) -> dict[str, float]:
        """Return all by name, the bias too."""
        return {**asdict(self), "bias": self.bias}


def read_gap(path: Path) -> list[Snippet]:
    """Read a GAP file with or without answers; raise GapError where it is not one."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
        if missing:
            raise GapError(f'"{path}" lacks the column {missing[0]}. Give a GAP file (gap-….tsv).')
        return [_snippet(path, number, row) for number, row in enumerate(rows, start=2)]


def _snippet(path: Path, line: int, row: Mapping[str, str]) -> Snippet:
    try:
        pronoun, a, b = (_span(row, column) for column in ("Pronoun", "A", "B"))
    except (TypeError, ValueError) as error:
        raise GapError(f'"{path}", line {line}: {error}. Offsets count characters of the text.') from error
    answer = (_flag(row["A-coref"]), _flag(row["B-coref"])) if row.get("A-coref") and row.get("B-coref") else None
    return Snippet(row["ID"], row["Text"], pronoun, a, b, answer)


def _span(row: Mapping[str, str], column: str) -> Span:
    start = int(row[f"{column}-offset"])
    words = row[column]
    if row["Text"][start : start + len(words)] != words:
        raise ValueError(f'{column} "{words}" does not stand at {start}')
    return Span(start, start + len(words))


def _flag(text: str) -> bool:
    return text.strip().upper() == "TRUE"


def submission(snippets: Iterable[Snippet], answers: Iterable[tuple[bool, bool]]) -> Iterator[str]:
    """Yield the lines of GAP's submission format: ID, A-coref, B-coref."""
    for snippet, (a, b) in zip(snippets, answers, strict=True):
        yield f"{snippet.name}\t{str(a).upper()}\t{str(b).upper()}"


def score_gap(snippets: Iterable[Snippet], answers: Iterable[tuple[bool, bool]]) -> GapScores:
    """Score as gap_scorer.py: each of A and B is a decision of its own; raise GapError without the right answers."""
    decided = [(snippet, answer) for snippet, answer in zip(snippets, answers, strict=True)]
    if any(snippet.answer is None for snippet, _ in decided):
        raise GapError("The file holds no answers (columns A-coref, B-coref), so nothing can be scored.")
    by_gender = {
        gender: [(one.answer or (False, False), given) for one, given in decided if one.gender == gender]
        for gender in (FEMALE, MALE)
    }
    both = [pair for pairs in by_gender.values() for pair in pairs]
    return GapScores(len(decided), _f1(both), _f1(by_gender[FEMALE]), _f1(by_gender[MALE]))


def _f1(pairs: Iterable[tuple[tuple[bool, bool], tuple[bool, bool]]]) -> float:
    flat = [decision for gold, given in pairs for decision in zip(gold, given, strict=True)]
    right = sum(gold and given for gold, given in flat)
    stated, wanted = sum(given for _, given in flat), sum(gold for gold, _ in flat)
    return 2 * right / (stated + wanted) if stated + wanted else 0.0
