"""Marked text: a text and overlapping marks on it become runs that never overlap and together are the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple, Protocol

from claims.models.searching import folded

_PARAGRAPH_BREAK = re.compile(r"\n\s*")
# A full stop after an initial or one of these titles ends no sentence.
_TITLES = ("Mr", "Ms", "Mrs", "Dr", "Gen", "Col", "Lt", "Sen", "Rep", "Gov", "St", "No")
_SENTENCE_BREAK = re.compile(
    r"(?<=[.!?…])(?<!\b[A-Z][.])"
    + "".join(rf"(?<!\b{title}[.])" for title in _TITLES)
    + r"""["'”’»)]*\s+(?=["'“‘«(]*[A-ZА-ЯІЇЄҐ0-9])"""
)
# How far a quotation may reach beyond its claim, in characters, in a text without paragraphs or full stops.
REACH = 600


class Mark(NamedTuple):
    """A half-open range of characters that plays a part (source, cue, content) in what ``key`` stands for."""

    start: int
    end: int
    part: str
    key: int = 0


@dataclass(frozen=True)
class Run:
    """A stretch of text under the same marks throughout. ``opens`` are the keys whose content begins here."""

    start: int
    text: str
    marks: tuple[Mark, ...] = ()
    opens: tuple[int, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts the stretch plays, each once, in alphabetical order."""
        return tuple(sorted({mark.part for mark in self.marks}))

    @property
    def keys(self) -> tuple[int, ...]:
        """What the stretch belongs to, each once, in order."""
        return tuple(sorted({mark.key for mark in self.marks}))


@dataclass(frozen=True)
class Passage:
    """A paragraph, or the white space between two, with its runs."""

    kind: str
    label: str
    runs: tuple[Run, ...] = field(default=())

    @property
    def is_blank(self) -> bool:
        """Whether it only separates."""
        return all(run.text.isspace() for run in self.runs)

    @property
    def length(self) -> int:
        """Characters."""
        return sum(len(run.text) for run in self.runs)

    @property
    def is_marked(self) -> bool:
        """Whether anything in it is marked."""
        return any(run.marks for run in self.runs)


class Section(NamedTuple):
    """A typed, half-open range of the text: headline, byline, dateline, body, boilerplate."""

    kind: str
    start: int
    end: int
    label: str = ""


def runs(
    text: str, marks: Iterable[Mark], *, start: int = 0, end: int | None = None, cuts: Iterable[int] = ()
) -> list[Run]:
    """Return the runs of ``text[start:end]``, cut at the border of every mark and at ``cuts``."""
    end = len(text) if end is None else min(end, len(text))
    inside = [mark for mark in marks if mark.start < end and mark.end > start and mark.start < mark.end]
    borders = {start, end, *cuts, *(mark.start for mark in inside), *(mark.end for mark in inside)}
    opening = _openings(inside)
    found: list[Run] = []
    waiting = sorted(inside, reverse=True)
    active: list[Mark] = []
    for left, right in pairwise(sorted(border for border in borders if start <= border <= end)):
        while waiting and waiting[-1].start <= left:
            active.append(waiting.pop())
        active = [mark for mark in active if mark.end > left]
        found.append(Run(left, text[left:right], tuple(active), opening.get(left, ())))
    return found


class Attributed(Protocol):
    """What has the spans of an attribution, each a list of ``[start, end]``."""

    source: Sequence[Sequence[int]]
    cue: Sequence[Sequence[int]]
    content: Sequence[Sequence[int]]


def marks_of(claim: Attributed, key: int = 0) -> list[Mark]:
    """Return the marks of one attribution."""
    parts = (("source", claim.source), ("cue", claim.cue), ("content", claim.content))
    return [Mark(start, end, part, key) for part, spans in parts for start, end in spans]


def quoted(
    text: str, claim: Attributed, around: Callable[[str, int, int], tuple[int, int]], hits: Iterable[str] = ()
) -> list[Run]:
    """Return the attribution in its sentences or paragraphs: ``around`` is one of the functions below.

    Where one of the patterns ``hits`` fits, it is marked too.
    """
    marks = marks_of(claim)
    start, end = around(text, min(mark.start for mark in marks), max(mark.end for mark in marks))
    return runs(text, [*marks, *hits_in(text, hits, start, end)], start=start, end=end)


def hits_in(text: str, hits: Iterable[str], start: int, end: int) -> list[Mark]:
    """Return a mark for each place between ``start`` and ``end`` that one of the patterns fits.

    Patterns are for text in small letters without accents: see ``patterns_of``.
    """
    patterns = list(hits)
    if not patterns:
        return []
    found = re.finditer("|".join(patterns), folded(text[start:end]))
    return [Mark(start + match.start(), start + match.end(), "hit") for match in found]


def _openings(marks: Iterable[Mark]) -> dict[int, tuple[int, ...]]:
    """Return by position the keys whose first content mark begins there."""
    first: dict[int, int] = {}
    for mark in marks:
        if mark.part == "content":
            first[mark.key] = min(mark.start, first.get(mark.key, mark.start))
    return {at: tuple(sorted(key for key in first if first[key] == at)) for at in set(first.values())}


def passages(text: str, marks: Iterable[Mark], sections: Sequence[Section]) -> list[Passage]:
    """Return the whole text as paragraphs of the sections; what lies in no section counts as body."""
    pieces = list(_pieces(text, sections))
    cuts = [piece.start for piece in pieces]
    starts = dict(zip(cuts, pieces, strict=True))
    found: list[Passage] = []
    group: list[Run] = []
    piece = Section("body", 0, 0)
    for run in runs(text, marks, cuts=cuts):
        if run.start in starts:
            _close(found, piece, group)
            piece, group = starts[run.start], []
        group.append(run)
    _close(found, piece, group)
    return found


def _close(found: list[Passage], piece: Section, group: list[Run]) -> None:
    if group:
        found.append(Passage(piece.kind, piece.label, tuple(group)))


def _pieces(text: str, sections: Sequence[Section]) -> Iterator[Section]:
    """Cut the sections, and the gaps between them, into paragraphs and the white space between paragraphs."""
    for section in _without_gaps(len(text), sections):
        if section.kind == "boilerplate":
            yield section
            continue
        at = section.start
        for found in _PARAGRAPH_BREAK.finditer(text, section.start, section.end):
            if at < found.start():
                yield section._replace(start=at, end=found.start())
            yield section._replace(start=found.start(), end=found.end())
            at = found.end()
        if at < section.end:
            yield section._replace(start=at)


def _without_gaps(length: int, sections: Sequence[Section]) -> Iterator[Section]:
    at = 0
    for section in sorted(sections, key=lambda section: section.start):
        start, end = max(section.start, at), min(section.end, length)
        if at < start <= length:
            yield Section("body", at, min(start, length))
        if start < end:
            yield section._replace(start=start, end=end)
        at = max(at, end)
    if at < length:
        yield Section("body", at, length)


def paragraphs_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range of whole paragraphs that hold ``[start, end)``, at most REACH characters beyond it."""
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    return _within_reach(text, start, end, left, len(text) if right < 0 else right)


def sentences_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range of whole sentences, by their punctuation, that hold ``[start, end)`` in their paragraphs."""
    left, right = paragraphs_around(text, start, end)
    breaks = [found.end() for found in _SENTENCE_BREAK.finditer(text, left, right)]
    left = max([left, *(at for at in breaks if at <= start)])
    right = min([right, *(at for at in breaks if at >= end)])
    while right > end and text[right - 1].isspace():
        right -= 1
    return left, right


def _within_reach(text: str, start: int, end: int, left: int, right: int) -> tuple[int, int]:
    if start - left > REACH:
        left = text.rfind(" ", 0, start - REACH) + 1
    if right - end > REACH:
        right = max(end, text.find(" ", end + REACH))
    return left, right
