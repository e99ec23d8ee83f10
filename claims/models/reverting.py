"""Many rows put back at once: those that get the same values by one statement, each with its history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import F, Max

from claims.models.claims import Claim
from claims.models.edits import Editable
from claims.models.images import MOVING, Image, columns, model_named, put_back

# Rows in one statement.
_CHUNK = 500

RowName = tuple[str, int]


def rows_as_they_are(named: Iterable[RowName], only: Mapping[str, set[str]] | None = None) -> dict[RowName, Any]:
    """Return the rows that there are by model and key; with ``only`` just these columns of each model."""
    keys: dict[str, list[int]] = {}
    for model, key in named:
        keys.setdefault(model, []).append(key)
    found: dict[RowName, Any] = {}
    for model, wanted in keys.items():
        rows: Any = model_named(model)._default_manager.all()
        if only is not None:
            rows = rows.only("pk", *only.get(model, ()))
        for some in _chunks(sorted(set(wanted))):
            found |= {(model, pk): row for pk, row in rows.in_bulk(some).items()}
    return found


def put_back_many(model: str, images: Mapping[int, Image], user: Any, reason: str) -> dict[int, Image]:
    """Give rows of a model, which exist, the columns of their images; return the versions before and after of each."""
    kind: Any = model_named(model)
    rows = {key: row for (_, key), row in rows_as_they_are((model, key) for key in images).items()}
    moved = {key: {"edit_version": row.edit_version} for key, row in rows.items() if isinstance(row, Editable)}
    many = {key: put_back(row, images[key]) for key, row in rows.items()}
    for alike in _alike(kind, images):
        _update(kind, [rows[key] for key in alike], images[alike[0]])
    for key, fields in many.items():
        for name, targets in fields.items():
            getattr(rows[key], name).set(targets)
    write_history(kind, list(rows.values()), user, reason)
    return moved


def _alike(kind: type[models.Model], images: Mapping[int, Image]) -> Iterator[list[int]]:
    """Yield the keys of rows that get the same values, some at a time."""
    stored = {field.attname for field in columns(kind)} - MOVING
    groups: dict[str, list[int]] = {}
    for key, image in images.items():
        values = {name: value for name, value in image.items() if name in stored}
        groups.setdefault(json.dumps(values, sort_keys=True), []).append(key)
    for group in groups.values():
        yield from _chunks(group)


def _update(kind: Any, rows: Sequence[Any], image: Image) -> None:
    stored = {field.attname for field in columns(kind)} - MOVING
    values: dict[str, Any] = {name: getattr(rows[0], name) for name in image if name in stored}
    if issubclass(kind, Editable):
        values["edit_version"] = F("edit_version") + 1
        for row in rows:
            row.edit_version += 1
    if values:
        kind._default_manager.filter(pk__in=[row.pk for row in rows]).update(**values)


def write_history(kind: Any, rows: Sequence[Any], user: Any, reason: str) -> None:
    """Note the rows as they are now in their history, as changed by the person; nothing for rows without one."""
    if not hasattr(kind, "history"):
        return
    for some in _chunks(rows):
        kind.history.bulk_history_create(some, update=True, default_user=user, default_change_reason=reason[:100])
    if kind is Claim:
        record_companions([row.pk for row in rows])


def record_companions(claims: Sequence[int]) -> None:
    """Note in the newest history of each claim who speaks together, which a save of many leaves out."""
    joint: Any = Claim.history.model.co_speakers
    for some in _chunks(claims):
        rows = list(Claim.co_speakers.through.objects.filter(claim__in=some).values_list("pk", "claim", "actor"))
        newest = Claim.history.filter(id__in={claim for _, claim, _ in rows}).order_by().values_list("id")
        latest = dict(newest.annotate(Max("history_id")))
        joint.bulk_create(
            joint.model(history_id=latest[claim], id=pk, claim_id=claim, actor_id=actor) for pk, claim, actor in rows
        )


def _chunks(items: Sequence[Any]) -> Iterator[Any]:
    return (items[at : at + _CHUNK] for at in range(0, len(items), _CHUNK))
