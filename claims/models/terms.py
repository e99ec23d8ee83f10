"""Negotiating terms, with the claims that are evidence for them, and the packages they are put forward in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from claims.models.actors import Actor
from claims.models.addresses import address_of
from claims.models.choices import Act, State
from claims.models.claims import Claim
from claims.models.constraints import not_empty, one_of
from claims.models.edits import Editable, in_english
from claims.models.issues import Issue, Stance

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class TermState(models.TextChoices):
    """Where it stands in review; a rejected one is kept and never suggested again."""

    SUGGESTED = "suggested", pgettext_lazy("state", "Suggested")
    ACCEPTED = "accepted", pgettext_lazy("state", "Accepted")
    REJECTED = "rejected", pgettext_lazy("state", "Rejected")


class Suggestible(Editable):
    """What the program suggests from claims and editors decide on: a decided or edited row is theirs alone."""

    state = models.CharField(max_length=9, choices=TermState, default=TermState.SUGGESTED)

    class Meta:
        abstract = True

    @property
    def is_untouched(self) -> bool:
        """Whether no person has decided on it or edited it: all that a machine may change."""
        return self.state == TermState.SUGGESTED and self.edit_version == 1

    @property
    def is_accepted(self) -> bool:
        """Whether an editor has accepted it."""
        return self.state == TermState.ACCEPTED

    def accept(self, user: User) -> Self:
        """Take it, as it stands now, as what the actor puts forward."""
        return self._decide(TermState.ACCEPTED, user)

    def reject(self, user: User) -> Self:
        """Put it aside for good: the program does not suggest it again."""
        return self._decide(TermState.REJECTED, user)

    @transaction.atomic
    def _decide(self, state: TermState, user: User) -> Self:
        self.state = state
        self._history_user, self._change_reason = user, in_english(state.label)
        return self.save_edit()


class PackageQuerySet(models.QuerySet["Package"]):
    """Packages, asked for as a reader would."""

    def open_to_readers(self, *, suggestions: bool) -> Self:
        """Accepted packages with accepted terms; on demand suggestions too. None of actors merged into another."""
        states = [TermState.ACCEPTED, *([TermState.SUGGESTED] if suggestions else [])]
        shown = Term.objects.filter(package=OuterRef("pk")).open_to_readers(suggestions=suggestions)
        return self.filter(Exists(shown), state__in=states, actor__merged_into=None)


class Package(Suggestible):
    """Terms that one actor put forward together.

    ``occasion`` is the day, or else the article, by which the program tells one package of an actor from another. It
    is not unique in the database: when two actors are merged, both may have a package of the same day.
    """

    name = models.CharField(max_length=200)
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="packages")
    put_forward_on = models.DateField(null=True, blank=True)
    occasion = models.CharField(max_length=40, blank=True, editable=False)
    history = HistoricalRecords()

    objects = PackageQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            not_empty("name", name="package_has_name"),
            one_of("state", TermState, name="package_state_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the permalink."""
        return address_of("claims:package_detail", self.pk)


class TermQuerySet(models.QuerySet["Term"]):
    """Terms, asked for as a reader or the program would."""

    def untouched(self) -> Self:
        """Suggestions that no person has edited."""
        return self.filter(state=TermState.SUGGESTED, edit_version=1)

    def open_to_readers(self, *, suggestions: bool) -> Self:
        """Accepted terms, and on demand the suggestions that still have a claim to rest on."""
        accepted = self.filter(state=TermState.ACCEPTED)
        if not suggestions:
            return accepted
        standing = Claim.objects.filter(terms=OuterRef("pk")).exclude(state=State.REJECTED)
        return self.filter(Q(state=TermState.ACCEPTED) | Q(Exists(standing), state=TermState.SUGGESTED))

    def waiting(self) -> Self:
        """Suggestions that readers may ask to see."""
        return self.open_to_readers(suggestions=True).filter(state=TermState.SUGGESTED)


class Term(Suggestible):
    """A negotiating term: what one actor demands, offers or refuses on an issue, with its claims as evidence."""

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="terms")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="negotiating_terms")
    act = models.CharField(max_length=8, choices=Act)
    stance = models.CharField(max_length=7, choices=Stance)
    wording = models.CharField(max_length=500)
    conditions = models.CharField(max_length=500, blank=True)
    package = models.ForeignKey(Package, on_delete=models.SET_NULL, related_name="terms", null=True, blank=True)
    claims = models.ManyToManyField(Claim, related_name="terms", blank=True)
    history = HistoricalRecords(m2m_fields=[claims])

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["actor", "issue", "pk"]
        constraints = [
            not_empty("wording", name="negotiating_term_has_wording"),
            one_of("act", Act, name="negotiating_term_act_known"),
            one_of("stance", Stance, name="negotiating_term_stance_known"),
            one_of("state", TermState, name="negotiating_term_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.wording}"

    def add_evidence(self, claims: Iterable[int]) -> bool:
        """Add claims (keys) that say the same, except any that was taken out before; return whether there were some."""
        joint: Any = Term.history.model.claims
        once = set(joint.filter(term_id=self.pk).values_list("claim_id", flat=True))
        new = [claim for claim in claims if claim not in once]
        self.claims.add(*new)
        return bool(new)
