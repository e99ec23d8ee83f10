"""Matching terms of the registry over the words of a text: in order, by word or base form, with open ends and gaps.

"Kyiv/Ukrainian troops/army ... withdraw*": a word with strokes stands for any of its alternatives.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from spacy.tokens import Doc, Token

from claims.extraction.lexicon import read_words
from claims.extraction.places import tokens_at
from claims.extraction.records import Span

GAP = 8  # words that "..." may stand for
OPEN_KEY = 3  # letters by which terms with an open first word are indexed
TERM_WORD = re.compile(r"\.\.\.|(?:/?[^\W_][\w.&]*\*?)+|['’]s")
BREAKS = frozenset(",;:.–—?!")
JOINTS = frozenset({"and", "but"})
FULL_STOPS = frozenset({".", "?", "!", ";"})
GENITIVES = frozenset({"'s", "’s"})
WORDS = "claims.words"


Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text in the forms that a term may match. ``token`` is its place in the ``Doc``."""

    forms: tuple[str, ...]
    opens_clause: bool
    opens_sentence: bool = False
    stops_gap: bool = False
    token: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A term as its words, and each word as its alternatives."""

    term: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Match(Generic[Entry]):
    """Words ``[start, end)`` that a term matched, and the entry it belongs to."""

    entry: Entry
    term: tuple[str, ...]
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start

    def is_inside(self, other: Match[Entry]) -> bool:
        """Tell whether the other match covers this one and more."""
        return other.start <= self.start and self.end <= other.end and other.length > self.length


class TermIndex(Generic[Entry]):
    """Terms indexed by their first word, so that cost grows with the text, not with the number of terms."""

    def __init__(self, terms: Iterable[tuple[str, Entry]]) -> None:
        self._exact: dict[str, list[tuple[Pattern, Entry]]] = defaultdict(list)
        self._open: dict[str, list[tuple[Pattern, Entry]]] = defaultdict(list)
        for text, entry in terms:
            words = split_term(text)
            if words and words[0] != "...":
                self._add(Pattern(words, tuple(tuple(word.split("/")) for word in words)), entry)

    def _add(self, pattern: Pattern, entry: Entry) -> None:
        for first in pattern.alternatives[0]:
            if first.endswith("*"):
                self._open[first.rstrip("*")[:OPEN_KEY]].append((pattern, entry))
            else:
                self._exact[first].append((pattern, entry))

    def find(self, words: Sequence[Word]) -> Iterator[Match[Entry]]:
        """Yield every match, in the order of its first word; a gap never crosses the end of a sentence."""
        for start, word in enumerate(words):
            for pattern, entry in self._starting(word):
                end = _end(pattern, words, start)
                if end is not None:
                    yield Match(entry, pattern.term, start, end)

    def _starting(self, word: Word) -> Iterator[tuple[Pattern, Entry]]:
        for form in dict.fromkeys(word.forms):
            yield from self._exact.get(form, ())
        for key in dict.fromkeys(form[:OPEN_KEY] for form in word.forms):
            yield from self._open.get(key, ())


def _end(pattern: Pattern, words: Sequence[Word], start: int) -> int | None:
    """Return the position after the match that begins at ``start``."""
    position, gap = start, False
    for wanted in pattern.alternatives:
        if wanted == ("...",):
            gap = True
            continue
        found = _next(words, wanted, position, GAP + 1 if gap else 1, begins=position == start)
        if found is None:
            return None
        position, gap = found + 1, False
    return position


def _next(words: Sequence[Word], wanted: tuple[str, ...], position: int, reach: int, *, begins: bool) -> int | None:
    for place in range(position, min(len(words), position + reach)):
        if (words[place].opens_sentence and not begins) or (place > position and words[place - 1].stops_gap):
            return None
        if is_word(words[place], wanted):
            return place
    return None


def is_word(word: Word, wanted: tuple[str, ...]) -> bool:
    """Tell whether a word is one of the alternatives of a term's word."""
    for one in wanted:
        if one in word.forms or (one.endswith("*") and any(form.startswith(one[:-1]) for form in word.forms)):
            return True
    return False


def split_term(text: str) -> tuple[str, ...]:
    return tuple(TERM_WORD.findall(text.lower()))


def words_of(doc: Doc, places: Sequence[Span]) -> list[Word]:
    """Return the words inside ``places``, punctuation left out; a sentence may have ended between two places."""
    every, found = _all_words(doc), list[Word]()
    for place in places:
        touched = tokens_at(doc, place)
        words = [word for word in every[touched.start : touched.end] if word]
        if words and found and _has_full_stop(doc, found[-1].token, words[0].token):
            words[0] = replace(words[0], opens_clause=True, opens_sentence=True)
        found += words
    return found


def _all_words(doc: Doc) -> list[Word | None]:
    """Return the word of each token, None for punctuation; they are made once, as claims and rules share them."""
    words: list[Word | None] | None = doc.user_data.get(WORDS)
    if words is None:
        words = doc.user_data[WORDS] = list(_made(doc))
    return words


def _made(doc: Doc) -> Iterator[Word | None]:
    before, stops = "", read_words().gap_stops
    for token in doc:
        text, lower = token.text, token.lower_
        if text.isalnum() or lower in GENITIVES or any(letter.isalnum() for letter in text):
            opens_sentence = before in FULL_STOPS or "\n\n" in before
            opens_clause = opens_sentence or before in BREAKS or lower in JOINTS
            yield Word(_forms(lower, token.lemma_.lower()), opens_clause, opens_sentence, lower in stops, token.i)
        else:
            yield None
        before = text


def _has_full_stop(doc: Doc, last: int, following: int) -> bool:
    return any(token.text in FULL_STOPS for token in doc[last + 1 : following])


def tokens_of(doc: Doc, places: Sequence[Span]) -> Iterator[Token]:
    for place in places:
        yield from tokens_at(doc, place)


def _forms(lower: str, lemma: str) -> tuple[str, ...]:
    return (lower, lemma) if "." not in lower else (lower, lemma, lower.replace(".", ""))
