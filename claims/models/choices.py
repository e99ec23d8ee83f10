"""What a claim may be: wording, act, review state and grade of its source."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """How the content is worded (PARC/PolNeAR)."""

    DIRECT = "direct", pgettext_lazy("wording", "Direct")
    INDIRECT = "indirect", pgettext_lazy("wording", "Indirect")
    MIXED = "mixed", pgettext_lazy("wording", "Mixed")


class Act(models.TextChoices):
    """What the speaker does by the claim."""

    DEMAND = "demand", pgettext_lazy("act", "Demand")
    OFFER = "offer", pgettext_lazy("act", "Offer")
    ACCEPT = "accept", pgettext_lazy("act", "Accept")
    REJECT = "reject", pgettext_lazy("act", "Reject")
    CONCEDE = "concede", pgettext_lazy("act", "Concede")
    ACCUSE = "accuse", pgettext_lazy("act", "Accuse")
    THREATEN = "threaten", pgettext_lazy("act", "Threaten")
    COMMIT = "commit", pgettext_lazy("act", "Commit")
    APPEAL = "appeal", pgettext_lazy("act", "Appeal")
    DENY = "deny", pgettext_lazy("act", "Deny")
    ASSESS = "assess", pgettext_lazy("act", "Assess")
    PREDICT = "predict", pgettext_lazy("act", "Predict")
    REPORT = "report", pgettext_lazy("act", "Report")


class State(models.TextChoices):
    """Where the claim stands in review."""

    SUGGESTED = "suggested", pgettext_lazy("state", "Suggested")
    ACCEPTED = "accepted", pgettext_lazy("state", "Accepted")
    CORRECTED = "corrected", pgettext_lazy("state", "Corrected")
    REJECTED = "rejected", pgettext_lazy("state", "Rejected")
    DISPUTED = "disputed", pgettext_lazy("state", "Disputed")


class Sourcing(models.TextChoices):
    """How far a source lets itself be held to account."""

    NAMED = "named", pgettext_lazy("source", "Named")
    UNNAMED = "unnamed", pgettext_lazy("source", "Unnamed")
    GROUP = "group", pgettext_lazy("source", "Group")
    DOCUMENT = "document", pgettext_lazy("source", "Document")
    MEDIA = "media", pgettext_lazy("source", "Media")


REVIEWED = [State.ACCEPTED, State.CORRECTED]
# What readers may see at all; only the reviewed ones without asking.
OPEN = [*REVIEWED, State.SUGGESTED, State.DISPUTED]
