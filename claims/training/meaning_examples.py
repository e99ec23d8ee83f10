"""Examples of what claims mean, read from the lines in data/meaning, from our reviews and from labels of PolNeAR.

A line of data/meaning/*.tsv: the act (or several that are right: "demand/appeal"), the issues with the speaker's stance
("ceasefire:for,negotiations:neutral", empty for none), and a sentence with the [content] in brackets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from claims.extraction.meaning_input import Part
from claims.extraction.records import Act, Stance

BRACKETS = re.compile(r"\[([^\]]*)\]")
DATA = Path(__file__).parent / "data" / "meaning"


class ExampleError(ValueError):
    """A line of examples cannot be used; the message names the file, the line and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Example:
    """What somebody said, with every act that is right for it. ``issues`` is None where nobody has labelled them.

    ``group``: what must not be divided between fitting and measuring.
    """

    parts: tuple[Part, ...]
    acts: frozenset[Act]
    issues: Mapping[str, Stance] | None
    group: str

    @property
    def words(self) -> str:
        return " ".join(part.words for part in self.parts)


def written_examples(slugs: frozenset[str], folder: Path = DATA) -> Iterator[Example]:
    """Read what was written for this purpose; an issue that is not among ``slugs`` raises ExampleError."""
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line and not line.startswith("#"):
                yield _written(line, slugs, f"{path.name}, line {number}")


def _written(line: str, slugs: frozenset[str], place: str) -> Example:
    columns = line.split("\t")
    if len(columns) != 3 or not BRACKETS.search(columns[2]):
        raise ExampleError(f"{place}: write act, issues and a sentence with [content], with tabs between: {line!r}")
    try:
        acts = frozenset(Act(act) for act in columns[0].split("/"))
        pairs = [pair.split(":") for pair in columns[1].split(",") if pair]
        issues = {slug: Stance(stance) for slug, stance in pairs}
    except ValueError as error:
        raise ExampleError(f"{place}: {error}") from error
    if unknown := issues.keys() - slugs:
        raise ExampleError(f"{place}: no issue {min(unknown)!r}. Take a slug of seeds/issues.toml or issues.toml.")
    return Example(tuple(parted(columns[2])), acts, issues, place)


def parted(sentence: str) -> Iterator[Part]:
    """Yield what stands outside and inside the brackets, in order."""
    for number, words in enumerate(BRACKETS.split(sentence)):
        if words.strip():
            yield Part(words.strip(), is_content=number % 2 == 1)


def review_examples(reviews: Path, held_out: Sequence[str], names: Mapping[str, str]) -> Iterator[Example]:
    """Read reviews of our reports; those of the reports held out are passed over unread.

    ``names`` gives the name of an actor, which is put for a pronoun.
    """
    for line in reviews.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["article"] in held_out:
            continue
        issues = {slug: Stance(stance) for slug, (stance, _) in row["issues"].items()}
        who = row.get("source") or ""
        named = names.get(row.get("speaker") or "", "") if is_pronoun(who) else ""
        around = Part(f"{named or who} {row['cue']}", is_content=False)
        parts = (around, *(Part(words, is_content=True) for words in row["content"]))
        yield Example(parts, frozenset({Act(row["act"])}), issues, row["article"])


def is_pronoun(words: str) -> bool:
    return words.lower() in {"", "he", "she", "it", "they", "who", "which", "his", "her", "its", "their"}


def labelled_examples(labels: Path, texts: Path) -> Iterator[Example]:
    """Read the acts that were judged for attributions of PolNeAR: name, source, cue, content, act a line."""
    for line in labels.read_text(encoding="utf-8").splitlines():
        name, source, cue, content, acts = line.split("\t")
        text = (texts / f"{name}.txt").read_text(encoding="utf-8")
        places = [(start, end, False) for start, end in (*_places(source), *_places(cue))]
        places += [(start, end, True) for start, end in _places(content)]
        parts = tuple(Part(text[start:end], is_content) for start, end, is_content in sorted(places))
        yield Example(parts, frozenset(Act(act) for act in acts.split("/")), None, name)


def _places(stated: str) -> list[tuple[int, int]]:
    pairs = [pair.split("-") for pair in stated.split(",") if pair]
    return [(int(start), int(end)) for start, end in pairs]
