"""Which issues a claim is about, with stance and specificity, by the terms of the registry."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Doc, Token

from claims.extraction.lexicon import read_words
from claims.extraction.records import Act, IssueMention, Span, Stance
from claims.extraction.registry import KnownIssue

GAP = 8  # words that "..." may stand for
WINDOW = 12  # words in front of a term in which a negation reaches it, within the same clause
OPEN_KEY = 3  # letters by which terms with an open first word are indexed
TERM_WORD = re.compile(r"\.\.\.|[^\W_][\w.&]*\*?|['’]s")
BREAKS = frozenset(",;:.–—")
JOINTS = frozenset({"and", "but"})
OPPOSITE = {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR, Stance.NEUTRAL: Stance.NEUTRAL}


class Attitude(StrEnum):
    """What the cue itself does to the stance of the terms in its content; who only reports takes no stance."""

    ASSERTS = "asserts"
    OPPOSES = "opposes"
    ENDORSES = "endorses"
    REPORTS = "reports"

    @classmethod
    def of(cls, act: Act, *, by_cue: bool) -> Attitude:
        """Only an act that the cue word itself performs reaches the terms ("rejected the offer")."""
        if by_cue and act in {Act.REJECT, Act.DENY}:
            return cls.OPPOSES
        return cls.ENDORSES if by_cue and act is Act.ACCEPT else cls.ASSERTS

    def applied(self, stance: Stance) -> Stance:
        if self is Attitude.REPORTS:
            return Stance.NEUTRAL
        if self is Attitude.OPPOSES:
            return Stance.AGAINST if stance is Stance.NEUTRAL else OPPOSITE[stance]
        return Stance.FOR if self is Attitude.ENDORSES and stance is Stance.NEUTRAL else stance


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text in the forms that a term may match."""

    forms: tuple[str, str]
    opens_clause: bool


@dataclass(frozen=True, slots=True)
class Term:
    issue: str
    words: tuple[str, ...]
    stance: Stance

    def end(self, words: Sequence[Word], start: int) -> int | None:
        """Return the position after the match that begins at ``start``."""
        position, gap = start, False
        for wanted in self.words:
            if wanted == "...":
                gap = True
                continue
            reach = range(position, min(len(words), position + (GAP + 1 if gap else 1)))
            found = next((place for place in reach if _is_word(words[place], wanted)), None)
            if found is None:
                return None
            position, gap = found + 1, False
        return position


@dataclass(frozen=True, slots=True)
class Hit:
    term: Term
    stance: Stance
    length: int


class IssueFinder:
    """Terms indexed by their first word, so that cost grows with the text, not with the number of terms."""

    def __init__(self, issues: Sequence[KnownIssue]) -> None:
        self._scaled = {issue.slug: issue.stance_scale for issue in issues}
        self._exact: dict[str, list[Term]] = defaultdict(list)
        self._open: dict[str, list[Term]] = defaultdict(list)
        for issue in issues:
            for known in issue.terms:
                self._add(Term(issue.slug, split_term(known.text), Stance(known.stance)))

    def _add(self, term: Term) -> None:
        if not term.words or term.words[0] == "...":
            return
        first = term.words[0]
        if first.endswith("*"):
            self._open[first.rstrip("*")[:OPEN_KEY]].append(term)
        else:
            self._exact[first].append(term)

    def find(self, doc: Doc, content: Sequence[Span], attitude: Attitude) -> tuple[IssueMention, ...]:
        """Return one mention an issue, in the order of the issues' first terms in ``content``."""
        tokens = list(_tokens(doc, content))
        words = [_word(token) for token in tokens if _is_wordlike(token)]
        hits: dict[str, list[Hit]] = defaultdict(list)
        for start in range(len(words)):
            for term in self._starting(words[start]):
                end = term.end(words, start)
                if end is not None:
                    hits[term.issue].append(Hit(term, self._stance(words, start, end, term, attitude), end - start))
        concrete = any(token.tag_ == "CD" for token in tokens)
        return tuple(_mention(issue, found, concrete=concrete) for issue, found in hits.items())

    def _starting(self, word: Word) -> Iterator[Term]:
        for form in dict.fromkeys(word.forms):
            yield from self._exact.get(form, ())
        for key in dict.fromkeys(form[:OPEN_KEY] for form in word.forms):
            yield from self._open.get(key, ())

    def _stance(self, words: Sequence[Word], start: int, end: int, term: Term, attitude: Attitude) -> Stance:
        if not self._scaled[term.issue]:
            return Stance.NEUTRAL
        stated = OPPOSITE[term.stance] if _is_negated(words, start, end, term) else term.stance
        return attitude.applied(stated)


def split_term(text: str) -> tuple[str, ...]:
    return tuple(TERM_WORD.findall(text.lower()))


def _tokens(doc: Doc, content: Sequence[Span]) -> Iterator[Token]:
    for span in content:
        found = doc.char_span(span.start, span.end, alignment_mode="expand")
        yield from found if found is not None else ()


def _is_wordlike(token: Token) -> bool:
    return any(letter.isalnum() for letter in token.text) or token.lower_ in {"'s", "’s"}


def _word(token: Token) -> Word:
    before = token.doc[token.i - 1].text if token.i else ""
    return Word((token.lower_, token.lemma_.lower()), before in BREAKS or token.lower_ in JOINTS)


def _is_word(word: Word, wanted: str) -> bool:
    if wanted.endswith("*"):
        return any(form.startswith(wanted[:-1]) for form in word.forms)
    return wanted in word.forms


def _is_negated(words: Sequence[Word], start: int, end: int, term: Term) -> bool:
    """A negation in front of the term or in its gap, unless the term itself holds one."""
    negations = read_words().negations
    if any(wanted in negations for wanted in term.words):
        return False
    first = start
    while first > max(0, start - WINDOW) and not words[first].opens_clause:
        first -= 1
    return any(form in negations for word in words[first:end] for form in word.forms)


def _mention(issue: str, hits: Sequence[Hit], *, concrete: bool) -> IssueMention:
    """The stance of the longest term wins; an explicit stance goes before neutral."""
    best = max(hits, key=lambda hit: (hit.stance is not Stance.NEUTRAL, hit.length))
    specificity = 0 if best.stance is Stance.NEUTRAL else 2 if concrete else 1
    confidence = 0.6 if best.length > 1 else 0.45
    return IssueMention(issue, best.stance, specificity, confidence, (f"term:{' '.join(best.term.words)}",))
