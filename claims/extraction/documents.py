"""Who has issued the document that a source names: "the statement said", "the paper calls for …"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from claims.extraction.discourse import SUBJECTS, Scene
from claims.extraction.records import Sourcing, Speaker
from claims.extraction.roles import head_of
from claims.extraction.sourcing import is_document

if TYPE_CHECKING:
    from claims.extraction.speakers import SpeakerFinder

POINTING = frozenset({"the", "this", "that", "its", "their"})
GENERAL = frozenset({"document", "text", "paper"})  # words that go on about a document of any kind
SENTENCES = 4  # that are looked through for the document, that of the source included
SHARE = 0.8
LEAST = 0.5


class Documents:
    def __init__(self, finder: SpeakerFinder) -> None:
        self.finder = finder

    def find(self, scene: Scene, source: TokenSpan) -> Speaker | None:
        """Return who issued the document; None if the source is none, or nobody is told."""
        head = head_of(source)
        if head is None or head.tag_ != "NN" or not is_document(head) or source[0].lower_ not in POINTING:
            return None
        for token in _earlier(scene, source, head):
            issuer = next(self._issuers(scene, token), None)
            if issuer is not None:
                return replace(
                    issuer,
                    confidence=round(issuer.confidence * SHARE, 2),
                    reason=(*issuer.reason, f"document:{head.lower_}"),
                    sourcing=Sourcing.DOCUMENT,
                )
        return None

    def _issuers(self, scene: Scene, document: Token) -> Iterator[Speaker]:
        for phrase in _who_issued(document):
            found = self._resolved(scene, phrase)
            if found is not None and not found.is_open and found.confidence >= LEAST:
                yield found

    def _resolved(self, scene: Scene, phrase: TokenSpan) -> Speaker | None:
        place = phrase.start_char
        spoke = next((turn.speaker for turn in scene.between(place, place + 1) if turn.spoke), None)
        if len(phrase) == 1 and phrase[0].tag_ == "PRP":
            return spoke
        named = self.finder.of_phrase(scene, phrase)
        return named or spoke or self.finder.owners.find(scene, phrase)


def _earlier(scene: Scene, source: TokenSpan, head: Token) -> Iterator[Token]:
    """Earlier nouns that may mean the same document, the nearest first."""
    start, left = source.root.sent.start, SENTENCES - 1
    while left and start > 0:
        start = scene.doc[start - 1].sent.start
        left -= 1
    for token in reversed(scene.doc[start : source.start]):
        if token.tag_ == "NN" and is_document(token) and (token.lower_ == head.lower_ or head.lower_ in GENERAL):
            yield token


def _who_issued(document: Token) -> Iterator[TokenSpan]:
    """Yield the phrases that may name the issuer: "released by X", "X's paper", "X said in a statement"."""
    doc = document.doc
    for child in document.children:
        if child.dep_ == "poss":
            yield _phrase(child)
        if child.dep_ in {"acl", "relcl"} or (child.dep_ in {"agent", "prep"} and child.lower_ in {"by", "from"}):
            yield from _agents(child)
    if document.dep_ == "nsubjpass":
        yield from (found for child in document.head.children if child.dep_ == "agent" for found in _agents(child))
    front = doc[document.left_edge.i : document.i]
    if any(token.dep_ in {"compound", "amod", "nmod"} and token.text[0].isupper() for token in front):
        yield front
    verb = document.head if document.dep_ == "dobj" else document.head.head if document.head.lower_ == "in" else None
    if verb is not None and (document.dep_ == "dobj" or document.dep_ == "pobj"):
        yield from (_phrase(child) for child in verb.children if child.dep_ in SUBJECTS)
        yield from (_phrase(child) for child in verb.head.children if verb.dep_ == "conj" and child.dep_ in SUBJECTS)


def _agents(token: Token) -> Iterator[TokenSpan]:
    """Whoever stands behind "by", or is the subject of a clause about the document ("which it published")."""
    for child in token.subtree:
        if child.dep_ == "pobj" and child.head.lower_ in {"by", "from"} and child.head in {token, *token.children}:
            yield _phrase(child)
        if token.dep_ == "relcl" and child.dep_ == "nsubj" and child.head.i == token.i and child.tag_[:1] != "W":
            yield _phrase(child)


def _phrase(noun: Token) -> TokenSpan:
    return noun.doc[noun.left_edge.i : noun.i + 1]
