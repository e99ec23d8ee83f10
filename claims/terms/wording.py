"""The words of a term: normalised for reading, reduced for comparing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

# Letters of a word that are compared, so that "withdraw", "withdrawal" and "withdrawing" are one.
STEM = 6
# Two wordings say the same if this part of the shorter one's words stands in the other.
SHARED = 0.6
LONGEST = 500

_QUOTES = re.compile(r"[\"“”„«»]|(?<!\w)['‘’]|['‘’](?!\w)")
_OPENERS = re.compile(r"^(?:(?:that|to|for|and|but|or|so|then|also)\s+)+", re.IGNORECASE)
_EDGES = " \t\n,;:.–—-…"
_POSSESSIVE = re.compile(r"['’]s?$")
_JOINTS = re.compile(r"[.-]")
_WORD = re.compile(r"\w+(?:[.&’'-]\w+)*")


@dataclass(frozen=True, slots=True)
class Gist:
    """What is compared of a wording: its content words, and among them the names and numbers, which tell apart."""

    words: frozenset[str]
    marks: frozenset[str]

    def says_same_as(self, other: Gist) -> bool:
        """Tell whether both say the same; never if each has a name or number that the other lacks."""
        if self.marks - other.marks and other.marks - self.marks:
            return False
        shorter = min(len(self.words), len(other.words))
        shared = len(self.words & other.words)
        return shared == len(self.words | other.words) if shorter < 2 else shared / shorter >= SHARED


def normalised(text: str, *, without: str = "") -> str:
    """Return the words of a claim as a term: no quotation marks, no opening "that" or "to", one line, a capital.

    ``without`` is taken out: the words of the condition, which are kept apart.
    """
    words = text.replace(without, " ") if without else text
    words = " ".join(_QUOTES.sub("", words).split()).strip(_EDGES)
    words = _OPENERS.sub("", words).strip(_EDGES) or " ".join(text.split())
    return shortened(words[:1].upper() + words[1:])


def shortened(words: str) -> str:
    """Return the words, cut between two of them where they are longer than a term may be."""
    if len(words) <= LONGEST:
        return words
    return words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def gist_of(wording: str) -> Gist:
    """Return what is compared of a wording."""
    words, marks = set(), set()
    for number, match in enumerate(_WORD.finditer(wording)):
        word = _POSSESSIVE.sub("", match.group())
        stem = _JOINTS.sub("", word.casefold())[:STEM]
        if word.casefold() in _function_words():
            continue
        words.add(stem)
        if word[0].isdigit() or (word[0].isupper() and (number or not word[1:].islower())):
            marks.add(stem)
    return Gist(frozenset(words), frozenset(marks))


@cache
def _function_words() -> frozenset[str]:
    # Imported here because spaCy takes a second to import, which most commands need not wait for.
    from spacy.lang.en.stop_words import STOP_WORDS

    # "Not" and its like stay: they turn a demand around.
    return frozenset(STOP_WORDS) - {"no", "not", "never", "none", "nothing", "without", "n't", "n’t"}
