"""Counts of claims that several models are listed with."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Subquery
from django.db.models.functions import Coalesce


def rows_in(rows: QuerySet[Any, Any]) -> Coalesce:
    """Return how many rows there are in the one group that they are put into by ``values``."""
    return Coalesce(Subquery(rows.annotate(rows=Count("pk")).values("rows")), 0)
