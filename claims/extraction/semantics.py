"""The act and the flags of a claim, from its cue and the mood of its content."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from claims.extraction.lexicon import CueLexicon
from claims.extraction.records import Act, Attribution

FLAGS = ("negated", "conditional", "hypothetical", "past")
DIRECTED_AT_CUE = frozenset({"negated", "past"})


@dataclass(frozen=True, slots=True)
class Meaning:
    act: Act
    reason: str
    by_cue: bool = False
    negated: bool = False
    conditional: bool = False
    hypothetical: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True)
class Moods:
    version: str
    acts: tuple[tuple[Act, re.Pattern[str]], ...]
    flags: Mapping[str, re.Pattern[str]]

    def act(self, content: str) -> Act | None:
        return next((act for act, pattern in self.acts if pattern.search(content)), None)


@cache
def read_moods() -> Moods:
    data = tomllib.loads(files("claims.extraction").joinpath("data", "moods.toml").read_text(encoding="utf-8"))
    acts = tuple((Act(mood["act"]), _any(mood["patterns"])) for mood in data["mood"])
    return Moods(data["version"], acts, {name: _any(patterns) for name, patterns in data["flags"].items()})


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


class Semantics:
    def __init__(self, lexicon: CueLexicon, moods: Moods) -> None:
        self._acts = {lemma: cue.act for (lemma, _), cue in reversed(list(lexicon.cues.items()))}
        self._phrasal = lexicon.phrasal
        self.moods = moods

    def find(self, text: str, attribution: Attribution, *, by_media: bool = False) -> Meaning:
        """``by_media``: the speaker is an outlet, whose statements only report."""
        content = " ".join(text[start:end] for start, end in attribution.content).lower()
        cue = " ".join(text[start:end] for start, end in attribution.cue).lower()
        act, reason = (Act.REPORT, "media") if by_media else self._act(attribution, cue, content)
        found = {
            flag: bool(self.moods.flags[flag].search(cue if flag in DIRECTED_AT_CUE else content)) for flag in FLAGS
        }
        return Meaning(act=act, reason=reason, by_cue=reason.startswith("act:cue"), **found)

    def _act(self, attribution: Attribution, cue: str, content: str) -> tuple[Act, str]:
        lemma = next((code[4:] for code in attribution.reason if code.startswith("cue:")), "")
        last = cue.rpartition(" ")[2]
        fixed = self._phrasal.get((lemma, last)) or self._acts.get(lemma, "")
        if fixed and not (fixed in {"assess", "report"} and self.moods.act(content) is Act.REJECT):
            return Act(fixed), f"act:cue:{lemma}"
        mood = self.moods.act(content)
        return (mood, "act:mood") if mood else (Act.ASSESS, "act:default")
