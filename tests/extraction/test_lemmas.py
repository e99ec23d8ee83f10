"""Lemmas are those of the model's own lemmatizer."""

from __future__ import annotations

from typing import cast

import pytest
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

from claims.extraction.lemmas import PARTS_OF_SPEECH, CachedLemmas
from claims.extraction.pipeline import build_pipeline

WORDS = {
    "VBD": ["said", "told", "rejected", "was", "flooed", "Tweeted"],
    "NNS": ["talks", "countries", "men", "zorbles", "ceasefires"],
    "JJR": ["better", "worse", "likelier"],
    "RBR": ["faster"],
    "MD": ["would", "might"],
}


@pytest.mark.model
def test_lemmas_are_those_of_the_models_own_lemmatizer() -> None:
    nlp = build_pipeline()
    cached = cast("CachedLemmas", nlp.get_pipe("cached_lemmas"))
    assert isinstance(cached.lemmatizer, Lemmatizer)
    for tag, words in WORDS.items():
        doc = cached(Doc(nlp.vocab, words=words, tags=[tag] * len(words)))
        part = PARTS_OF_SPEECH[tag[:2]]
        asked = Doc(nlp.vocab, words=[word.lower() for word in words], pos=[part] * len(words))
        assert [token.lemma_ for token in doc] == [cached.lemmatizer.lemmatize(token)[0].lower() for token in asked]
    doc = cached(Doc(nlp.vocab, words=["talks", "Said", "went"], tags=["NNS", "VBD", "VBD"]))
    assert [token.lemma_ for token in doc] == ["talk", "say", "go"]
