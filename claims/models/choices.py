"""What a claim may be: wording, act, review state and grade of its source."""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """How the content is worded (PARC/PolNeAR)."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Act(models.TextChoices):
    """What the speaker does by the claim."""

    DEMAND = "demand"
    OFFER = "offer"
    ACCEPT = "accept"
    REJECT = "reject"
    CONCEDE = "concede"
    ACCUSE = "accuse"
    THREATEN = "threaten"
    COMMIT = "commit"
    APPEAL = "appeal"
    DENY = "deny"
    ASSESS = "assess"
    PREDICT = "predict"
    REPORT = "report"


class State(models.TextChoices):
    """Where the claim stands in review."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    DISPUTED = "disputed"


class Sourcing(models.TextChoices):
    """How far a source lets itself be held to account."""

    NAMED = "named"
    UNNAMED = "unnamed"
    GROUP = "group"
    DOCUMENT = "document"
    MEDIA = "media"


REVIEWED = [State.ACCEPTED, State.CORRECTED]
# What readers may see at all; only the reviewed ones without asking.
OPEN = [*REVIEWED, State.SUGGESTED, State.DISPUTED]
