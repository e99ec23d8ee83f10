"""Spellings of one name are told alike, names of two persons apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.extraction.names import (
    fold,
    name_key,
    nearly_same_surname,
    same_given,
    same_person,
    same_surname,
    sound_of,
    words_of,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zelensky", "Zelenskyy"),
        ("Zelenskiy", "Зеленський"),
        ("Zelensky", "Зеленский"),
        ("Yermak", "Ermak"),
        ("Erdoğan", "Erdogan"),
        ("Szijjártó", "Szijjarto"),
        ("Nebenzya", "Небензя"),
        ("Sybiha", "Сибіга"),
        ("Lavrov", "Лавров"),
    ],
)
def test_spellings_of_a_surname_are_one(one: str, other: str) -> None:
    assert same_surname(one, other)


@pytest.mark.parametrize(("one", "other"), [("Lee", "Li"), ("Miller", "Milley"), ("Ryan", "Rubio"), ("Xi", "Xu")])
def test_different_surnames_stay_apart(one: str, other: str) -> None:
    assert not same_surname(one, other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Volodymyr", "Vladimir", True),
        ("Andriy", "Andrii", True),
        ("J.", "Joseph", True),
        ("Bob", "Robert", True),
        ("Anna", "Petro", False),
        ("", "Anna", False),
    ],
)
def test_given_names_agree_across_languages_and_short_forms(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert same_given(one, other) is same


def test_a_misprint_is_forgiven_only_in_a_long_surname() -> None:
    assert nearly_same_surname("Sybhia", "Sybiha")
    assert not nearly_same_surname("Bush", "Bash")


def test_full_names_need_given_name_and_surname() -> None:
    assert same_person(("Serhii", "Kovalenko"), ("Sergey", "Kovalenko"))
    assert not same_person(("Anna", "Kovalenko"), ("Sergey", "Kovalenko"))
    assert not same_person(("Kovalenko",), ("Sergey", "Kovalenko"))


def test_titles_and_endings_are_no_part_of_a_name() -> None:
    assert words_of("Prime Minister Ida Kessel’s") == ("Ida", "Kessel")
    assert words_of("Tom Arden Jr.") == ("Tom", "Arden")


def test_one_key_for_all_spellings_of_a_person() -> None:
    assert name_key("Mykola Petrenko") == name_key("Nikolai Petrenko") == name_key("Микола Петренко")
    assert name_key("Mykola Petrenko") != name_key("Oleh Petrenko")


@given(st.text(max_size=60))
def test_no_text_breaks_the_forms_of_a_name(text: str) -> None:
    assert fold(fold(text)) == fold(text) or not text.isascii()
    assert isinstance(sound_of(text), str)
    assert isinstance(name_key(text), str)
