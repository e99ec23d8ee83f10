"""Noting what an action does to rows while it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from claims.models.actions import Action, Change, Verb
from claims.models.images import Image, difference, image_of, name_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from claims.models.claims import Claim
    from claims.models.decisions import LinkDecision

# Changes stored with one statement.
_BATCH = 1000


class Recorder:
    """Takes images of rows before they change, and makes the changes of them when all is done."""

    def __init__(self) -> None:
        self._watched: dict[tuple[str, int], tuple[Any, Image, tuple[str, ...]]] = {}
        self._made: list[Any] = []
        self._gone: list[tuple[str, int, Image]] = []
        self.link_decision: LinkDecision | None = None
        self.action: Action | None = None

    def watch(self, *rows: Any, many: Iterable[str] = ()) -> None:
        """Take the rows as they are now; ``many`` names many-to-many fields that may change too."""
        for row in rows:
            key, names = (name_of(row), row.pk), tuple(many)
            _, before, known = self._watched.get(key, (row, {}, ()))
            # Of a row that was read anew in between, the first image counts, and what the new object becomes.
            image = image_of(row, many=[name for name in names if name not in known])
            self._watched[key] = (row, {**image, **before}, tuple(dict.fromkeys([*known, *names])))

    def made(self, *rows: models.Model) -> None:
        """Note rows that the action made."""
        self._made.extend(rows)

    def deleting(self, *rows: Any, many: Iterable[str] = ()) -> None:
        """Note rows that the action is about to delete."""
        names = tuple(many)
        self._gone.extend((name_of(row), row.pk, image_of(row, many=names)) for row in rows)

    def changes(self) -> Iterator[Change]:
        """Yield the changes, those of unchanged rows left out: changed rows, then deleted, then made ones."""
        gone = {(name, key) for name, key, _ in self._gone}
        for (name, key), (row, before, many) in self._watched.items():
            if (name, key) in gone:
                continue
            old, new = difference(before, image_of(row, many=many))
            if new:
                yield Change(model=name, row_id=key, before=old, after=new)
        for name, key, image in self._gone:
            yield Change(model=name, row_id=key, before=image, after=None)
        for row in self._made:
            yield Change(model=name_of(row), row_id=row.pk, before=None, after=image_of(row, many=_many_of(row)))


def _many_of(row: models.Model) -> list[str]:
    return [field.name for field in row._meta.many_to_many if field.remote_field.through._meta.auto_created]  # type: ignore[union-attr]


@contextmanager
def recording(*, user: User, verb: Verb, summary: str, claim: Claim | None = None) -> Iterator[Recorder]:
    """Run the block as one action in one transaction; its row is ``recorder.action``, None if nothing was changed."""
    recorder = Recorder()
    with transaction.atomic():
        yield recorder
        changes = list(recorder.changes())
        if changes or recorder.link_decision:
            recorder.action = Action.objects.create(
                user=user, verb=verb, summary=summary[:300], claim=claim, link_decision=recorder.link_decision
            )
            for change in changes:
                change.action = recorder.action
            Change.objects.bulk_create(changes, batch_size=_BATCH)
