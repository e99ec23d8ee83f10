"""Wordings of terms: normalised for reading, compared by what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.terms.wording import LONGEST, gist_of, normalised


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("that the border must stay open", "The border must stay open"),
        ("to open   the\nborder,", "Open the border"),
        ("“We will open the border,”", "We will open the border"),
        ("and that 'the ships' leave", "The ships leave"),
        ("Bo Dahl's ships leave", "Bo Dahl's ships leave"),
        ("“”", "“”"),
    ],
)
def test_wording_is_normalised(text: str, wording: str) -> None:
    assert normalised(text) == wording


def test_wording_leaves_the_condition_out() -> None:
    assert normalised("to open the border if the ships leave", without="if the ships leave") == "Open the border"


def test_wording_that_is_too_long_is_cut_between_words() -> None:
    wording = normalised("open the border " * 60)
    assert len(wording) <= LONGEST
    assert wording.endswith("the border…")


@given(st.text(min_size=1, max_size=700).filter(str.strip))
def test_wording_is_never_empty_nor_too_long(text: str) -> None:
    assert 0 < len(normalised(text)) <= LONGEST


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Withdraw all troops from the island", "The withdrawal of troops from the island", True),
        ("A cease-fire on the island", "A ceasefire on the island", True),
        ("Withdraw troops from Geneva and the island", "Withdraw troops from Geneva", True),
        ("Withdraw troops from Geneva", "Withdraw troops from Lucerne", False),
        ("Reduce the army to 100 soldiers", "Reduce the army to 200 soldiers", False),
        ("Open the border", "Pay for the ships", False),
        ("Ships", "Ships", True),
        ("Ships", "Ships must leave the harbour", False),
    ],
)
def test_wordings_say_the_same(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert gist_of(one).says_same_as(gist_of(other)) is same
    assert gist_of(other).says_same_as(gist_of(one)) is same
