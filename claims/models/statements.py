"""Statements: one utterance, however many articles report it; joined and split by people, grouped from links."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext
from simple_history.models import HistoricalRecords

from claims.models.addresses import address_of
from claims.models.choices import OPEN
from claims.models.claims import Claim
from claims.models.edits import Editable

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from claims.models.decisions import LinkDecision


class StatementQuerySet(models.QuerySet["Statement"]):
    """Statements, asked for as a reader would."""

    def with_witness_counts(self, *, editor: bool = False) -> Self:
        """Annotate ``witness_count`` (claims) and ``origin_count``, both of claims that the reader may see."""
        seen = Q() if editor else Q(claims__state__in=OPEN)
        return self.annotate(
            witness_count=Count("claims", filter=seen, distinct=True),
            origin_count=Count("claims__article__origin", filter=seen, distinct=True),
        )

    def reported_twice(self) -> Self:
        """Statements with two witnesses and more that readers may see."""
        told = Claim.objects.filter(statement__isnull=False, state__in=OPEN).order_by().values("statement")
        return self.filter(pk__in=told.annotate(witnesses=Count("pk")).filter(witnesses__gte=2).values("statement"))

    def latest_first(self) -> Self:
        """Order by the day on which they were said; those without a date come last."""
        return self.order_by(F("canonical__said_on").desc(nulls_last=True), "-pk")

    def with_wording(self) -> Self:
        """Fetch the claim that words each, with what a line about it shows."""
        return self.select_related("canonical__speaker", "canonical__article__outlet").prefetch_related(
            "canonical__co_speakers", "canonical__claim_issues__issue"
        )


class Statement(Editable):
    """One utterance: the claims that are witnesses of it. Which those are follows from the links between them."""

    canonical = models.OneToOneField(
        Claim, on_delete=models.SET_NULL, related_name="canonical_of", null=True, blank=True
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="merged_from", null=True, blank=True, editable=False
    )
    added_at = models.DateTimeField("added", auto_now_add=True)
    history = HistoricalRecords()

    objects = StatementQuerySet.as_manager()

    if TYPE_CHECKING:
        witness_count: int
        origin_count: int

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.canonical) if self.canonical else gettext("Statement %(pk)s") % {"pk": self.pk}

    def get_absolute_url(self) -> str:
        """Return the permalink."""
        return address_of("claims:statement_detail", self.pk)

    @property
    def witnesses(self) -> list[Claim]:
        """The claims that report it, the earliest article first; articles without a date come last."""
        claims: Any = self.claims
        return sorted(claims.with_parts(), key=_as_reported)

    def join(self, other: Statement | Claim, user: User) -> LinkDecision:
        """Make the witnesses of the other, or one more claim, witnesses of this; raise StaleEdit or ValueError."""
        from claims.models.decisions import LinkDecision

        return LinkDecision.join(self, other, user)

    def split(self, claims: Iterable[Claim], user: User) -> LinkDecision:
        """Take some of the witnesses out, into a statement of their own; raise StaleEdit or ValueError."""
        from claims.models.decisions import LinkDecision

        return LinkDecision.split(self, list(claims), user)


def _as_reported(claim: Claim) -> tuple[Any, ...]:
    published = claim.article.published_on
    return (published is None, published or claim.article.added_at, claim.article_id, claim.start)
