"""Counts of claims that several models are listed with."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q


def claims_in(states: Sequence[str]) -> Count:
    """Return the number of a row's claims that are in one of the review states."""
    return Count("claims", filter=Q(claims__state__in=states), distinct=True)
