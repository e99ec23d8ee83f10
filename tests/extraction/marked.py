"""Sentences with their attribution marked in the text: {source} [cue] <content>; read into attributions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claims.extraction.records import Attribution, Kind, Span

MARKS = re.compile(r"[{}\[\]<>]")
CLOSING = {"{": "}", "[": "]", "<": ">"}


@dataclass(frozen=True)
class Marked:
    """``text`` without its marks, and the attribution they gave; the labels beside it."""

    text: str
    attribution: Attribution
    acts: tuple[str, ...] = ()
    issues: dict[str, str] = field(default_factory=dict)
    condition: str = ""
    parts: int = 0


class MarkedModel:
    """Stands in for the attribution model: gives back the attributions marked in the texts it knows."""

    def __init__(self, known: Iterable[Marked]) -> None:
        self.known = {one.text: [one.attribution] for one in known}

    def find(self, text: str) -> list[Attribution]:
        return self.known.get(text, [])

    def find_all(self, texts: Iterable[str]) -> Iterator[list[Attribution]]:
        return map(self.find, texts)

    def find_within(self, text: str, span: Span) -> list[Attribution]:  # noqa: ARG002
        return []


def read_marked(path: Path) -> list[Marked]:
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]
    return [marked(**entry) for entry in entries]


def marked(text: str, *, acts: Iterable[str] = (), issues: dict[str, str] | None = None, **labels: Any) -> Marked:
    plain, found = _unmarked(text)
    quoted = any(mark in plain for mark in '“"')
    attribution = Attribution(
        content=tuple(found["<"]),
        source=tuple(found["{"]),
        cue=tuple(found["["]),
        kind=Kind.MIXED if quoted else Kind.INDIRECT,
        confidence=0.9,
    )
    return Marked(plain, attribution, tuple(acts), issues or {}, **labels)


def _unmarked(text: str) -> tuple[str, dict[str, list[Span]]]:
    plain = ""
    places: dict[str, list[Span]] = {mark: [] for mark in CLOSING}
    opened: dict[str, int] = {}
    for piece in re.split(r"([{}\[\]<>])", text):
        if piece in CLOSING:
            opened[CLOSING[piece]] = len(plain)
        elif piece in opened:
            mark = next(mark for mark, closing in CLOSING.items() if closing == piece)
            places[mark].append(Span(opened.pop(piece), len(plain)))
        else:
            plain += piece
    return plain, places
