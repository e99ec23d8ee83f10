"""Persons and bodies found in a text, with gender and shared entities."""

from __future__ import annotations

from dataclasses import replace

import pytest
from spacy.language import Language

from claims.extraction.mentions import Candidate, find_mentions, gender_of, read_genders, unite
from claims.extraction.pronouns import build_parser
from tests.extraction.factories import make_doc


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_parser()


@pytest.mark.parametrize(
    ("words", "start", "end", "gender"),
    [
        (["Mrs.", "Lund", "left"], 1, 2, "female"),
        (["Mr", "Lund", "left"], 1, 2, "male"),
        (["his", "wife", "Sasha"], 2, 3, "female"),
        (["her", "son", ",", "Robin"], 3, 4, "male"),
        (["Olena", "Lund"], 0, 2, "female"),
        (["Tariq", "Lund"], 0, 2, "male"),
        (["Lund", "left"], 0, 1, ""),
    ],
)
def test_gender_is_told_by_title_relation_or_given_name(words: list[str], start: int, end: int, gender: str) -> None:
    tags = ["NNP" if word[0].isupper() else "NN" for word in words]
    assert gender_of(make_doc(words, tags=tags), start, end) == gender


def test_given_names_of_both_genders_are_left_out() -> None:
    genders = read_genders()
    assert {"female", "male"} == set(genders.given.values())
    assert not {"robin", "kim", "jordan", "sasha"} & genders.given.keys()


def test_short_name_shares_entity_and_gender_of_the_full_one() -> None:
    doc = make_doc(["Ann", "Lund", "met", "Ola", ".", "Lund", "left"])
    full, other, short = unite(doc, [Candidate(0, 2, "female"), Candidate(3, 4), Candidate(5, 6)])
    assert (short.entity, short.gender) == ("ann lund", "female") == (full.entity, full.gender)
    assert other.entity == "ola"


def test_given_entities_are_kept() -> None:
    doc = make_doc(["Ann", "Lund", "left"])
    assert unite(doc, [Candidate(0, 2, entity="ann-lund")])[0].entity == "ann-lund"


def test_short_name_means_the_person_named_last() -> None:
    doc = make_doc(["Ann", "Lund", "and", "Bo", "Lund", ".", "Lund", "left"])
    mentions = unite(doc, [Candidate(0, 2), Candidate(3, 5), Candidate(6, 7)])
    assert mentions[2].entity == "bo lund"


@pytest.mark.model
def test_persons_and_bodies_are_told_apart(nlp: Language) -> None:
    doc = nlp("Foreign Minister Maria Lindqvist met the United Nations in Geneva. Lindqvist's plan failed.")
    found = {doc[one.start : one.end].text: one for one in find_mentions(doc)}
    assert found["Maria Lindqvist"].is_person
    assert found["Maria Lindqvist"].gender == "female"
    assert not found["the United Nations" if "the United Nations" in found else "United Nations"].is_person
    assert replace(found["Lindqvist"], start=0, end=0) == replace(found["Maria Lindqvist"], start=0, end=0)
