"""build_pipeline(): the only wiring of the spaCy components, and the Extractor that runs them over articles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import cast

import spacy
from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

from claims.extraction import attribution, segments  # noqa: F401  (registers the factories)
from claims.extraction.assembly import Assembly
from claims.extraction.lemmas import CachedLemmas
from claims.extraction.lexicon import lexicon_version
from claims.extraction.meaning_model import shipped_model
from claims.extraction.model_folder import ModelError
from claims.extraction.pieces import join, split
from claims.extraction.records import USUAL_SETTINGS, ArticleText, Attribution, Extraction, ExtractionSettings, Speaker
from claims.extraction.registry import Registry
from claims.extraction.semantics import read_moods

__all__ = ["Extractor", "ModelError", "ModelMissingError", "build_pipeline"]

# Raise this with every change of a rule that changes what is found: `extract --stale` reads stored articles again then.
RULES = "rules-2026-11-28p"
BATCH = 32  # texts parsed together


class ModelMissingError(RuntimeError):
    """The spaCy model is not installed; the message names it and the package to install."""


def build_pipeline(settings: ExtractionSettings = USUAL_SETTINGS) -> Language:
    """Load the model without the components nobody reads, and put ours around its tagger, parser and entities."""
    model = settings.spacy_model
    try:
        nlp = spacy.load(model, exclude=["senter"])
    except OSError as error:
        package = model.replace("_", "-")
        raise ModelMissingError(f'The spaCy model "{model}" is missing. Install it: pip install {package}') from error
    _, lemmatizer = nlp.remove_pipe("lemmatizer")
    nlp.remove_pipe("attribute_ruler")
    nlp.add_pipe("segments", first=True)
    nlp.add_pipe("cached_lemmas", after="tagger")
    cast("CachedLemmas", nlp.get_pipe("cached_lemmas")).learn_from(cast("Lemmatizer", lemmatizer))
    nlp.add_pipe("attributions", last=True, config={"threshold": settings.threshold})
    return nlp


class Extractor:
    """Articles in, one Extraction each out, in the same order. Loading takes about two seconds; keep it."""

    def __init__(self, registry: Registry, settings: ExtractionSettings = USUAL_SETTINGS) -> None:
        self.nlp = build_pipeline(settings)
        attributions = cast("attribution.Attributions", self.nlp.get_pipe("attributions"))
        lexicons = f"{lexicon_version()}/moods-{read_moods().version}"
        parser = f"{settings.spacy_model}-{self.nlp.meta['version']}"
        models = f"{attributions.model.version} {shipped_model().version}"
        self.version = f"{models} {RULES} {lexicons} {settings.threshold} {parser} {_digest(registry)}"
        self.names = {actor.slug: actor.name for actor in registry.actors}
        self.names |= {outlet.slug: outlet.name for outlet in registry.outlets}
        self.assembly = Assembly(registry, self.nlp, self.version, attributions.find_nested)

    def extract(self, articles: Iterable[ArticleText]) -> Iterator[Extraction]:
        """Yield the extraction of each article; very long texts are read in pieces at paragraph breaks."""
        for _, group in groupby(self._read(articles), key=lambda piece: piece[0]):
            yield join([(offset, extraction) for _, offset, extraction in group])

    def speakers(self, text: str, given: Sequence[Attribution], published: date | None) -> list[Speaker]:
        """Return the speakers of attributions that somebody else has found, in the order given."""
        with self.nlp.select_pipes(disable=["attributions"]):
            doc = self.nlp(text)
        finder = self.assembly.speakers
        return finder.find(doc, given, self.assembly.aliases.find(doc), published)

    def _read(self, articles: Iterable[ArticleText]) -> Iterator[tuple[int, int, Extraction]]:
        parts = ((number, offset, piece) for number, article in enumerate(articles) for offset, piece in split(article))
        stream = ((piece.text, (number, offset, piece)) for number, offset, piece in parts)
        docs: Iterator[tuple[Doc, tuple[int, int, ArticleText]]] = self.nlp.pipe(
            stream, as_tuples=True, batch_size=BATCH
        )
        for doc, (number, offset, piece) in docs:
            yield number, offset, self.assembly.read(doc, piece)


def _digest(registry: Registry) -> str:
    """A short name of the registry's content, since its terms and aliases decide what is found."""
    return "registry-" + hashlib.sha256(repr(registry).encode()).hexdigest()[:8]
