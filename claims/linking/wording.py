"""The words of a claim as they are compared: by stem, with what is quoted, named, counted and negated."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:['’]t\b)?")
_QUOTED = re.compile(r'["“„«]([^"“”„»]+)["”»]?|(?<!\w)[‘\']([^‘’\']{3,})[’\'](?!\w)')
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_STEM = 6  # letters by which two words are the same
# How much of the score other numbers, other names and a negation on one side only take away.
_PENALTIES = {"numbers": 0.35, "names": 0.15, "negation": 0.2}
# Content words from which a quotation counts as the same in a slightly other wording, as translations have it.
_LOOSE = 4


@dataclass(frozen=True, slots=True)
class Wording:
    """Stems of the content words, and those of them that stand in quotation marks, are numbers or are names.

    ``hearsay``: it speaks of something as merely said. ``names_all``: of all parties at once. ``turn``: "softer" or
    "harder" if the speaker says that he moved. ``amounts``: numbers by the stem of what they count.
    """

    words: frozenset[str]
    quoted: tuple[frozenset[str], ...]
    numbers: frozenset[str]
    names: frozenset[str]
    negated: bool
    text: str
    quotations: tuple[str, ...]
    names_a_proposal: bool
    hearsay: bool
    names_all: bool
    turn: str
    amounts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two wordings are, 0..1, and by what."""

    score: float
    shared: int
    least: int
    quote: str
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of ``data/words.toml``."""

    function: frozenset[str]
    negations: frozenset[str]
    proposals: frozenset[str]
    families: dict[str, frozenset[str]]
    hearsay: frozenset[str]
    parties: re.Pattern[str]
    turns: dict[str, re.Pattern[str]]


@cache
def lists() -> Words:
    """Return the word lists that ship with the program."""
    data = tomllib.loads((Path(__file__).parent / "data" / "words.toml").read_text(encoding="utf-8"))
    families = {name: frozenset(acts) for name, acts in data["families"].items()}
    return Words(
        frozenset(data["function_words"]),
        frozenset(data["negations"]),
        frozenset(data["proposals"]),
        families,
        frozenset(data["hearsay"]),
        _any_of(data["parties"]),
        {turn: _any_of(data[turn]) for turn in ("softer", "harder")},
    )


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def wording_of(text: str) -> Wording:
    """Take a claim's content apart."""
    known = lists()
    tokens = _WORD.findall(text)
    quotations = tuple((one or other).strip(" ,.") for one, other in _QUOTED.findall(text))
    return Wording(
        words=_stems(text),
        quoted=tuple(stems for quote in quotations if (stems := _stems(quote))),
        numbers=frozenset(token for token in tokens if token[0].isdigit()),
        names=frozenset(_stem(token) for token in tokens[1:] if token[0].isupper() and len(token) > 1),
        negated=sum(token.lower().replace("’", "'") in known.negations for token in tokens) % 2 == 1,
        text=text,
        quotations=quotations,
        names_a_proposal=any(token.lower() in known.proposals for token in tokens),
        hearsay=any(token.lower() in known.hearsay for token in tokens),
        names_all=bool(known.parties.search(text)),
        turn=next((turn for turn, phrases in known.turns.items() if phrases.search(text)), ""),
        amounts=_amounts(tokens),
    )


def _amounts(tokens: Sequence[str]) -> dict[str, float]:
    """Return the numbers by the word after them, a thing that is numbered twice left out."""
    found: dict[str, float] = {}
    twice = set()
    for token, unit in pairwise(tokens):
        if not _NUMBER.fullmatch(token) or unit[0].isdigit():
            continue
        stem = _stem(unit)
        twice |= {stem} & found.keys()
        found[stem] = float(token.replace(",", ""))
    return {unit: amount for unit, amount in found.items() if unit not in twice}


def likeness(a: Wording, b: Wording) -> Likeness:
    """Compare two wordings: shared content words, what is quoted in both, and what speaks against it."""
    shared, least = len(a.words & b.words), min(len(a.words), len(b.words))
    if not least:
        return Likeness(0.0, 0, 0, "", ())
    dice = 2 * shared / (len(a.words) + len(b.words))
    # One shared word of two says little; the more words the smaller has, the more its coverage counts.
    score = (0.6 * shared / least + 0.4 * dice) * least / (least + 1)
    differences = tuple(_differences(a, b))
    penalty = sum(_PENALTIES[difference] for difference in differences)
    return Likeness(max(0.0, score - penalty), shared, least, _quoted_in_both(a, b), differences)


def _differences(a: Wording, b: Wording) -> list[str]:
    found = []
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        found.append("numbers")
    if a.names and b.names and not a.names & b.names:
        found.append("names")
    if a.negated != b.negated:
        found.append("negation")
    return found


def _quoted_in_both(a: Wording, b: Wording) -> str:
    """Return the longest quotation of one that stands in a quotation of the other; else nothing."""
    shared = [quote for one, other in ((a, b), (b, a)) for quote in one.quotations if _stands_in(quote, other)]
    return max(shared, key=lambda quote: (len(quote), quote), default="")


def _stands_in(quote: str, other: Wording) -> bool:
    stems = _stems(quote)
    if not stems:
        return False
    verbatim = any(f" {_plain(quote)} " in f" {_plain(quotation)} " for quotation in other.quotations)
    return verbatim or (len(stems) >= _LOOSE and any(stems <= quoted for quoted in other.quoted))


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _stems(text: str) -> frozenset[str]:
    known = lists()
    words = (token.lower().replace("’", "'") for token in _WORD.findall(text))
    return frozenset(_stem(word) for word in words if word not in known.function and word not in known.negations)


def _stem(word: str) -> str:
    return word.lower()[:_STEM]
