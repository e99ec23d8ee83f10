"""Which of the persons and bodies named in a text a pronoun means, with a probability for each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction import coreference_speech as speech
from claims.extraction.coreference_features import INDEX, Features, Scene, features_of, may_mean
from claims.extraction.coreference_input import quoted_tokens
from claims.extraction.coreference_model import SHIPPED, CoreferenceModel
from claims.extraction.mentions import Candidate, find_mentions, unite
from claims.extraction.records import Span

__all__ = ["Candidate", "Coreference", "Ranked", "find_mentions"]

NEAR, FAR = 6, 14  # sentences before the pronoun's own: usually, and where those hold no candidate
MOST = 40  # mentions that are compared
REASONS = (
    *("same_sentence", "one_before", "parallel", "both_subjects", "last_subject", "entity_subject_before"),
    *("most_frequent", "first_of_text", "nearest", "commands", "apposed_owner", "gender_agrees"),
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate, how probable it is that the pronoun means it, and codes of what speaks for it."""

    candidate: Candidate
    probability: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """What is worked out once a doc: where its sentences start, and which tokens are quoted."""

    doc: Doc
    starts: list[int]
    quoted: list[bool]

    @classmethod
    def of(cls, doc: Doc) -> Page:
        return cls(doc, [sentence.start for sentence in doc.sents], quoted_tokens(doc))


@dataclass(frozen=True)
class View:
    """What is looked at for one pronoun: the tokens that are read, and the mentions in them that it may mean."""

    page: Page
    pronoun: Token
    window: Span
    mentions: list[Candidate]

    @property
    def text(self) -> str:
        return self.page.doc[self.window.start : self.window.end].text

    def places(self) -> tuple[Span, list[Span]]:
        """Return the characters, in the text, of the pronoun and of the mentions."""
        doc, offset = self.page.doc, self.page.doc[self.window.start].idx
        pronoun = _characters(doc, self.pronoun.i, self.pronoun.i + 1, offset)
        return pronoun, [_characters(doc, one.start, one.end, offset) for one in self.mentions]

    def features(self) -> Features:
        return features_of(Scene(self.page.doc, self.pronoun, self.mentions, self.page.quoted, self.page.starts))


def look(page: Page, token: Token, candidates: Sequence[Candidate]) -> View | None:
    """Return what the program looks at, and what the model is fitted on; None if no candidate agrees."""
    for reach in (NEAR, FAR):
        window = _window(page, token, reach)
        mentions = _agreeing(token, speech.may_speak(token, page.quoted, candidates), window.start, window.end)
        if mentions:
            return View(page, token, window, mentions)
    return None


class Coreference:
    """Loaded once; the same doc, pronoun and candidates always give the same result. Raises ModelError.

    ``threshold`` is the probability from which an answer is likelier right than left open.
    """

    def __init__(self, folder: Path = SHIPPED) -> None:
        self.model = CoreferenceModel(folder)
        self._page: Page | None = None

    @property
    def threshold(self) -> float:
        return self.model.threshold

    @property
    def version(self) -> str:
        return self.model.version

    def resolve(self, doc: Doc, pronoun: Token | TokenSpan, candidates: Sequence[Candidate]) -> list[Ranked]:
        """Rank what the pronoun may mean, best first, one entry an entity; empty if no candidate agrees.

        The probabilities add up to less than 1: the rest is that it means none of them. ``candidates`` may stand
        anywhere in the doc, but only those in the sentences before the pronoun, and in its own, are looked at.
        """
        token = pronoun.root if isinstance(pronoun, TokenSpan) else pronoun
        known = candidates if all(one.entity for one in candidates) else unite(doc, candidates)
        view = look(self._read(doc), token, known)
        return self._rank(view) if view else []

    def _read(self, doc: Doc) -> Page:
        if self._page is None or self._page.doc is not doc:
            self._page = Page.of(doc)
        return self._page

    def _rank(self, view: View) -> list[Ranked]:
        table = view.features()
        shares = self.model.shares(view.text, *view.places(), table)
        return _by_entity(view.mentions, table, speech.weigh(view.pronoun, view.page.quoted, view.mentions, shares))


def _window(page: Page, token: Token, reach: int) -> Span:
    """Return the tokens from ``reach`` sentences before the pronoun's own to the end of that one."""
    at = bisect_right(page.starts, token.i) - 1
    end = page.starts[at + 1] if at + 1 < len(page.starts) else len(page.doc)
    return Span(page.starts[max(0, at - reach)], end)


def _agreeing(token: Token, candidates: Sequence[Candidate], first: int, end: int) -> list[Candidate]:
    """Return those of the window that the pronoun may mean, in reading order; the MOST nearest if there are more."""
    inside = [one for one in candidates if first <= one.start and one.end <= end and may_mean(token, one)]
    apart = [one for one in inside if not one.start <= token.i < one.end]
    nearest = sorted(apart, key=lambda one: abs(one.start - token.i))[:MOST]
    return sorted(nearest, key=lambda one: (one.start, one.end))


def _characters(doc: Doc, start: int, end: int, offset: int) -> Span:
    last = doc[end - 1]
    return Span(doc[start].idx - offset, last.idx + len(last) - offset)


def _by_entity(mentions: Sequence[Candidate], table: Features, shares: Features) -> list[Ranked]:
    """Add up the shares of an entity's mentions, and name it by the best of them."""
    groups: dict[str, list[int]] = {}
    for number, mention in enumerate(mentions):
        groups.setdefault(mention.entity, []).append(number)
    ranked = []
    for numbers in groups.values():
        best = max(numbers, key=lambda number: (float(shares[number]), -number))
        total = sum(float(shares[number]) for number in numbers)
        spoke = ("spoke",) if any(mentions[number].spoke for number in numbers) else ()
        ranked.append(Ranked(mentions[best], round(min(total, 1.0), 4), (*spoke, *_reasons(table[best]))))
    return sorted(ranked, key=lambda one: (-one.probability, one.candidate.start))


def _reasons(row: Features) -> tuple[str, ...]:
    return tuple(name for name in REASONS if row[INDEX[name]] > 0)
