"""Text as the model reads it: words with their offsets, case, quotation state, windows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.extraction.encoding import (
    CAPITALISED,
    CLS,
    INSIDE,
    LOWER,
    MARK,
    MIXED,
    NO_LETTERS,
    NO_WORD,
    OUTSIDE,
    SEP,
    UPPER,
    EncodedText,
    case_of,
    encode,
    pack,
    pieces_of,
)
from tests.extraction.wordpieces import letter_tokenizer

TOKENIZER = letter_tokenizer()
TEXTS = st.text(st.sampled_from('ab C.?!“”"’\n\u00a0\u2028é漢\ud800\u200b'), max_size=300)


def read(text: str) -> EncodedText:
    return encode(text, TOKENIZER)


def words_of(encoded: EncodedText) -> list[str]:
    return [encoded.text[start:end] for start, end in zip(encoded.starts, encoded.ends, strict=True)]


def states_of(text: str) -> str:
    return "".join({OUTSIDE: "-", INSIDE: "#", MARK: "|"}[state] for state in read(text).states.tolist())


def test_words_carry_their_offsets_in_the_text_as_given() -> None:
    encoded = read("“No,” said\u00a0Zoë.\n\n \nShe left.")
    assert words_of(encoded) == ["“", "No", ",", "”", "said", "Zoë", ".", "She", "left", "."]
    assert encoded.paragraphs == ((0, 7), (7, 10))


def test_lone_surrogate_is_read_and_moves_no_offset() -> None:
    assert words_of(read("a \ud800 bc"))[-1] == "bc"


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_pieces_alone_are_those_of_the_whole_reading(text: str) -> None:
    assert pieces_of(text, TOKENIZER).tolist() == read(text).pieces.tolist()


@pytest.mark.parametrize("text", ["", "\n", " \n\t ", "\u200b"])
def test_text_without_words_has_no_windows(text: str) -> None:
    assert pack(read(text)) == []


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("said", LOWER),
        ("Kyiv", CAPITALISED),
        ("A", CAPITALISED),
        ("NATO", UPPER),
        ("iPhone", MIXED),
        ("42", NO_LETTERS),
    ],
)
def test_case_is_told_apart(word: str, case: int) -> None:
    assert case_of(word) == case


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("he said “yes we can” and left", "--|###|--"),
        ('he said "yes we can" and left', "--|###|--"),
        ("“yes we can", "|---"),
        ("“yes we can\n“no", "|###|-"),
        ("“yes we can\nno", "|----"),
        ("yes we can” he said", "---|--"),
        ('yes we can" he said "no', "---|--|-"),
        ("“yes” and “no\nit", "|#|-|--"),
        ('a "b c', "-|--"),
    ],
)
def test_quotation_state_follows_the_marks(text: str, states: str) -> None:
    assert states_of(text) == states


@settings(deadline=None)
@given(TEXTS)
def test_windows_hold_every_word_once_and_in_order(text: str) -> None:
    encoded = read(text)
    windows = pack(encoded, limit=16, longest=24)
    words = np.concatenate([window.words for window in windows]) if windows else np.zeros(0)
    assert words[words != NO_WORD].tolist() == list(range(len(encoded)))


@settings(deadline=None)
@given(TEXTS)
def test_windows_keep_to_their_size_and_frame(text: str) -> None:
    encoded = read(text)
    for window in pack(encoded, limit=16, longest=24):
        assert len(window.ids) == len(window.cases) == len(window.states)
        assert (window.ids[0], window.ids[-1]) == (CLS, SEP)
        known = window.words[window.words != NO_WORD]
        assert len(window.ids) <= 24 or len(known) == 1
        assert (window.ids[window.first[window.words == NO_WORD]] == SEP).all()


def test_separator_stands_between_paragraphs() -> None:
    (window,) = pack(read("ab\ncd"))
    assert window.words.tolist() == [0, NO_WORD, 1]
    assert window.first.tolist() == [1, 3, 4]
    assert window.ids[3] == SEP


def test_long_paragraph_is_cut_behind_a_sentence_and_its_closing_mark() -> None:
    encoded = read("“ab cd ef.” gh ij kl mn op qr st uv wx yz")
    first, *_ = pack(encoded, limit=16, longest=20)
    assert words_of(encoded)[int(first.words[-1])] == "”"


def test_first_window_may_be_shorter() -> None:
    encoded = read("ab\ncd\nef\ngh")
    assert [len(window.words) for window in pack(encoded, limit=64, first=6)] == [1, 5]
