"""The classes of cues by which recall is told apart."""

from __future__ import annotations

import pytest

from claims.extraction.cue_classes import (
    NO_CUE,
    NO_SOURCE,
    NO_WORDS,
    NOUN,
    OTHER,
    SPEECH,
    VERB,
    cue_classes,
    read_cue_classes,
)
from claims.extraction.lexicon import read_cues
from claims.extraction.polnear import AttributedSpans
from claims.extraction.records import Span
from tests.extraction.factories import make_doc

SOURCE = (Span(0, 3),)


def classes_of(cue: list[tuple[str, str, str]], *, source: tuple[Span, ...] = SOURCE) -> list[str]:
    """Classify a cue given as (word, tag, lemma), which stands behind "Ida"."""
    words = ["Ida", *(word for word, _, _ in cue)]
    doc = make_doc(words, tags=["NNP", *(tag for _, tag, _ in cue)], lemmas=["ida", *(lemma for _, _, lemma in cue)])
    spans = (Span(doc[1].idx, len(doc.text)),) if cue else ()
    return list(cue_classes(doc, AttributedSpans(source, spans, (Span(0, 1),)), read_cues()))


@pytest.mark.parametrize(
    ("cue", "wanted"),
    [
        ([("told", "VBD", "tell"), ("reporters", "NNS", "reporter")], "say, tell"),
        ([("According", "VBG", "accord"), ("to", "IN", "to")], "according to"),
        ([("believes", "VBZ", "believe")], "attitude verb"),
        ([("has", "VBZ", "have"), ("warned", "VBN", "warn")], SPEECH),
        ([("issued", "VBD", "issue"), ("a", "DT", "a"), ("statement", "NN", "statement")], NOUN),
        ([("premiered", "VBD", "premiere")], VERB),
        ([("per", "IN", "per")], OTHER),
        ([(":", ":", ":")], NO_WORDS),
        ([], NO_CUE),
    ],
)
def test_cue_belongs_to_one_class(cue: list[tuple[str, str, str]], wanted: str) -> None:
    assert classes_of(cue) == [wanted]


def test_attribution_without_a_source_counts_twice() -> None:
    assert classes_of([("said", "VBD", "say")], source=()) == ["say, tell", NO_SOURCE]


def test_class_names_of_the_file_and_of_the_code_differ() -> None:
    assert not set(read_cue_classes().values()) & {NO_CUE, NO_SOURCE, NO_WORDS, SPEECH, VERB, NOUN, OTHER}
