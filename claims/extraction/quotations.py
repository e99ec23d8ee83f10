"""Quoted stretches of a paragraph: straight and curly marks, unbalanced ones, and paragraphs that go on quoting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.extraction.records import Span

OPENING, CLOSING, STRAIGHT = "“«„‟", "”»", '"'
MARK = re.compile(f"[{OPENING}{CLOSING}{STRAIGHT}]|''|``")
SINGLE = re.compile(r"(?<!\w)(?:‘[^‘’\n]{2,300}?(?:’\w[^‘’\n]*?)*’|'[^'\n]{2,300}?(?:'\w[^'\n]*?)*')(?!\w)")
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters from the opening to the closing mark, both included where they stand."""

    span: Span
    words: int

    @property
    def is_speech(self) -> bool:
        """Tell whether it is long enough to be an utterance by itself."""
        return self.words >= 4


def find_quotations(text: str, paragraph: Span) -> list[Quotation]:
    """Return the outermost quotations of ``paragraph`` in order, in linear time."""
    found = [_quotation(text, span) for span in _pieces(text, paragraph)]
    if not found:
        inside = SINGLE.finditer(text, paragraph.start, paragraph.end)
        found = [_quotation(text, Span(*match.span())) for match in inside]
    return [quotation for quotation in found if quotation.words]


def _pieces(text: str, paragraph: Span) -> Iterator[Span]:
    start: int | None = None
    previous_end = paragraph.start
    for match in MARK.finditer(text, paragraph.start, paragraph.end):
        if start is None and _opens(text, match, paragraph):
            start = match.start()
        elif start is not None and _closes(text, match, paragraph):
            yield Span(start, match.end())
            start, previous_end = None, match.end()
        elif start is None and not _is_inches(text, match):
            yield Span(_sentence_start(text, previous_end, match.start()), match.end())
            previous_end = match.end()
    if start is not None:
        yield Span(start, paragraph.end)


def _opens(text: str, match: re.Match[str], paragraph: Span) -> bool:
    if match.group() in OPENING or match.group() == "``":
        return True
    if match.group() in CLOSING:
        return False
    before = text[match.start() - 1] if match.start() > paragraph.start else " "
    after = text[match.end()] if match.end() < paragraph.end else " "
    return not after.isspace() and (not before.isalnum() and before not in ".,!?;")


def _closes(text: str, match: re.Match[str], paragraph: Span) -> bool:
    """An opening mark inside an open quotation is taken for a new paragraph's mark or a slip, so it does not close."""
    return match.group() in CLOSING or (match.group() not in OPENING and not _opens(text, match, paragraph))


def _is_inches(text: str, match: re.Match[str]) -> bool:
    return match.group() in STRAIGHT and text[max(0, match.start() - 1)].isdigit()


def _sentence_start(text: str, start: int, end: int) -> int:
    """Where a quotation that has only its closing mark begins: after the last end of a sentence before it."""
    inside = text[start:end].rstrip(" .!?,")
    cuts = [match.end() for match in re.finditer(r"[.!?]\s+|^\s+", inside)]
    return start + (cuts[-1] if cuts else 0)


def _quotation(text: str, span: Span) -> Quotation:
    return Quotation(span, len(WORD.findall(text, span.start, span.end)))
