"""The act and the flags of a claim, from its cue and the mood of its content."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from claims.extraction.conditions import find_conditions
from claims.extraction.lexicon import CueLexicon
from claims.extraction.places import text_of
from claims.extraction.records import Act, Attribution, Span
from claims.extraction.terms import tokens_of

FLAGS = ("negated", "hypothetical", "past")
DIRECTED_AT_CUE = frozenset({"negated", "past"})
# What the opposite of an act amounts to: who does not rule out something, offers it.
OPPOSITE_ACT = {Act.REJECT: Act.OFFER, Act.ACCEPT: Act.REJECT, Act.OFFER: Act.REJECT, Act.CONCEDE: Act.REJECT}
OPPOSITE_ACT |= {Act.COMMIT: Act.REJECT, Act.DENY: Act.ASSESS, Act.DEMAND: Act.ASSESS, Act.THREATEN: Act.ASSESS}
OWN = "we"
POSSESSIVE = frozenset({"our", "ours", "us", "my", "me", "his", "her"})

Own = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Meaning:
    """``by_cue``: the cue word itself performs the act. ``condition`` is empty where nothing must come true first."""

    act: Act
    reason: str
    by_cue: bool = False
    negated: bool = False
    conditional: bool = False
    hypothetical: bool = False
    past: bool = False
    condition: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Moods:
    """``yields`` names for an act of a cue the moods that go before it ("warned that we will strike").

    ``word_yields`` does so for a single cue word. ``stating``: cue words that only demand where the content does.
    """

    version: str
    acts: tuple[tuple[Act, re.Pattern[str]], ...]
    flags: Mapping[str, re.Pattern[str]]
    yields: Mapping[Act, frozenset[Act]]
    word_yields: Mapping[str, frozenset[Act]]
    conditions: re.Pattern[str]
    conceding: re.Pattern[str]
    stating: frozenset[str] = frozenset()

    def act(self, content: str) -> Act | None:
        return next((act for act, pattern in self.acts if pattern.search(content)), None)


@cache
def read_moods() -> Moods:
    data = tomllib.loads(files("claims.extraction").joinpath("data", "moods.toml").read_text(encoding="utf-8"))
    acts = tuple((Act(mood["act"]), _any(mood["patterns"])) for mood in data["mood"])
    flags = {name: _any(patterns) for name, patterns in data["flags"].items()}
    yields = {Act(act): frozenset(map(Act, moods)) for act, moods in data["yields"].items()}
    words = {word: frozenset(map(Act, moods)) for word, moods in data["word_yields"].items()}
    return Moods(
        data["version"],
        acts,
        flags,
        yields,
        words,
        _any(data["conditions"]),
        _any(data["conceding"]),
        frozenset(data["stating"]),
    )


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


class Semantics:
    def __init__(self, lexicon: CueLexicon, moods: Moods) -> None:
        self._acts = {lemma: cue.act for (lemma, _), cue in reversed(list(lexicon.cues.items()))}
        self._phrasal = lexicon.phrasal
        self.moods = moods

    def find(
        self, doc: Doc, attribution: Attribution, *, own: Own = lambda _: False, by_media: bool = False
    ) -> Meaning:
        """Return act and flags.

        ``own`` tells whether a token means the speaker's side; ``by_media``: an outlet speaks, which only reports.
        """
        cue = " ".join(text_of(doc)[start:end] for start, end in attribution.cue).lower()
        content = told(doc, attribution.content, own)
        texts = {name: cue if name in DIRECTED_AT_CUE else content for name in FLAGS}
        flags = {name: bool(self.moods.flags[name].search(text)) for name, text in texts.items()}
        condition = find_conditions(doc, attribution.content, self.moods.conditions)
        act, reason = (
            (Act.REPORT, "media") if by_media else self._act(doc, attribution, cue, content, negated=flags["negated"])
        )
        if act is Act.ACCEPT and condition:
            act = Act.OFFER  # who agrees on a condition has not agreed yet
        by_cue = reason.startswith("act:cue")
        return Meaning(act, reason, by_cue, conditional=bool(condition), condition=condition, **flags)

    def part(self, doc: Doc, places: tuple[Span, ...], whole: Meaning, own: Own) -> Act:
        """Return what the speaker does by a part of the content; what the cue performs, it performs on every part."""
        if whole.reason == "media" or (whole.by_cue and whole.act not in self.moods.yields):
            return whole.act
        act = self.moods.act(told(doc, places, own)) or whole.act
        return Act.OFFER if act is Act.ACCEPT and whole.condition else act

    def _act(self, doc: Doc, attribution: Attribution, cue: str, content: str, *, negated: bool) -> tuple[Act, str]:
        lemma = next((code[4:] for code in attribution.reason if code.startswith("cue:")), "")
        if self.moods.conceding.search(f"{cue} {content}"):
            within = self.moods.conceding.search(content)
            return Act.CONCEDE, "act:concession" if within else "act:cue:concession"
        fixed = self._of_cue(cue, lemma)
        mood = self.moods.act(content)
        if fixed is Act.DEMAND and mood is None and lemma in self.moods.stating and self._tells(doc, attribution):
            return Act.ASSESS, "act:stated"
        nothing = frozenset[Act]()
        yields = (
            self.moods.yields.get(fixed, nothing) | self.moods.word_yields.get(lemma, nothing) if fixed else nothing
        )
        if fixed and mood not in yields:
            return (OPPOSITE_ACT.get(fixed, fixed) if negated else fixed), f"act:cue:{lemma}"
        return (mood, "act:mood") if mood else (Act.ASSESS, "act:default")

    def _tells(self, doc: Doc, attribution: Attribution) -> bool:
        """Tell whether the content is a clause about what is ("that it belongs to us"), not about what shall be."""
        finite = [
            token.tag_ for token in tokens_of(doc, attribution.content) if token.tag_ in {"VBZ", "VBP", "VBD", "VB"}
        ]
        return bool(finite) and finite[0] != "VB"

    def _yields(self, act: Act, lemma: str) -> frozenset[Act]:
        nothing = frozenset[Act]()
        return self.moods.yields.get(act, nothing) | self.moods.word_yields.get(lemma, nothing)

    def _of_cue(self, cue: str, lemma: str) -> Act | None:
        """The act of the cue word, or of the word with what follows it in the cue ("call for")."""
        words = cue.split()
        phrases = (self._phrasal[lemma, word] for word in reversed(words) if (lemma, word) in self._phrasal)
        act = next(phrases, "") or next((self._acts[form] for form in _stems(lemma) if form in self._acts), "")
        if not act and lemma not in self._acts:  # "signed a decree that bans"
            act = next((self._acts[form] for word in words for form in _stems(word) if self._acts.get(form)), "")
        return Act(act) if act else None


def _stems(word: str) -> Iterator[str]:
    """A word and what it may be a form of, for what the tagger took for an adjective ("opposed")."""
    yield word
    for ending in ("s", "d", "es", "ed", "ing"):
        if word.endswith(ending):
            yield word.removesuffix(ending)
            yield word.removesuffix(ending) + "e"


def told(doc: Doc, places: tuple[Span, ...], own: Own) -> str:
    """The words in lower case, with "we" for whatever names the speaker's own side."""
    words: list[str] = []
    for token in tokens_of(doc, places):
        if token.lower_ not in POSSESSIVE and _acts(token) and own(token.i):
            if words and words[-1].strip() == OWN:
                continue
            words.append(OWN + token.whitespace_)
        else:
            words.append(token.lower_ + token.whitespace_)
    return "".join(words)


def _acts(token: Token) -> bool:
    """Tell whether a word or the name it belongs to is the subject of a verb."""
    while token.dep_ in {"compound", "nmod", "amod", "det"} and token.head.i != token.i:
        token = token.head
    return not token.dep_ or token.dep_ in {"nsubj", "nsubjpass"}
