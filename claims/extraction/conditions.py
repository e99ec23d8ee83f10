"""The part of a content that must come true first: "provided that they leave", "only after a truce"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from claims.extraction import spans
from claims.extraction.places import text_of, tokens_at
from claims.extraction.records import Span

STOP = re.compile(r"[;.?!”\"](?=\s|$)|,\s|\n\n|\s[–—]\s")
EDGES = " \t\n,;:.–—“”\"'‘’"
LINKS = frozenset({"mark", "advmod", "cc", "prep", "pcomp", "aux"})


def find_conditions(doc: Doc, content: Sequence[Span], markers: re.Pattern[str]) -> tuple[Span, ...]:
    """Return the conditions in ``content``: from their first word to the end of their clause."""
    return spans.merge(found for place in content for found in _in_place(doc, place, markers))


def _in_place(doc: Doc, place: Span, markers: re.Pattern[str]) -> Iterator[Span]:
    text = text_of(doc)
    for match in markers.finditer(text, place.start, place.end):
        end = min(_clause_end(doc, match), place.end)
        found = spans.strip(text, Span(match.start(), end), EDGES)
        if len(text[slice(*found)].split()) > len(match.group().split()):
            yield found


def _clause_end(doc: Doc, match: re.Match[str]) -> int:
    """The right edge of the clause that the marker opens; up to the next mark of punctuation without a parse."""
    first = tokens_at(doc, Span(match.start(), match.end()))
    stop = STOP.search(text_of(doc), match.end())
    nearest = stop.start() if stop else len(text_of(doc))
    if not first or not doc.has_annotation("DEP"):
        return nearest
    sentence_end = first.root.sent.end_char
    edges = [token.right_edge for token in first]
    edges += [token.head.right_edge for token in first if token.dep_ in LINKS and token.head.i > token.i]
    parsed = max(edge.idx + len(edge) for edge in edges)
    return min(parsed, sentence_end) if parsed > match.end() + 1 else min(nearest, sentence_end)
