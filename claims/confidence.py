"""How sure a suggestion must be for somebody to see it: editors see all, readers what is nearly always right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from claims.extraction.attribution_config import operating_points

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User


def least_confidence(user: User | AnonymousUser) -> float:
    """Return the least confidence of a suggestion that is shown to the user."""
    if user.has_perm("claims.change_claim"):
        return 0.0
    stated: str = settings.PEACETRACKER_READER_CONFIDENCE
    points = operating_points()
    return points[stated] if stated in points else float(stated)
