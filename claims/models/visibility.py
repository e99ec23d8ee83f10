"""Who may see which claims."""

from __future__ import annotations

from django.db.models import Q

from claims.models.choices import OPEN, State


def open_to(*, editor: bool, least: float = 0.0, of: str = "") -> Q:
    """Return the condition that somebody may see a claim: only editors the rejected and those less sure than ``least``.

    ``least`` is about suggestions; ``of`` leads from a row to its claim ("a__").
    """
    unsure = Q(**{f"{of}state": State.SUGGESTED, f"{of}confidence__lt": least})
    return Q() if editor else Q(**{f"{of}state__in": OPEN}) & ~unsure
