"""Examples for the coreference model: GAP's as the program sees them, as they are and with other names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from claims.extraction.coreference import Page, View, look
from claims.extraction.coreference_features import Features
from claims.extraction.gap import Snippet
from claims.extraction.mentions import Candidate
from claims.extraction.pronouns import A, B, candidates_of, tokens_at
from claims.extraction.records import Span
from claims.training.coreference_names import Renamer


@dataclass(frozen=True, slots=True)
class Example:
    """A pronoun and the mentions it may mean. ``right`` marks the mentions it means, and at the end "none of them"."""

    text: str
    pronoun: Span
    mentions: tuple[Span, ...]
    features: Features
    right: NDArray[np.bool_]
    entities: tuple[str, ...]


def gap_examples(snippet: Snippet, doc: Doc, renamer: Renamer, *, variants: int) -> Iterator[Example]:
    """Yield the example as given, then ``variants`` times with other names: of the other gender, then of its own.

    Nothing if the program sees no mention that the pronoun may mean.
    """
    at = tokens_at(doc, snippet.pronoun).root.i
    candidates = candidates_of(snippet, doc)
    meant = {entity for entity, is_meant in zip((A, B), snippet.answer or (False, False), strict=True) if is_meant}
    yield from example_of(doc, at, candidates, meant)
    for number in range(variants):
        gender = snippet.gender if number % 2 else renamer.opposite(snippet.gender)
        persons = [one for one in candidates if one.is_person]
        known = [replace(one, gender=gender) if one.gender == snippet.gender else one for one in candidates]
        yield from example_of(renamer.renamed(doc, persons, gender), at, known, meant)


def example_of(doc: Doc, at: int, candidates: Sequence[Candidate], meant: set[str]) -> Iterator[Example]:
    """Yield what the program sees of the pronoun at token ``at``, if it sees a mention that it may mean.

    Where nobody of ``meant`` is seen, "none" is right, and so is whoever is not A or B: GAP says nothing of them.
    """
    view = look(Page.of(doc), doc[at], candidates)
    if view is not None:
        yield seen(view, meant & {one.entity for one in view.mentions})


def seen(view: View, meant: set[str]) -> Example:
    """Return a view as an example; ``meant`` are entities that are in it."""
    right = [one.entity in meant if meant else one.entity not in (A, B) for one in view.mentions]
    pronoun, mentions = view.places()
    entities = tuple(one.entity for one in view.mentions)
    return Example(view.text, pronoun, tuple(mentions), view.features(), np.array([*right, not meant]), entities)
