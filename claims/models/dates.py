"""Dates of a stated precision."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db import models
from django.utils import formats
from django.utils.translation import get_language, pgettext_lazy


class Precision(models.TextChoices):
    """How exactly a date is known; the stored date is the first day of the period."""

    DAY = "day", pgettext_lazy("precision", "Day")
    MONTH = "month", pgettext_lazy("precision", "Month")
    YEAR = "year", pgettext_lazy("precision", "Year")


def as_iso(value: date | None, precision: str) -> str | None:
    """Return ``2024-06-14``, ``2024-06`` or ``2024`` as the precision allows; None for no date."""
    if value is None:
        return None
    return value.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def as_words(value: date | None, precision: str) -> str:
    """Return the date in words as exact as it is known: ``14 June 2024``, ``June 2024``, ``2024``, or nothing."""
    return "" if value is None else _words(value, precision, get_language())


# The claims of a page share their days: a page of positions writes hundreds of dates on a few dozen days.
@lru_cache(maxsize=4096)
def _words(value: date, precision: str, language: str | None) -> str:  # noqa: ARG001  (for which they are kept)
    return formats.date_format(value, {"year": "Y", "month": "F Y"}.get(precision, "j E Y"))
