"""The cue and boilerplate lexicons, read from data/ into frozen records."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from claims.extraction.records import SegmentKind

PHRASES = ("ahead", "printing", "approving", "disapproving")  # lists of words.toml that hold phrases
TAG_PREFIXES = {"verb": "VB", "noun": "NN", "adjective": "JJ"}


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word. ``act`` is empty where the mood of the content decides.

    ``subjects``: it counts only if its subject is one of these ("the demands include …").
    """

    lemma: str
    tag: str
    act: str
    subjects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CueLexicon:
    """Cues by (lemma, first two letters of the Penn tag); ``phrasal`` maps (lemma, preposition) to an act."""

    version: str
    cues: Mapping[tuple[str, str], Cue]
    phrasal: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def find(self, lemma: str, tag: str) -> Cue | None:
        return self.cues.get((lemma, tag[:2]))


@dataclass(frozen=True, slots=True)
class LineRule:
    """What marks a line as not part of the article; ``lead``: it may announce the lines that follow."""

    label: str
    kind: SegmentKind
    lead: bool
    prefixes: tuple[str, ...]
    wholes: frozenset[str]
    anywhere: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]

    def matches(self, line: str) -> bool:
        """Tell whether ``line``, already stripped of bullets, is marked by this rule."""
        lower = line.lower()
        return (
            lower.rstrip(".!?:… ") in self.wholes
            or lower.startswith(self.prefixes)
            or any(phrase in lower for phrase in self.anywhere)
            or any(pattern.search(line) for pattern in self.patterns)
        )


@dataclass(frozen=True, slots=True)
class Boilerplate:
    version: str
    rules: tuple[LineRule, ...]

    def find(self, line: str) -> LineRule | None:
        return next((rule for rule in self.rules if rule.matches(line)), None)


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists of words.toml; ``ahead`` matches a text that ends in words which put the next date ahead or apart,
    ``printing`` one that ends in words about the day something appeared."""

    version: str
    person_nouns: frozenset[str]
    titles: frozenset[str]
    not_names: frozenset[str]
    negations: frozenset[str]
    attending: frozenset[str]
    prompt: frozenset[str]
    occasions: frozenset[str]
    labels: frozenset[str]
    appearing: frozenset[str]
    conditions: frozenset[str]
    nobody: frozenset[str]
    gap_stops: frozenset[str]
    refusal: frozenset[str]
    pejorative: frozenset[str]
    turns: frozenset[str]
    yielding: frozenset[str]
    wishes: frozenset[str]
    refusing: frozenset[str]
    agreeing: frozenset[str]
    duties: frozenset[str]
    approval: frozenset[str]
    disapproval: frozenset[str]
    concrete: frozenset[str]
    enforcing: frozenset[str]
    pointing: frozenset[str]
    approving: re.Pattern[str]
    disapproving: re.Pattern[str]
    ahead: re.Pattern[str]
    printing: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class RoleWords:
    """The lists of roles.toml; ``same`` gives the plain form of a title, ``media_only_with`` what must stand beside."""

    version: str
    same: Mapping[str, str]
    below: frozenset[str]
    past: frozenset[str]
    generic: frozenset[str]
    persons: frozenset[str]
    bodies_too: frozenset[str]
    surnames: frozenset[str]
    documents: frozenset[str]
    organs: frozenset[str]
    institutions: frozenset[str]
    accredited: frozenset[str]
    issued: frozenset[str]
    media: frozenset[str]
    media_only_with: Mapping[str, frozenset[str]]
    indefinite: frozenset[str]
    telling: frozenset[str]
    persuading: frozenset[str]
    blaming: frozenset[str]
    towards: frozenset[str]
    hearers: frozenset[str]

    def plain(self, word: str) -> str:
        """Return a title in lower case, without a full stop, by its plainest synonym."""
        bare = word.lower().rstrip(".")
        return self.same.get(bare, bare)


@cache
def read_cues() -> CueLexicon:
    data = _read("cues.toml")
    cues: dict[tuple[str, str], Cue] = {}
    for cue in _cues(data["cue"]):
        cues.setdefault((cue.lemma, cue.tag), cue)
    phrasal = {(phrase.split()[0], phrase.split()[1]): act for phrase, act in data["phrasal"].items()}
    return CueLexicon(version=data["version"], cues=cues, phrasal=phrasal)


@cache
def read_boilerplate() -> Boilerplate:
    data = _read("boilerplate.toml")
    return Boilerplate(version=data["version"], rules=tuple(_line_rule(entry) for entry in data["rule"]))


@cache
def read_words() -> WordLists:
    data = _read("words.toml")
    lists: dict[str, Any] = {name: frozenset(data[name]) for name in data if name not in {"version", *PHRASES}}
    patterns = {name: rf"\b(?:{'|'.join(map(re.escape, data[name]))})\b" for name in PHRASES}
    patterns["ahead"] += r"[^.,;:]{0,25}$"
    patterns["printing"] += r"(?: (?:on|in|late|early))*\s*$"
    compiled = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}
    return WordLists(version=data["version"], **lists | compiled)


@cache
def read_roles() -> RoleWords:
    data = _read("roles.toml")
    version, same, beside = data.pop("version"), data.pop("same"), data.pop("media_only_with")
    return RoleWords(
        version=version,
        same={word: words[0] for words in same for word in words},
        media_only_with={word: frozenset(others) for word, others in beside.items()},
        **{name: frozenset(words) for name, words in data.items()},
    )


def lexicon_version() -> str:
    versions = (read_cues().version, read_boilerplate().version, read_words().version, read_roles().version)
    return "cues-{}/boilerplate-{}/words-{}/roles-{}".format(*versions)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("claims.extraction").joinpath("data", name).read_text(encoding="utf-8"))


def _cues(entries: list[dict[str, Any]]) -> Iterator[Cue]:
    for entry in entries:
        tag = TAG_PREFIXES[entry.get("tag", "verb")]
        subjects = frozenset(entry.get("subjects", ()))
        for word in entry["words"]:
            yield Cue(lemma=word, tag=tag, act=entry["act"], subjects=subjects)


def _line_rule(entry: dict[str, Any]) -> LineRule:
    return LineRule(
        label=entry["label"],
        kind=SegmentKind(entry.get("kind", SegmentKind.BOILERPLATE)),
        lead=entry.get("lead", False),
        prefixes=tuple(entry.get("prefix", ())),
        wholes=frozenset(entry.get("whole", ())),
        anywhere=tuple(entry.get("anywhere", ())),
        patterns=tuple(re.compile(pattern, re.IGNORECASE) for pattern in entry.get("pattern", ())),
    )
