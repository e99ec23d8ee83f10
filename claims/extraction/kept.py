"""Records on a ``Doc`` that survive its being stored, or sent from one process to another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from spacy.tokens import Doc

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = dict[str, Any]


class Kept(list[Row]):
    """Records as plain rows, which is all that spaCy can serialise, with the records themselves beside them."""

    def __init__(self, records: Iterable[DataclassInstance]) -> None:
        self.records: tuple[Any, ...] = tuple(records)
        super().__init__({field.name: getattr(row, field.name) for field in fields(row)} for row in self.records)


def keep(name: str, revive: Callable[[Mapping[str, Any]], DataclassInstance]) -> None:
    """Let ``doc._.<name>`` hold a tuple of records; ``revive`` makes one from its row, whose tuples became lists."""

    def read(doc: Doc) -> tuple[Any, ...]:
        kept = doc.user_data.get(name, ())
        if kept and not isinstance(kept, Kept):
            kept = doc.user_data[name] = Kept(map(revive, kept))
        return kept.records if kept else ()

    def write(doc: Doc, records: Iterable[DataclassInstance]) -> None:
        doc.user_data[name] = Kept(records)

    Doc.set_extension(name, getter=read, setter=write, force=True)
