"""What the features say about a pronoun and a mention, on sentences parsed by hand."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from claims.extraction.coreference_features import INDEX, Scene, features_of, may_mean
from claims.extraction.mentions import Candidate
from tests.extraction.factories import make_doc


def told() -> Doc:
    """Ann told Eve that she won ."""
    return make_doc(
        ["Ann", "told", "Eve", "that", "she", "won", "."],
        heads=[1, 1, 1, 5, 5, 1, 1],
        deps=["nsubj", "ROOT", "dobj", "mark", "nsubj", "ccomp", "punct"],
        tags=["NNP", "VBD", "NNP", "IN", "PRP", "VBD", "."],
    )


def features(doc: Doc, pronoun: int, *mentions: Candidate, quoted: tuple[int, ...] = ()) -> list[dict[str, float]]:
    marks = [token.i in quoted for token in doc]
    table = features_of(Scene(doc, doc[pronoun], mentions, marks, [0]))
    return [{name: float(row[place]) for name, place in INDEX.items()} for row in table]


def test_parallel_subject_governs_the_clause_of_the_pronoun() -> None:
    ann, eve = features(told(), 4, Candidate(0, 1, entity="ann"), Candidate(2, 3, entity="eve"))
    assert ann["both_subjects"] == ann["parallel"] == ann["governs"] == ann["first_subject"] == 1
    assert (eve["is_object"], eve["parallel"], eve["nearest"]) == (1, 0, 1)


def test_name_in_the_pronouns_own_clause_is_marked() -> None:
    doc = make_doc(
        ["Ann", "praised", "her", "."],
        heads=[1, 1, 1, 1],
        deps=["nsubj", "ROOT", "dobj", "punct"],
        tags=["NNP", "VBD", "PRP", "."],
    )
    (ann,) = features(doc, 2, Candidate(0, 1, entity="ann"))
    assert ann["same_clause"] == 1


def test_what_the_pronoun_owns_is_marked() -> None:
    doc = make_doc(
        ["Eve", "met", "her", "sister", "Ann", "."],
        heads=[1, 1, 3, 4, 1, 1],
        deps=["nsubj", "ROOT", "poss", "compound", "dobj", "punct"],
        tags=["NNP", "VBD", "PRP$", "NN", "NNP", "."],
    )
    eve, ann = features(doc, 2, Candidate(0, 1, entity="eve"), Candidate(4, 5, entity="ann"))
    assert (eve["owned"], eve["pronoun_possessor"]) == (0, 1)
    assert ann["holds_pronoun"] == ann["after"] == 1


def test_who_speaks_a_quotation_is_marked_against_a_pronoun_in_it() -> None:
    (ann, eve) = features(told(), 4, Candidate(0, 1, entity="ann"), Candidate(2, 3, entity="eve"), quoted=(4, 5))
    assert ann["speaks_here"] == ann["quoted_apart"] == 1
    assert eve["speaks_here"] == 0


def test_frequent_entity_and_topic_are_marked() -> None:
    doc = told()
    mentions = (Candidate(0, 1, entity="ann"), Candidate(2, 3, entity="eve"), Candidate(5, 6, entity="ann"))
    first, second, _ = features(doc, 4, *mentions)
    assert (first["most_frequent"], second["most_frequent"], first["first_of_text"]) == (1, 0, 1)
    assert first["frequency"] > second["frequency"]


@pytest.mark.parametrize(
    ("pronoun", "candidate", "possible"),
    [
        ("she", Candidate(0, 1, "female"), True),
        ("she", Candidate(0, 1, ""), True),
        ("she", Candidate(0, 1, "male"), False),
        ("he", Candidate(0, 1, is_person=False), False),
        ("it", Candidate(0, 1, is_person=False), True),
        ("it", Candidate(0, 1, "male"), False),
        ("they", Candidate(0, 1, is_person=False), True),
        ("they", Candidate(0, 1, number="plural"), True),
        ("they", Candidate(0, 1, "male"), False),
    ],
)
def test_gender_number_and_kind_must_agree(pronoun: str, candidate: Candidate, possible: bool) -> None:  # noqa: FBT001
    doc = make_doc(["Ann", pronoun])
    assert may_mean(doc[1], candidate) is possible
