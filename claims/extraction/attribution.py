"""Source, cue and content by the learned model, as a spaCy component: a ``Doc`` in, ``list[Attribution]`` out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction.attribution_config import SHIPPED
from claims.extraction.kept import keep
from claims.extraction.lexicon import CueLexicon, read_cues
from claims.extraction.records import Attribution, Kind, SegmentKind, Span
from claims.extraction.tagger import BATCH, RECALL, AttributionModel

GROUPS = ("sources", "cues", "contents")
# Content of so few words holds no second attribution worth a look.
LEAST_NESTING = 6


def _revived(row: Mapping[str, Any]) -> Attribution:
    spans = {name: tuple(Span(*span) for span in row[name]) for name in ("content", "source", "cue")}
    return Attribution(**{**row, **spans, "kind": Kind(row["kind"]), "reason": tuple(row["reason"])})


keep("attributions", _revived)


@Language.factory(
    "attributions",
    default_config={"model": "", "threads": 1, "threshold": RECALL},
    assigns=["doc.spans", "doc._.attributions"],
)
def make_attributions(nlp: Language, name: str, model: str, threads: int, threshold: str) -> Attributions:  # noqa: ARG001
    """Load the model in the folder ``model``, or the shipped one.

    ``threshold`` is the least confidence, as a number or the name of an operating point: recall, balanced, precision.
    """
    least = float(threshold) if re.fullmatch(r"[\d.]+", threshold) else threshold
    folder = Path(model) if model else SHIPPED
    return Attributions(AttributionModel(folder, threads=threads, threshold=least), read_cues())


class Attributions:
    """Needs no other component. With ``segments`` it leaves boilerplate out, with a parse its reasons name lemmas."""

    def __init__(self, model: AttributionModel, lexicon: CueLexicon) -> None:
        self.model, self.lexicon = model, lexicon

    def __call__(self, doc: Doc) -> Doc:
        return self._written(doc, self.find(doc))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = BATCH) -> Iterator[Doc]:
        """Read ``batch_size`` texts together; each doc gets what it would get alone."""
        waiting = iter(stream)
        while docs := list(islice(waiting, batch_size)):
            for doc, found in zip(docs, self.model.find_all([readable(doc) for doc in docs]), strict=True):
                yield self._written(doc, [self._explained(doc, attribution) for attribution in found])

    def _written(self, doc: Doc, found: Sequence[Attribution]) -> Doc:
        doc._.attributions = tuple(found)
        for name in GROUPS:
            doc.spans[name] = []
        for attribution in found:
            for name, places in zip(GROUPS, (attribution.source, attribution.cue, attribution.content), strict=True):
                doc.spans[name].extend(list(_token_spans(doc, places)))
        return doc

    def find(self, doc: Doc) -> list[Attribution]:
        """Return the outermost attributions in the order of their content."""
        return [self._explained(doc, attribution) for attribution in self.model.find(readable(doc))]

    def find_nested(self, doc: Doc, outer: Attribution) -> list[Attribution]:
        """Return what is attributed again in unquoted content: "the paper reported that the minister warned …"."""
        text = doc.text
        places = outer.content if outer.kind is Kind.INDIRECT else ()
        found = [
            inner
            for place in places
            if len(text[place.start : place.end].split()) >= LEAST_NESTING
            for inner in self.model.find_within(text, place)
        ]
        return [self._explained(doc, inner) for inner in found if inner.source]

    def _explained(self, doc: Doc, attribution: Attribution) -> Attribution:
        return replace(attribution, reason=tuple(self._reasons(doc, attribution)))

    def _reasons(self, doc: Doc, attribution: Attribution) -> Iterator[str]:
        tokens = [token for span in _token_spans(doc, attribution.cue) for token in span]
        words = [token for token in tokens if token.is_alpha]
        known = [token for token in words if self._is_cue(token, words)]
        if words:
            yield f"cue:{_lemma(known[0] if known else _heaviest(words))}"
        entries = [self.lexicon.find(_lemma(token), token.tag_) for token in known]
        if any(entry and entry.subjects & {_lemma(token) for token in words} for entry in entries):
            yield "subject:words"
        if attribution.kind is not Kind.INDIRECT:
            yield "quote"

    def _is_cue(self, token: Token, words: Sequence[Token]) -> bool:
        """A word bound to certain subjects ("the demands are …") is a cue only beside one of them."""
        entry = self.lexicon.find(_lemma(token), token.tag_)
        return entry is not None and (not entry.subjects or any(_lemma(word) in entry.subjects for word in words))


def readable(doc: Doc) -> str:
    """Return the text with everything but headline and body blanked, so that offsets stay what they are."""
    text = doc.text
    for segment in doc._.segments if Doc.has_extension("segments") else ():
        if segment.kind not in {SegmentKind.HEADLINE, SegmentKind.BODY}:
            blank = re.sub(r"[^\n]", " ", text[segment.start : segment.end])
            text = text[: segment.start] + blank + text[segment.end :]
    return text


def _heaviest(words: Sequence[Token]) -> Token:
    """Return the last verb or noun, or the longest word where nothing is tagged."""
    tagged = [token for token in words if token.tag_.startswith(("VB", "NN"))]
    return tagged[-1] if tagged else max(words, key=len)


def _lemma(token: Token) -> str:
    return token.lower_ if token.lower_ == "according" else token.lemma_ or token.lower_


def _token_spans(doc: Doc, places: Sequence[Span]) -> Iterator[TokenSpan]:
    for place in places:
        token_span = doc.char_span(*place, alignment_mode="expand")
        if token_span is not None:
            yield token_span
