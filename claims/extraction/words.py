"""Words of a short text as matching terms see them, without tagger and parser: in every base form they may have."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import cast

import spacy
from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

from claims.extraction.records import Span
from claims.extraction.terms import Word, words_of

PARTS_OF_SPEECH = ("NOUN", "VERB", "ADJ")


class WordReader:
    """The model's own tokenizer and lemma tables.

    Without a tagger nobody knows whether "leaves" is a noun or a verb, so it counts as both: a term is found wherever
    extraction finds it, and now and then besides.
    """

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self.lemmatizer = cast("Lemmatizer", nlp.get_pipe("lemmatizer"))
        self._known: dict[str, tuple[str, ...]] = {}

    def read(self, text: str) -> list[Word]:
        """Return the words of the text, punctuation left out."""
        doc = self.nlp.tokenizer(text)
        words = words_of(doc, (Span(0, len(text)),))
        return [replace(word, forms=self._forms(doc[word.token].lower_, word.forms)) for word in words]

    def _forms(self, word: str, forms: tuple[str, ...]) -> tuple[str, ...]:
        if word not in self._known:
            self._known[word] = tuple(self._lemma(word, part) for part in PARTS_OF_SPEECH)
        return tuple(dict.fromkeys(form for form in (*forms, *self._known[word]) if form))

    def _lemma(self, word: str, part: str) -> str:
        doc = Doc(self.nlp.vocab, words=[word], pos=[part])
        return self.lemmatizer.lemmatize(doc[0])[0].lower()


@cache
def load_word_reader(spacy_model: str) -> WordReader:
    """Return the reader of a model, loaded once a process in about two seconds."""
    nlp = spacy.load(spacy_model, exclude=["tok2vec", "tagger", "parser", "ner", "senter", "attribute_ruler"])
    return WordReader(nlp)
