"""The training split of PolNeAR with every annotator's reading of a text, not only the first one's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claims.extraction.polnear import AttributedSpans, PolnearError, read_annotations

ANNOTATORS = ("4b22", "4e07", "5fec", "6b86", "d473", "ef2d")


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text with what one annotator marked in it."""

    name: str
    annotator: str
    text: str
    attributions: tuple[AttributedSpans, ...]


def read_versions(folder: Path) -> list[list[Annotated]]:
    """Return the documents of a split by name, each with all its annotations, by annotator."""
    texts = sorted((folder / "text").glob("*.txt"))
    documents = [versions for path in texts if (versions := list(_versions(folder, path)))]
    if not documents:
        raise PolnearError(f'No annotated text in "{folder}". Give a split of PolNeAR, with text/ and attributions/.')
    return documents


def _versions(folder: Path, path: Path) -> Iterator[Annotated]:
    text = path.read_text(encoding="utf-8")
    for annotator in ANNOTATORS:
        standoff = folder / "attributions" / f"{path.stem}_{annotator}.ann"
        if standoff.exists():
            marked = tuple(read_annotations(standoff.read_text(encoding="utf-8")))
            yield Annotated(path.stem, annotator, text, marked)
