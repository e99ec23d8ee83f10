"""What editors need of each other: who is on a claim, who is to decide, what they say, a second opinion."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy

from claims.models.claims import Claim
from claims.models.constraints import not_empty, one_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats, asked for by who else is there."""

    def fresh(self) -> Self:
        """Those taken lately: PEACETRACKER_REVIEW_HOLD_MINUTES ago at most."""
        return self.filter(since__gte=timezone.now() - timedelta(minutes=settings.PEACETRACKER_REVIEW_HOLD_MINUTES))

    def of_others(self, user: Any) -> Self:
        """Those of other people."""
        return self.exclude(user=user.pk)

    def take(self, user: User, claim: Claim) -> None:
        """Put the person on the claim, and off the one before; one statement."""
        self.bulk_create(
            [self.model(user=user, claim=claim, since=timezone.now())],
            update_conflicts=True,
            unique_fields=["user"],
            update_fields=["claim", "since"],
        )


class Seat(models.Model):
    """The claim that a person is looking at: a soft lock that steers others elsewhere and forbids nothing."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seat")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="seats")
    since = models.DateTimeField(default=timezone.now)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["since"]

    def __str__(self) -> str:
        return gettext("%(user)s on claim %(claim_id)s") % {"user": self.user, "claim_id": self.claim_id}


class Assignment(models.Model):
    """Who is asked to decide on a claim."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="assignment")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return gettext("Claim %(claim_id)s for %(user)s") % {"claim_id": self.claim_id, "user": self.user}


class Comment(models.Model):
    """What an editor says about a claim, to those named with @ in particular."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="comments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="review_comments", null=True
    )
    text = models.TextField(max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [not_empty("text", name="comment_has_text")]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"


class Mention(models.Model):
    """A person named in a comment, until they have seen it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="mention_unique")]

    def __str__(self) -> str:
        return f"@{self.user}: {self.comment}"


class Verdict(models.TextChoices):
    """What a second reader holds of a claim."""

    RIGHT = "right", pgettext_lazy("verdict", "right as found")
    CHANGED = "changed", pgettext_lazy("verdict", "right once changed")
    WRONG = "wrong", pgettext_lazy("verdict", "no claim")


class SecondOpinion(models.Model):
    """What one editor makes of a claim of the doubly reviewed sample, without seeing the other's; it changes nothing.

    ``answers`` holds the fields as judged: verdict, speaker, act, kind, said_on, and each issue with its stance.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="opinions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="opinions")
    verdict = models.CharField(max_length=7, choices=Verdict)
    answers = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["claim", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "user"], name="opinion_unique"),
            one_of("verdict", Verdict, name="opinion_verdict_known"),
        ]

    def __str__(self) -> str:
        return gettext("%(user)s on claim %(claim_id)s: %(verdict)s") % {
            "user": self.user,
            "claim_id": self.claim_id,
            "verdict": self.get_verdict_display(),
        }
