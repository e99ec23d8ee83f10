"""Subjects, verb groups and contents read off a parse made by hand."""

from __future__ import annotations

from spacy.tokens import Doc

from claims.extraction import clauses
from claims.extraction.lexicon import read_cues
from tests.extraction.factories import make_doc


def passive_doc() -> Doc:
    return make_doc(
        ["The", "offer", "was", "firmly", "rejected", "by", "Belmar", "."],
        heads=[1, 4, 4, 4, 4, 4, 5, 4],
        deps=["det", "nsubjpass", "auxpass", "advmod", "ROOT", "agent", "pobj", "punct"],
        tags=["DT", "NN", "VBD", "RB", "VBN", "IN", "NNP", "."],
        lemmas=["the", "offer", "be", "firmly", "reject", "by", "Belmar", "."],
    )


def test_subject_of_a_passive_is_its_agent() -> None:
    subject = clauses.subject_of(passive_doc()[4])
    assert subject is not None
    assert subject.text == "Belmar"


def test_content_of_a_passive_is_its_subject() -> None:
    doc = passive_doc()
    cue = read_cues().find("reject", "VBN")
    assert cue is not None
    assert clauses.content_range(doc[4], cue) == (0, 1)


def test_verb_group_holds_auxiliaries_and_adverbs() -> None:
    assert clauses.verb_group(passive_doc()[4]) == (2, 4)


def test_subject_is_shared_by_joined_verbs() -> None:
    doc = make_doc(
        ["Kessel", "came", "and", "said", "no", "."],
        heads=[1, 1, 1, 1, 3, 1],
        deps=["nsubj", "ROOT", "cc", "conj", "dobj", "punct"],
        tags=["NNP", "VBD", "CC", "VBD", "UH", "."],
    )
    subject = clauses.subject_of(doc[3])
    assert subject is not None
    assert subject.text == "Kessel"


def test_noun_phrase_stops_before_a_relative_clause() -> None:
    doc = make_doc(
        ["Kessel", ",", "who", "came", "late", ",", "said", "no", "."],
        heads=[6, 0, 3, 0, 3, 0, 6, 6, 6],
        deps=["nsubj", "punct", "nsubj", "relcl", "advmod", "punct", "ROOT", "dobj", "punct"],
        tags=["NNP", ",", "WP", "VBD", "RB", ",", "VBD", "UH", "."],
    )
    assert clauses.noun_phrase(doc[0]) == (0, 1)
