"""Ranges that a hand has selected, moved to the borders of words."""

from __future__ import annotations

import re

from claims.models.spans import Spans

_TOKEN = re.compile(r"\w+(?:[’'.\-]\w+)*|[^\w\s]")


def snapped(text: str, start: int, end: int) -> list[int] | None:
    """Return the range of whole tokens that the selection touches; None if it touches none.

    A token is a word with what joins its parts ("Ukraine's", "cease-fire", "14.5"), or one other sign.
    """
    start, end = max(0, min(start, end)), min(len(text), max(start, end))
    around = _paragraph(text, start, end)
    touched = [match.span() for match in _TOKEN.finditer(text, *around) if match.start() < end and match.end() > start]
    return [touched[0][0], touched[-1][1]] if touched else None


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    return left, len(text) if right < 0 else right


def joined(spans: Spans) -> list[list[int]]:
    """Return the ranges in order, those that overlap or touch as one."""
    found: list[list[int]] = []
    for start, end in sorted(map(tuple, spans)):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return found


def without(spans: Spans, cut: Spans) -> list[list[int]]:
    """Return what is left of the ranges without the characters of ``cut``."""
    left = [list(span) for span in spans]
    for low, high in cut:
        pieces = [piece for start, end in left for piece in ([start, min(end, low)], [max(start, high), end])]
        left = [piece for piece in pieces if piece[0] < piece[1]]
    return left


def trimmed(text: str, spans: Spans) -> list[list[int]]:
    """Return the ranges without white space, commas and "and" at their ends; those left empty are dropped."""
    found = []
    for start, end in spans:
        words = text[start:end]
        inner = re.sub(r"^(?:[\s,;:]|and\b|but\b)+|[\s,;:]+$", "", words)
        inner = re.sub(r"(?:\s|,|;)+(?:and|but)$", "", inner)
        if re.search(r"\w", inner):
            at = start + words.index(inner)
            found.append([at, at + len(inner)])
    return found
