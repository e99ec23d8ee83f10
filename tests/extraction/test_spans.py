"""Span arithmetic."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.extraction import spans
from claims.extraction.records import Span

ANY = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 50), st.integers(0, 20))


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (Span(0, 5), Span(5, 9), False),
        (Span(0, 5), Span(4, 9), True),
        (Span(2, 3), Span(0, 9), True),
        (Span(7, 9), Span(0, 3), False),
    ],
)
def test_spans_overlap_where_they_share_a_character(one: Span, other: Span, *, shared: bool) -> None:
    assert spans.overlaps(one, other) is shared


def test_merge_joins_touching_and_drops_empty() -> None:
    assert spans.merge([Span(5, 9), Span(0, 5), Span(12, 12), Span(20, 21)]) == (Span(0, 9), Span(20, 21))


def test_strip_leaves_out_blanks_at_both_edges() -> None:
    assert spans.strip("  ab\u00a0 ", Span(0, 6)) == Span(2, 4)


def test_cover_without_spans_is_an_error() -> None:
    with pytest.raises(ValueError, match="empty"):
        spans.cover([])


@given(st.lists(ANY, max_size=12))
def test_merge_covers_the_same_characters(found: list[Span]) -> None:
    merged = spans.merge(found)
    assert {place for span in merged for place in range(*span)} == {place for span in found for place in range(*span)}
    assert all(one.end < other.start for one, other in pairwise(merged))


@given(st.lists(ANY, max_size=12), st.integers(0, 80))
def test_span_index_finds_the_span_at_a_position(found: list[Span], position: int) -> None:
    merged = spans.merge(found)
    expected = next((span for span in merged if span.start <= position < span.end), None)
    assert spans.SpanIndex(merged).at(position) == expected


@given(st.lists(ANY, max_size=12), ANY)
def test_span_index_tells_what_is_touched(found: list[Span], span: Span) -> None:
    merged = spans.merge(found)
    assert spans.SpanIndex(merged).touches(span) is any(spans.overlaps(span, one) for one in merged)
