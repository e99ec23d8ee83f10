"""Plain actions are told from what somebody says, by verb, object and trust together."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from claims.extraction.actions import DOUBTFUL, Actions
from claims.extraction.attribution import Attributions
from claims.extraction.lexicon import read_cues
from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText, Attribution, Kind, Span
from tests.extraction.factories import make_registry
from tests.extraction.marked import Marked, MarkedModel

WORDS = ["Norvania", "signed", "a", "treaty", "of", "trade"]
TAGS = ["NNP", "VBD", "DT", "NN", "IN", "NN"]
LEMMAS = ["Norvania", "sign", "a", "treaty", "of", "trade"]
LOW = DOUBTFUL - 0.1
SIGNED = Attribution((Span(16, 33),), (Span(0, 8),), (Span(9, 15),), Kind.INDIRECT, LOW, ("cue:sign",))


def doc(**changed: list[str]) -> Doc:
    given = {"words": WORDS, "tags": TAGS, "lemmas": LEMMAS, **changed}
    return Doc(Vocab(), **given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def actions() -> Actions:
    return Actions(read_cues())


def test_verb_of_no_speech_with_a_plain_object_is_an_action(actions: Actions) -> None:
    assert actions.is_plain(doc(), SIGNED)


def test_verb_of_speech_says_something_by_its_object_alone(actions: Actions) -> None:
    spoken = doc(words=["Norvania", "denies", *WORDS[2:]], lemmas=["Norvania", "deny", *LEMMAS[2:]])
    assert not actions.is_plain(spoken, replace(SIGNED, reason=("cue:deny",)))


def test_clause_is_something_said(actions: Actions) -> None:
    clause = doc(tags=["NNP", "VBD", "DT", "NN", "VBZ", "NN"])
    assert not actions.is_plain(clause, SIGNED)


@pytest.mark.parametrize(
    "other",
    [
        replace(SIGNED, confidence=DOUBTFUL),
        replace(SIGNED, kind=Kind.MIXED),
        replace(SIGNED, source=()),
        replace(SIGNED, cue=(), reason=()),
    ],
    ids=["trusted", "quoted", "no source", "no cue"],
)
def test_what_is_trusted_quoted_or_has_no_source_or_cue_stays(actions: Actions, other: Attribution) -> None:
    assert not actions.is_plain(doc(), other)


@pytest.mark.model
def test_plain_actions_are_found_and_not_made_claims() -> None:
    extractor = Extractor(make_registry())
    text = "Norvania signed a treaty of trade. Norvania denied a breach of the treaty."
    given = [SIGNED, replace(SIGNED, content=(Span(51, 73),), source=(Span(35, 43),), cue=(Span(44, 50),), reason=())]
    component = cast("Attributions", extractor.nlp.get_pipe("attributions"))
    model = MarkedModel([Marked(text, SIGNED)])
    model.known[text] = given
    component.model = model  # type: ignore[assignment]
    (found,) = extractor.extract([ArticleText(text)])
    assert [text[slice(*claim.attribution.cue[0])] for claim in found.claims] == ["denied"]
