"""Lemmas from the model's own tables, remembered by word form and tag: the same lemmas at a fraction of the cost."""

from __future__ import annotations

from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc
from spacy.vocab import Vocab

PARTS_OF_SPEECH = {"VB": "VERB", "NN": "NOUN", "JJ": "ADJ", "RB": "ADV", "MD": "AUX"}


@Language.factory("cached_lemmas", requires=["token.tag"], assigns=["token.lemma"])
def make_cached_lemmas(nlp: Language, name: str) -> CachedLemmas:  # noqa: ARG001
    return CachedLemmas(nlp.vocab)


class CachedLemmas:
    """Writes ``token.lemma``; needs tags, but no attribute ruler.

    ``lemmatizer`` is the model's own rule lemmatizer, asked once for each pair of form and part of speech; without one
    the lower-case form serves as the lemma.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self.lemmatizer: Lemmatizer | None = None
        self._known: dict[tuple[int, str], int] = {}

    def learn_from(self, lemmatizer: Lemmatizer) -> None:
        """Ask this lemmatizer from now on, once it can look base forms up.

        They come as lists of up to 57,000 words, which its rules would go through for every ending they try.
        """
        index = lemmatizer.lookups.get_table("lemma_index", {})
        for part in list(index.keys()):
            index[part] = frozenset(index[part])
        self.lemmatizer = lemmatizer
        self._known.clear()

    def __call__(self, doc: Doc) -> Doc:
        known = self._known
        for token in doc:
            key = (token.lower, token.tag_[:2])
            lemma = known.get(key)
            if lemma is None:
                lemma = known[key] = self._find(token.lower_, key[1])
            token.lemma = lemma
        return doc

    def _find(self, word: str, tag: str) -> int:
        part = PARTS_OF_SPEECH.get(tag)
        if part is None or self.lemmatizer is None or not word.strip():
            return self.vocab.strings.add(word)
        scratch = Doc(self.vocab, words=[word], pos=[part])
        return self.vocab.strings.add(self.lemmatizer.lemmatize(scratch[0])[0].lower())
