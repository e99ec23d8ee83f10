"""The issues of a claim: what is said of which, with which stance and how specifically."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from claims.models.choices import Act
from claims.models.claims import Claim
from claims.models.constraints import one_of, share
from claims.models.issues import Issue, Stance
from claims.models.spans import SpansField, check_inside, text_of


class ClaimIssue(models.Model):
    """An issue of a claim, with the speaker's stance and how specific the claim is about it.

    Where a claim names several demands, ``content`` is the part that deals with this issue and ``act`` what the
    speaker does by that part; empty means the whole content and the claim's own act.
    """

    class Specificity(models.IntegerChoices):
        """How specific a claim is on an issue (PA-X)."""

        MENTIONED = 0, pgettext_lazy("specificity", "Mentioned")
        GENERAL = 1, pgettext_lazy("specificity", "General")
        CONCRETE = 2, pgettext_lazy("specificity", "Concrete")
        ENFORCEABLE = 3, pgettext_lazy("specificity", "detailed and enforceable")

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="claim_issues")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="claim_issues")
    stance = models.CharField(max_length=7, choices=Stance, default=Stance.NEUTRAL)
    specificity = models.PositiveSmallIntegerField(choices=Specificity, default=Specificity.MENTIONED)
    inherited = models.BooleanField(
        default=False, help_text=_('Taken from what the claim points to: "the proposal", "these steps".')
    )
    content = SpansField(blank=True, help_text=_("The part of the content about this issue: start-end, …"))
    content_text = models.TextField(blank=True, editable=False)
    act = models.CharField(max_length=8, choices=Act, blank=True, help_text=_("Only if the part does something else."))
    confidence = models.FloatField(default=1.0, editable=False)
    reason = models.JSONField(default=list, blank=True, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ["claim", "issue"]
        verbose_name = "issue of a claim"
        verbose_name_plural = "issues of claims"
        indexes = [
            models.Index(fields=["claim", "issue", "stance"], name="claim_issue_facets"),
            models.Index(fields=["stance", "claim"], name="claim_issue_stances"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["claim", "issue"], name="claim_issue_unique"),
            one_of("stance", Stance, name="claim_issue_stance_known"),
            one_of("act", Act, name="claim_issue_act_known", blank=True),
            share("confidence", name="claim_issue_confidence_share"),
            models.CheckConstraint(condition=Q(specificity__in=[0, 1, 2, 3]), name="claim_issue_specificity_known"),
        ]

    def __str__(self) -> str:
        return f"{self.issue} ({self.get_stance_display()})"

    def set_content(self, spans: Any) -> None:
        """Set the part and its words; the caller saves. Raise ValueError outside the text."""
        text = self.claim.text if spans else ""
        check_inside(text, spans)
        self.content, self.content_text = spans, text_of(text, spans)
