"""GAP's names in a text: where they stand again although the parser took the word for no name."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from claims.extraction.gap import Snippet
from claims.extraction.pronouns import A, B, candidates_of
from claims.extraction.records import Span


def candidates(names: tuple[str, str], missed: str) -> dict[int, str]:
    """Return the entity of each name's token in "A met B . MISSED left when she came .", MISSED tagged as no name."""
    one, other = (name.split() for name in names)
    words = [*one, "met", *other, ".", missed, "left", "when", "she", "came", "."]
    tags = [*["NNP"] * len(one), "VBD", *["NNP"] * len(other), ".", "JJ", "VBD", "WRB", "PRP", "VBD", "."]
    doc = Doc(spacy.blank("en").vocab, words=words, tags=tags)
    text = doc.text
    a, b = (Span(text.index(name), text.index(name) + len(name)) for name in names)
    she = text.index("she came")
    snippet = Snippet("t-1", text, Span(she, she + 3), a, b, None)
    found = candidates_of(snippet, doc)
    return {place: one.entity for one in found for place in range(one.start, one.end)}


@pytest.mark.parametrize(("missed", "entity"), [("Dolly", A), ("Lund", A), ("Moe", B)])
def test_a_word_of_a_name_is_a_mention_wherever_it_stands(missed: str, entity: str) -> None:
    assert candidates(("Dolly Lund", "Maria Moe"), missed)[6] == entity


@pytest.mark.parametrize(
    ("names", "missed"),
    [
        (("Dolly Moe", "Maria Moe"), "Moe"),  # both are called so
        (("Queen Anna", "Maria Moe"), "Queen"),  # a title
        (("Will Lund", "Maria Moe"), "Will"),  # a common word
        (("Dolly Lund", "Maria Moe"), "dolly"),
        (("D Lund", "Maria Moe"), "D"),
    ],
)
def test_a_word_that_may_stand_for_others_is_none(names: tuple[str, str], missed: str) -> None:
    assert 6 not in candidates(names, missed)


def test_mentions_stay_in_reading_order_and_apart() -> None:
    assert list(candidates(("Dolly Lund", "Maria Moe"), "Dolly")) == [0, 1, 3, 4, 6]
