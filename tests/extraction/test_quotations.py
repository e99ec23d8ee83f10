"""Quotation marks: straight, curly, unbalanced."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.extraction.quotations import find_quotations
from claims.extraction.records import Span


def quoted(text: str) -> list[str]:
    return [text[found.span.start : found.span.end] for found in find_quotations(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "no way" twice.', ['"no way"']),
        ("“We go,” she said. “Now.”", ["“We go,”", "“Now.”"]),
        ('"First," he said, "second."', ['"First,"', '"second."']),
        ("She said «jamais» aloud.", ["«jamais»"]),
        ("“An open one that never ends", ["“An open one that never ends"]),
        ("It was cold. We leave today”, he said.", ["We leave today”"]),
        ("Mayor: bridge 'is safe' says council", ["'is safe'"]),
        ("The mayors' plan didn't work, they're sure", []),
        ('A 6" pipe burst', []),
        ("No marks at all.", []),
    ],
)
def test_quotations_are_found(text: str, found: list[str]) -> None:
    assert quoted(text) == found


@given(st.text(alphabet=st.sampled_from("aB,. \"“”«»'‘’`"), max_size=120))
def test_quotations_are_ordered_and_inside(text: str) -> None:
    spans = [found.span for found in find_quotations(text, Span(0, len(text)))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
