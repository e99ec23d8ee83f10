"""What sort of cue an attribution has, so that recall can be told by it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from claims.extraction.lexicon import CueLexicon
from claims.extraction.polnear import AttributedSpans

NO_CUE, NO_WORDS, NO_SOURCE = "no cue", "no words", "no source"
SPEECH, VERB, NOUN, OTHER = "speech verb", "other verb", "noun", "other words"


@cache
def read_cue_classes() -> Mapping[str, str]:
    """Return the class of each lemma that has one; the first class in the file wins."""
    data = tomllib.loads(files("claims.extraction").joinpath("data", "cue_classes.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for entry in data["class"]:
        for word in entry["words"]:
            found.setdefault(word, entry["name"])
    return found


def cue_classes(doc: Doc, attribution: AttributedSpans, lexicon: CueLexicon) -> Iterator[str]:
    """Yield the class of the cue, and NO_SOURCE beside it where nobody is named. Needs tags and lemmas."""
    yield _class_of([token for span in attribution.cue for token in _tokens(doc, *span)], lexicon)
    if not attribution.source:
        yield NO_SOURCE


def _tokens(doc: Doc, start: int, end: int) -> Iterator[Token]:
    yield from doc.char_span(start, end, alignment_mode="expand") or ()


def _class_of(cue: list[Token], lexicon: CueLexicon) -> str:
    words = [token for token in cue if any(letter.isalpha() for letter in token.text)]
    if not words:
        return NO_WORDS if cue else NO_CUE
    classes = read_cue_classes()
    named = {classes.get(form) for token in words for form in (token.lemma_.lower(), token.text.lower())}
    return next((name for name in classes.values() if name in named), None) or _by_tag(words, lexicon)


def _by_tag(words: list[Token], lexicon: CueLexicon) -> str:
    verbs = [token for token in words if token.tag_.startswith("VB")]
    if any(lexicon.find(token.lemma_, token.tag_) for token in verbs):
        return SPEECH
    if any(token.tag_.startswith("NN") for token in words):
        return NOUN
    return VERB if verbs else OTHER
