"""Reading a PolNeAR split: text/*.txt and brat standoff files attributions/<stem>_<annotator>.ann."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from claims.extraction.records import Span

LINE = re.compile(r"^(?P<id>[TE]\d+)\t(?P<body>[^\t]+)")
ANNOTATOR = re.compile(r"[0-9a-f]{4}")
ROLES = ("source", "cue", "content")


@dataclass(frozen=True, slots=True)
class AttributedSpans:
    """Only the spans of an attribution, as gold files and predictions give them."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    text: str
    attributions: tuple[AttributedSpans, ...]


class PolnearError(ValueError):
    """A folder is not laid out as a PolNeAR split; the message names it."""


def read_split(folder: Path) -> dict[str, AnnotatedText]:
    """Return the annotated texts by file stem; the first annotator of a document counts, one without is left out."""
    texts = sorted((folder / "text").glob("*.txt"))
    if not texts:
        raise PolnearError(f'No text/*.txt in "{folder}". Give a PolNeAR split with the folders text and attributions.')
    found = {
        path.stem: _annotated(path, annotation) for path in texts if (annotation := _first_annotation(folder, path))
    }
    return dict(found)


def _first_annotation(folder: Path, text: Path) -> Path | None:
    paths = sorted((folder / "attributions").glob(f"{text.stem}_*.ann"))
    return next((path for path in paths if ANNOTATOR.fullmatch(path.stem.removeprefix(f"{text.stem}_"))), None)


def _annotated(text: Path, annotation: Path) -> AnnotatedText:
    found = tuple(read_annotations(annotation.read_text(encoding="utf-8")))
    return AnnotatedText(text.read_text(encoding="utf-8"), found)


def read_annotations(standoff: str) -> Iterator[AttributedSpans]:
    """Yield the attributions that have content. Lines that are the rest of an annotation's text are passed over."""
    spans: dict[str, tuple[Span, ...]] = {}
    relations: list[str] = []
    for match in filter(None, map(LINE.match, standoff.splitlines())):
        if match["id"].startswith("E"):
            relations.append(match["body"])
        else:
            spans[match["id"]] = _text_bound(match["body"])
    for relation in relations:
        attribution = _attribution(relation, spans)
        if attribution.content:
            yield attribution


def _text_bound(body: str) -> tuple[Span, ...]:
    """Read "Content 10 14;20 25"."""
    _, offsets = body.split(" ", 1)
    return tuple(Span(*map(int, part.split())) for part in offsets.split(";"))


def _attribution(relation: str, spans: Mapping[str, tuple[Span, ...]]) -> AttributedSpans:
    """Read "Attribution:T4 Content:T3 Cue:T2 Source:T1 Source2:T5"."""
    roles: dict[str, list[Span]] = defaultdict(list)
    for part in relation.split():
        role, target = part.split(":")
        roles[role.rstrip("0123456789").lower()].extend(spans.get(target, ()))
    return AttributedSpans(*(tuple(roles[role]) for role in ROLES))
