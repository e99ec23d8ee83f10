"""Statements, and links between claims."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from claims.models.claims import Claim
from claims.models.constraints import one_of, share


class Relation(models.TextChoices):
    """How one claim relates to another; the first three are symmetric."""

    SAME_STATEMENT = "same_statement", "same statement"
    SAME_POSITION = "same_position", "same position"
    CONTRADICTS = "contradicts"
    RESPONDS_TO = "responds_to", "responds to"
    UPDATES = "updates"
    VIOLATES = "violates"
    IMPLEMENTS = "implements"


# The relations that have a direction, read from their far end.
_BACKWARDS: dict[str, str] = {
    Relation.RESPONDS_TO: "is answered by",
    Relation.UPDATES: "is updated by",
    Relation.VIOLATES: "is violated by",
    Relation.IMPLEMENTS: "is implemented by",
}
SYMMETRIC = [Relation.SAME_STATEMENT, Relation.SAME_POSITION, Relation.CONTRADICTS]


class Outcome(models.TextChoices):
    """What a response does with what it responds to."""

    ACCEPTS = "accepts"
    ACCEPTS_CONDITIONALLY = "accepts_conditionally", "accepts conditionally"
    REJECTS = "rejects"
    COUNTERS = "counters"


class LinkState(models.TextChoices):
    """Where the link stands in review; a rejected one is kept and never suggested again."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Statement(models.Model):
    """One utterance, however many articles report it: the claims that are witnesses of it."""

    canonical = models.OneToOneField(
        Claim, on_delete=models.SET_NULL, related_name="canonical_of", null=True, blank=True
    )
    added_at = models.DateTimeField("added", auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.canonical) if self.canonical else f"Statement {self.pk}"


class LinkQuerySet(models.QuerySet["Link"]):
    """Links, asked for from one of their ends."""

    def of(self, claim: Claim) -> Self:
        """Links that start or end at the claim."""
        return self.filter(Q(a=claim) | Q(b=claim))

    def open_to(self, *, editor: bool, least: float = 0.0) -> Self:
        """Leave out rejected links and, unless an editor looks, those to claims that are not open to readers."""
        found = self.exclude(state=LinkState.REJECTED)
        shown = Claim.objects.open_to(editor=editor, least=least).order_by().values("pk")
        return found if editor else found.filter(a__in=shown, b__in=shown)

    def with_claims(self) -> Self:
        """Fetch both claims with what one line about them shows."""
        claims = [f"{end}__{part}" for end in "ab" for part in ("speaker", "article__outlet")]
        texts = [f"{end}__article__text" for end in "ab"]
        return self.select_related(*claims).defer(*texts).prefetch_related("a__co_speakers", "b__co_speakers")


class Link(models.Model):
    """A typed relation from claim ``a`` to claim ``b``. A symmetric one is stored once, the lower id first."""

    a = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="links_out")
    b = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="links_in")
    relation = models.CharField(max_length=15, choices=Relation)
    outcome = models.CharField(max_length=22, choices=Outcome, blank=True)
    state = models.CharField(max_length=9, choices=LinkState, default=LinkState.SUGGESTED)
    score = models.FloatField(default=1.0, editable=False)
    reasons = models.JSONField(default=list, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True, editable=False
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    history = HistoricalRecords()

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(a=F("b")), name="link_joins_two_claims"),
            models.CheckConstraint(
                condition=~Q(relation__in=SYMMETRIC) | Q(a__lt=F("b")), name="link_symmetric_stored_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(relation=Relation.RESPONDS_TO), name="link_outcome_of_a_response"
            ),
            models.UniqueConstraint(fields=["a", "b", "relation"], name="link_unique"),
            one_of("relation", Relation, name="link_relation_known"),
            one_of("outcome", Outcome, name="link_outcome_known", blank=True),
            one_of("state", LinkState, name="link_state_known"),
            share("score", name="link_score_share"),
        ]

    def __str__(self) -> str:
        return f"{self.a} — {self.get_relation_display()} — {self.b}"

    def other(self, claim: Claim) -> Claim:
        """Return the claim at the other end."""
        return self.b if claim.pk == self.a_id else self.a

    def words_from(self, claim: Claim) -> str:
        """Return the relation as read from one of its claims: "responds to", "is answered by" …"""
        backwards = claim.pk == self.b_id and self.relation in _BACKWARDS
        words = _BACKWARDS[self.relation] if backwards else self.get_relation_display()
        return f"{words} ({self.get_outcome_display()})" if self.outcome else words
