"""Finding a quotation again in a changed text: exactly, by its surroundings, then fuzzily, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

# Characters of context on either side by which one of several equal quotations is told from the others.
CONTEXT = 32
# The least similarity (0..100, rapidfuzz) at which a changed quotation counts as the same words.
FUZZY = 90.0

Spans = list[list[int]]


def reanchor(old: str, spans: Sequence[Sequence[int]], new: str) -> Spans | None:
    """Return where the words of ``spans`` in ``old`` stand in ``new``; None unless every one is found, in order."""
    found: Spans = []
    for start, end in spans:
        place = _find(old, start, end, new)
        if place is None or (found and place[0] < found[-1][1]):
            return None
        found.append(place)
    return found


def _find(old: str, start: int, end: int, new: str) -> list[int] | None:
    quote = old[start:end]
    places = [match.start() for match in re.finditer(re.escape(quote), new)]
    if not places:
        return _find_fuzzily(quote, new)
    before, after = old[max(0, start - CONTEXT) : start], old[end : end + CONTEXT]
    ranked = sorted(((_context_score(new, place, len(quote), before, after), place) for place in places), reverse=True)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return None
    return [ranked[0][1], ranked[0][1] + len(quote)]


def _context_score(new: str, place: int, length: int, before: str, after: str) -> float:
    there = new[max(0, place - CONTEXT) : place] + new[place + length : place + length + CONTEXT]
    return fuzz.ratio(before + after, there)


def _find_fuzzily(quote: str, new: str) -> list[int] | None:
    alignment = fuzz.partial_ratio_alignment(quote, new, score_cutoff=FUZZY)
    if alignment is None or alignment.dest_end <= alignment.dest_start:
        return None
    return _whole_words(new, alignment.dest_start, alignment.dest_end)


def _whole_words(text: str, start: int, end: int) -> list[int]:
    """Return the range widened until it cuts no word in two."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return [start, end]
