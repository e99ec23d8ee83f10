"""Links between claims."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from claims.models.bulk import add_creation_history, insert_rows, last_key
from claims.models.claims import Claim
from claims.models.constraints import one_of, share
from claims.models.edits import Editable
from claims.models.visibility import open_to

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django_stubs_ext import StrOrPromise


class Relation(models.TextChoices):
    """How one claim relates to another; the first three are symmetric."""

    SAME_STATEMENT = "same_statement", pgettext_lazy("link", "same statement")
    SAME_POSITION = "same_position", pgettext_lazy("link", "same position")
    CONTRADICTS = "contradicts", pgettext_lazy("link", "Contradicts")
    RESPONDS_TO = "responds_to", pgettext_lazy("link", "responds to")
    UPDATES = "updates", pgettext_lazy("link", "Updates")
    VIOLATES = "violates", pgettext_lazy("link", "Violates")
    IMPLEMENTS = "implements", pgettext_lazy("link", "Implements")


# The relations that have a direction, read from their far end.
_BACKWARDS: dict[str, StrOrPromise] = {
    Relation.RESPONDS_TO: _("is answered by"),
    Relation.UPDATES: _("is updated by"),
    Relation.VIOLATES: _("is violated by"),
    Relation.IMPLEMENTS: _("is implemented by"),
}
SYMMETRIC = [Relation.SAME_STATEMENT, Relation.SAME_POSITION, Relation.CONTRADICTS]


class Outcome(models.TextChoices):
    """What a response does with what it responds to, or an update with what was said before."""

    ACCEPTS = "accepts", pgettext_lazy("outcome", "Accepts")
    ACCEPTS_CONDITIONALLY = "accepts_conditionally", pgettext_lazy("outcome", "accepts conditionally")
    REJECTS = "rejects", pgettext_lazy("outcome", "Rejects")
    COUNTERS = "counters", pgettext_lazy("outcome", "Counters")
    NARROWS = "narrows", pgettext_lazy("outcome", "Narrows")
    WIDENS = "widens", pgettext_lazy("outcome", "Widens")
    HARDENS = "hardens", pgettext_lazy("outcome", "Hardens")
    SOFTENS = "softens", pgettext_lazy("outcome", "Softens")
    WITHDRAWS = "withdraws", pgettext_lazy("outcome", "Withdraws")


# Which outcomes a relation can have; the others have none.
OUTCOMES: dict[str, tuple[Outcome, ...]] = {
    Relation.RESPONDS_TO: (Outcome.ACCEPTS, Outcome.ACCEPTS_CONDITIONALLY, Outcome.REJECTS, Outcome.COUNTERS),
    Relation.UPDATES: (Outcome.NARROWS, Outcome.WIDENS, Outcome.HARDENS, Outcome.SOFTENS, Outcome.WITHDRAWS),
}


def outcome_problem(relation: str, outcome: str) -> str:
    """Return what is wrong with the outcome of a relation and how to mend it; nothing if it fits."""
    fitting = OUTCOMES.get(relation, ())
    if not outcome or outcome in fitting:
        return ""
    name = Relation(relation).label if relation in Relation.values else relation
    remedy = gettext("Leave it empty: only responses and updates have one.")
    if fitting:
        remedy = gettext("Choose one of: %(names)s.") % {"names": ", ".join(fitting)}
    return gettext('"%(outcome)s" is no outcome of "%(name)s". %(remedy)s') % {
        "outcome": outcome,
        "name": name,
        "remedy": remedy,
    }


def _outcome_fits() -> Q:
    fitting = (Q(relation=relation, outcome__in=outcomes) for relation, outcomes in OUTCOMES.items())
    return reduce(or_, fitting, Q(outcome=""))


class LinkState(models.TextChoices):
    """Where the link stands in review; a rejected one is kept and never suggested again."""

    SUGGESTED = "suggested", pgettext_lazy("state", "Suggested")
    CONFIRMED = "confirmed", pgettext_lazy("state", "Confirmed")
    REJECTED = "rejected", pgettext_lazy("state", "Rejected")


class LinkQuerySet(models.QuerySet["Link"]):
    """Links, asked for from one of their ends."""

    def of(self, claim: Claim) -> Self:
        """Links that start or end at the claim."""
        return self.filter(Q(a=claim) | Q(b=claim))

    def open_to(self, *, editor: bool, least: float = 0.0) -> Self:
        """Leave out rejected links and, unless an editor looks, those to claims that are not open to readers."""
        found = self.exclude(state=LinkState.REJECTED)
        return found.filter(*(open_to(editor=editor, least=least, of=f"{end}__") for end in "ab"))

    def undecided(self) -> Self:
        """Links that no person has decided on: all that a machine may change."""
        return self.filter(state=LinkState.SUGGESTED)

    def joining(self) -> Self:
        """Links that make their claims one statement: confirmed, or sure enough to join without asking."""
        sure = Q(state=LinkState.CONFIRMED) | Q(state=LinkState.SUGGESTED, joins=True)
        return self.filter(sure, relation=Relation.SAME_STATEMENT)

    def touching(self, claims: Iterable[int]) -> Self:
        """Links that start or end at any of the claims."""
        return self.filter(Q(a__in=claims) | Q(b__in=claims))

    def write_suggestions(self, rows: Iterable[Sequence[Any]], *, reason: str) -> None:
        """Store new suggestions of the program, and that it made them.

        A row is both claims, relation, outcome, score, whether it joins them, and the reasons.
        """
        before = last_key(self.model)
        columns = ("a_id", "b_id", "relation", "outcome", "score", "joins", "reasons", "state", "edit_version")
        given = ((*row[:-1], json.dumps(row[-1]), LinkState.SUGGESTED.value, 1) for row in rows)
        insert_rows(self.model, columns, given)
        add_creation_history(self.model, after=before, reason=reason)

    def between(self, one: Claim, other: Claim) -> Self:
        """Links that join the two claims in either direction."""
        return self.filter(Q(a=one, b=other) | Q(a=other, b=one))

    def with_claims(self) -> Self:
        """Fetch both claims with what one line about them shows."""
        claims = [f"{end}__{part}" for end in "ab" for part in ("speaker", "article__outlet")]
        texts = [f"{end}__article__text" for end in "ab"]
        return self.select_related(*claims).defer(*texts).prefetch_related("a__co_speakers", "b__co_speakers")


class Link(Editable):
    """A typed relation from claim ``a`` to claim ``b``. A symmetric one is stored once, the lower id first."""

    a = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="links_out")
    b = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="links_in")
    relation = models.CharField(max_length=15, choices=Relation)
    outcome = models.CharField(max_length=22, choices=Outcome, blank=True)
    state = models.CharField(max_length=9, choices=LinkState, default=LinkState.SUGGESTED)
    score = models.FloatField(default=1.0, editable=False)
    reasons = models.JSONField(default=list, blank=True, editable=False)
    joins = models.BooleanField(
        default=False, editable=False, help_text=_("Sure enough to make the claims one statement without asking.")
    )
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
            models.CheckConstraint(condition=_outcome_fits(), name="link_outcome_fits_relation"),
            models.UniqueConstraint(fields=["a", "b", "relation"], name="link_unique"),
            one_of("relation", Relation, name="link_relation_known"),
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
        words = str(_BACKWARDS[self.relation]) if backwards else self.get_relation_display()
        return f"{words} ({str(self.get_outcome_display()).lower()})" if self.outcome else words

    def confirm(self, user: User) -> Self:
        """Keep the link as right."""
        return self._decide("confirm", user, LinkState.CONFIRMED)

    def reject(self, user: User) -> Self:
        """Keep the link as wrong; it is never suggested again."""
        return self._decide("reject", user, LinkState.REJECTED)

    def reopen(self, user: User) -> Self:
        """Leave the link to be decided again."""
        return self._decide("reopen", user, LinkState.SUGGESTED)

    def change_relation(self, user: User, relation: str, outcome: str = "") -> Link:
        """Reject this relation and confirm another between the same claims; return the link of the other.

        Raise ValueError for an outcome that the relation cannot have.
        """
        from claims.models.decisions import LinkDecision

        return LinkDecision.change(self, user, Relation(relation), outcome)

    def undo(self, user: User) -> Self:
        """Take back the last decision on the link with all that it changed; raise NothingToUndo if there is none."""
        from claims.models.decisions import LinkDecision

        LinkDecision.last_on(self).undo(user)
        return self

    def _decide(self, kind: str, user: User, state: LinkState) -> Self:
        from claims.models.decisions import LinkDecision

        LinkDecision.decide(self, user, kind, state)
        return self
