"""Examples that nobody annotated: "it" and "they" put for repeated names of states and organisations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from spacy.tokens import Doc, Token

from claims.extraction.mentions import PLURAL, Candidate, find_mentions
from claims.training.coreference_docs import replaced_name
from claims.training.coreference_examples import Example, example_of

SENTENCES = (1, 5)  # before the pronoun's own
LONGEST = 900  # characters
PLURAL_BODIES = 0.25  # share of "they" for an organisation
FORMS = {  # possessive, object, subject
    "it": ("its", "it", "it"),
    "they": ("their", "them", "they"),
}


@dataclass(frozen=True)
class Maker:
    """Makes examples of one doc after the other; ``random`` draws where they begin and which are made."""

    random: Random

    def bodies(self, doc: Doc, *, share: float) -> Iterator[Example]:
        """Yield an example for a ``share`` of the repeated names of states and organisations.

        Texts use "it" and "they" for more than names, so their own pronouns tell nothing without annotation.
        """
        mentions, starts = find_mentions(doc), [sentence.start for sentence in doc.sents]
        bodies = [one for one in mentions if not one.is_person]
        for mention in bodies:
            token = doc[mention.start]
            acts = mention.end - mention.start == 1 and token.dep_ in {"nsubj", "poss"} and token.left_edge.i == token.i
            if acts and self.random.random() < share:
                forms = FORMS["they" if self.random.random() < PLURAL_BODIES else "it"]
                made = _with_pronoun(doc, mention, bodies, self._window(doc, starts, token), forms)
                if made is not None:
                    part, at, kept = made
                    yield from example_of(part, at, [replace(one, gender="") for one in kept], {mention.entity})

    def _window(self, doc: Doc, starts: Sequence[int], token: Token) -> tuple[int, int]:
        at = int(np.searchsorted(starts, token.i, side="right")) - 1
        first = max(0, at - self.random.randint(*SENTENCES))
        end = starts[at + 1] if at + 1 < len(starts) else len(doc)
        while first < at and doc[starts[first] : end].end_char - doc[starts[first]].idx > LONGEST:
            first += 1
        return starts[first], end


def _with_pronoun(
    doc: Doc, mention: Candidate, mentions: Sequence[Candidate], window: tuple[int, int], forms: tuple[str, str, str]
) -> tuple[Doc, int, list[Candidate]] | None:
    """Return the part of the doc with a pronoun for the name, its place, and the other mentions of the part."""
    first, end = window
    inside = [one for one in mentions if first <= one.start and one.end <= end]
    if not _is_telling(mention, inside):
        return None
    part = doc[first:end].as_doc()
    made = replaced_name(part, mention.start - first, mention.end - first, forms)
    gone = len(part) - len(made)
    before = [one for one in inside if one.end <= mention.start]
    after = [one for one in inside if one.start >= mention.end]
    return made, mention.start - first, [*_moved(before, first), *_moved(after, first + gone)]


def _is_telling(mention: Candidate, inside: Sequence[Candidate]) -> bool:
    """The name was there before, near enough, and somebody else was named too."""
    before = [one for one in inside if one.end <= mention.start]
    return any(one.entity == mention.entity for one in before[-3:]) and any(
        one.entity != mention.entity and one.number != PLURAL for one in before
    )


def _moved(mentions: Sequence[Candidate], offset: int) -> list[Candidate]:
    return [replace(one, start=one.start - offset, end=one.end - offset) for one in mentions]
