"""A quotation is found again in a changed text, or honestly not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.ingest.anchors import reanchor

OLD = "Intro. The envoy said: “We will stay.” Later the envoy said: “We will stay.” End."


def words(text: str, spans: list[list[int]] | None) -> list[str]:
    return [text[start:end] for start, end in spans or []]


def test_reanchor_follows_words_that_moved() -> None:
    new = "A new first paragraph.\n\n" + OLD
    start = OLD.index("Later")
    assert reanchor(OLD, [[start, start + 5]], new) == [[start + 24, start + 29]]


def test_reanchor_tells_equal_quotations_apart_by_their_surroundings() -> None:
    second = OLD.rindex("“We will stay.”")
    new = "Correction above. " + OLD
    assert reanchor(OLD, [[second, second + 15]], new) == [[second + 18, second + 33]]


def test_reanchor_finds_slightly_changed_words() -> None:
    new = OLD.replace("The envoy said", "The  envoy said")
    found = reanchor(OLD, [[7, 21]], new)
    assert words(new, found) == ["The  envoy said"]


@pytest.mark.parametrize("new", ["", "Nothing of it is left here.", "We went."])
def test_reanchor_gives_up_on_words_that_are_gone(new: str) -> None:
    start = OLD.index("“We will stay.”")
    assert reanchor(OLD, [[start, start + 15]], new) is None


def test_reanchor_gives_up_on_twins_it_cannot_tell_apart() -> None:
    assert reanchor("stay", [[0, 4]], "stay, they said; stay") is None


@given(st.text(), st.text(min_size=1), st.text())
def test_reanchor_finds_every_text_in_itself(before: str, quote: str, after: str) -> None:
    text = before + quote + after
    found = reanchor(text, [[len(before), len(before) + len(quote)]], text)
    assert found is None or words(text, found) == [quote]
