"""Arithmetic on half-open character spans; knows nothing of text or language."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from claims.extraction.records import Span


def overlaps(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def contains(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def cover(spans: Iterable[Span]) -> Span:
    """Return the smallest span over all; raise ValueError if there is none."""
    found = tuple(spans)
    return Span(min(span.start for span in found), max(span.end for span in found))


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sort, drop empty spans and join those that touch or overlap."""
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.start < span.end):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def shift(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def strip(text: str, span: Span, characters: str | None = None) -> Span:
    """Leave out white space (or the given characters) at both edges; may return an empty span."""
    inside = text[span.start : span.end]
    start = span.start + len(inside) - len(inside.lstrip(characters))
    return Span(start, max(start, span.start + len(inside.rstrip(characters))))


class SpanIndex:
    """Spans that do not overlap, found by position in logarithmic time."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = sorted(spans)
        self._starts = [span.start for span in self.spans]

    def at(self, position: int) -> Span | None:
        """Return the span that holds the character at ``position``."""
        index = bisect_right(self._starts, position) - 1
        if index < 0 or position >= self.spans[index].end:
            return None
        return self.spans[index]

    def touches(self, span: Span) -> bool:
        """Tell whether any of them shares a character with ``span``."""
        index = bisect_left(self._starts, span.end) - 1
        return index >= 0 and self.spans[index].end > span.start
