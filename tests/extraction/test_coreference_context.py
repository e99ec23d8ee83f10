"""What stands between a mention and the pronoun, on sentences parsed by hand."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from claims.extraction.coreference_context import CONTEXT, context_of
from claims.extraction.coreference_scene import Scene
from claims.extraction.mentions import Candidate
from tests.extraction.factories import make_doc


def context(doc: Doc, pronoun: int, *mentions: Candidate, starts: tuple[int, ...] = (0,)) -> list[dict[str, float]]:
    scene = Scene(doc, doc[pronoun], mentions, [False] * len(doc), starts)
    return [dict(context_of(scene, number)) for number in range(len(mentions))]


def chained() -> Doc:
    """Ann left . She met Eve and she won ."""
    return make_doc(
        ["Ann", "left", ".", "She", "met", "Eve", "and", "she", "won", "."],
        heads=[1, 1, 1, 4, 4, 4, 4, 8, 4, 4],
        deps=["nsubj", "ROOT", "punct", "nsubj", "ROOT", "dobj", "cc", "nsubj", "conj", "punct"],
        tags=["NNP", "VBD", ".", "PRP", "VBD", "NNP", "CC", "PRP", "VBD", "."],
    )


def test_earlier_pronoun_goes_on_with_the_name_before_it() -> None:
    ann, eve = context(chained(), 7, Candidate(0, 1, entity="ann"), Candidate(5, 6, entity="eve"), starts=(0, 3))
    assert ann["before_last_pronoun"] == ann["entity_before_last_pronoun"] == ann["subject_pronoun_next"] == 1
    assert ann["pronouns_between"] > eve["pronouns_between"] == 0
    assert (eve["newer_than_last_pronoun"], ann["newer_than_last_pronoun"]) == (1, 0)
    assert ann["last_pronoun_near"] == ann["last_pronoun_subject"] == 1


def test_pronoun_of_the_other_gender_does_not_count() -> None:
    doc = make_doc(
        ["He", "saw", "Ann", "and", "she", "left", "."],
        heads=[1, 1, 1, 1, 5, 1, 1],
        deps=["nsubj", "ROOT", "dobj", "cc", "nsubj", "conj", "punct"],
        tags=["PRP", "VBD", "NNP", "CC", "PRP", "VBD", "."],
    )
    (ann,) = context(doc, 4, Candidate(2, 3, entity="ann"))
    assert (ann["no_pronoun_before"], ann["conjoined"]) == (1, 1)


def test_path_through_the_parse_is_measured_within_the_sentence_only() -> None:
    ann, eve = context(chained(), 7, Candidate(0, 1, entity="ann"), Candidate(5, 6, entity="eve"), starts=(0, 3))
    assert ann["path"] > 1
    assert eve["path"] == pytest.approx(0.3)
    assert eve["path_up"] == pytest.approx(1 / 6)
    assert eve["path_down"] == pytest.approx(2 / 6)


def test_rival_subject_between_is_seen() -> None:
    doc = make_doc(
        ["Ann", "left", ".", "Eve", "stayed", ".", "She", "won", "."],
        heads=[1, 1, 1, 4, 4, 4, 7, 7, 7],
        deps=["nsubj", "ROOT", "punct"] * 3,
        tags=["NNP", "VBD", ".", "NNP", "VBD", ".", "PRP", "VBD", "."],
    )
    ann, eve = context(doc, 6, Candidate(0, 1, entity="ann"), Candidate(3, 4, entity="eve"), starts=(0, 3, 6))
    assert (ann["rival_subject_between"], eve["rival_subject_between"]) == (1, 0)
    assert eve["pronoun_main"] == eve["pronoun_opens"] == 1


def test_every_value_has_its_column() -> None:
    ann, _ = context(chained(), 7, Candidate(0, 1, entity="ann"), Candidate(5, 6, entity="eve"), starts=(0, 3))
    assert set(ann) <= set(CONTEXT)
    assert len(CONTEXT) == len(set(CONTEXT))
