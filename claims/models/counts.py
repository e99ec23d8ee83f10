"""Counts of claims that several models are listed with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce


def claims_in(states: Sequence[str], least: float = 0.0) -> Count:
    """Return the number of a row's claims in one of the review states that are at least as sure as ``least``."""
    asked = Q(claims__state__in=states)
    return Count("claims", filter=asked & Q(claims__confidence__gte=least) if least else asked, distinct=True)


def rows_in(rows: QuerySet[Any, Any]) -> Coalesce:
    """Return how many rows there are in the one group that they are put into by ``values``."""
    return Coalesce(Subquery(rows.annotate(rows=Count("pk")).values("rows")), 0)
