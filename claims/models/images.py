"""Rows as plain values, to be compared and put back: what an action did is kept as images before and after."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

# JSON of one row: column (or many-to-many field) -> plain value.
Image = dict[str, Any]
# Bookkeeping that every save moves on; it is kept, but no reason to refuse an undo, and never put back.
MOVING = frozenset({"edit_version"})


def model_named(name: str) -> type[models.Model]:
    """Return our model by its lower-case name; raise LookupError for one that is no more."""
    return apps.get_model("claims", name)


def name_of(row: models.Model) -> str:
    """Return the lower-case name of the row's model."""
    return str(row._meta.model_name)


def image_of(row: models.Model, *, many: Iterable[str] = (), only: Container[str] | None = None) -> Image:
    """Return the row's columns, and the sorted keys of the many-to-many fields ``many``, which takes a query each.

    With ``only`` just these columns.
    """
    names = (field.attname for field in columns(type(row)) if only is None or field.attname in only)
    image = {name: _plain(getattr(row, name)) for name in names}
    for name in many:
        image[name] = sorted(getattr(row, name).values_list("pk", flat=True))
    return image


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the stored fields that are not computed by the database, the key left out."""
    return [field for field in model._meta.concrete_fields if not (field.primary_key or field.generated)]


def difference(before: Image, after: Image) -> tuple[Image, Image]:
    """Return both images cut down to what differs."""
    changed = [name for name, value in before.items() if after.get(name) != value]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


def put_back(row: models.Model, image: Mapping[str, Any], *, anew: bool = False) -> dict[str, list[int]]:
    """Set the row's columns to those of the image, its version only on a row made ``anew``.

    Return its many-to-many fields, which need a saved row.
    """
    known = {field.attname: field for field in columns(type(row))}
    for name, value in image.items():
        if name in known and (anew or name not in MOVING):
            setattr(row, name, known[name].to_python(value))
    return {name: keys for name, keys in image.items() if name not in known}


def targets(model: type[models.Model], image: Mapping[str, Any]) -> list[tuple[type[models.Model], Any]]:
    """Return the rows that the image points to, each as its model and key."""
    pointers = [field for field in columns(model) if field.is_relation and image.get(field.attname) is not None]
    found: list[tuple[Any, Any]] = [(field.related_model, image[field.attname]) for field in pointers]
    for name, keys in image.items():
        field = next((field for field in model._meta.many_to_many if field.name == name), None)
        found += [(field.related_model, key) for key in keys] if field else []
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, models.Choices) and isinstance(value, str) else value


def told(model: type[models.Model], name: str, value: Any) -> str:
    """Return the value of a column as a person reads it: the row that it points to, the label of a choice, the time."""
    field = next((field for field in columns(model) if field.attname == name), None)
    if value in (None, "", []):
        return ""
    if field is not None and field.is_relation and field.related_model:
        row = field.related_model._default_manager.filter(pk=value).first()
        return str(row) if row else gettext("%(value)s (deleted)") % {"value": value}
    if isinstance(field, models.DateTimeField):
        return date_format(timezone.localtime(field.to_python(value)), "j F Y, H:i")
    choices = dict(field.flatchoices) if field is not None else {}
    return str(choices.get(value, value))
