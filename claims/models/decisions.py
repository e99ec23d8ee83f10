"""What people decide about links and statements: single actions, each kept with its steps and undoable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy

from claims.models.claims import Claim
from claims.models.constraints import one_of
from claims.models.edits import StaleEdit
from claims.models.grouping import regroup
from claims.models.links import SYMMETRIC, Link, LinkState, Relation, outcome_problem
from claims.models.statements import Statement

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class NothingToUndo(Exception):
    """There is no decision that could be taken back, or it was taken back already."""


class DecisionKind(models.TextChoices):
    """What was done."""

    CONFIRM = "confirm", pgettext_lazy("decision", "Confirm")
    REJECT = "reject", pgettext_lazy("decision", "Reject")
    REOPEN = "reopen", pgettext_lazy("decision", "Reopen")
    CHANGE = "change", pgettext_lazy("decision", "change of relation")
    JOIN = "join", pgettext_lazy("decision", "Join")
    SPLIT = "split", pgettext_lazy("decision", "Split")


class LinkDecision(models.Model):
    """One action of a person on links. Undoing it brings back every link it touched, unless decided again since."""

    kind = models.CharField(max_length=7, choices=DecisionKind)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)
    undone_at = models.DateTimeField(null=True)
    # {claim: statement or null} of the claims that the action regrouped, as it was before.
    statements = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            one_of("kind", DecisionKind, name="link_decision_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()} by {self.made_by}, {self.made_at:%d %B %Y, %H:%M}"

    @classmethod
    def last_on(cls, link: Link) -> LinkDecision:
        """Return the latest decision on a link that stands; raise NothingToUndo if there is none."""
        decision = cls.objects.filter(steps__link=link, undone_at=None).first()
        if decision is None:
            raise NothingToUndo(
                gettext('Nobody has decided on "%(link)s" yet. There is nothing to undo.') % {"link": link}
            )
        return decision

    @classmethod
    def of_statement(cls, statement: Statement) -> models.QuerySet[LinkDecision]:
        """Return the decisions on links between witnesses of a statement, past or present, latest first."""
        witnesses = Claim.objects.filter(statement=statement).values("pk")
        steps = LinkStep.objects.filter(Q(a__in=witnesses) | Q(b__in=witnesses))
        return cls.objects.filter(pk__in=steps.values("decision")).select_related("made_by", "undone_by")

    @classmethod
    @transaction.atomic
    def decide(cls, link: Link, user: User, kind: str, state: LinkState) -> LinkDecision:
        """Put a link into a state; raise StaleEdit if somebody else changed it since it was read."""
        decision = cls.objects.create(kind=kind, made_by=user)
        decision._set(link, user, state, link.outcome)
        decision._regroup([link])
        return decision

    @classmethod
    @transaction.atomic
    def change(cls, link: Link, user: User, relation: Relation, outcome: str) -> Link:
        """Reject one relation, confirm another; return the confirmed link."""
        _check_outcome(relation, outcome)
        if relation == link.relation:
            decision = cls.objects.create(kind=DecisionKind.CHANGE, made_by=user)
            decision._set(link, user, LinkState.CONFIRMED, outcome)
            return link
        decision = cls.objects.create(kind=DecisionKind.CHANGE, made_by=user)
        decision._set(link, user, LinkState.REJECTED, link.outcome)
        other = decision._link(link.a, link.b, user, LinkState.CONFIRMED, relation, outcome)
        decision._regroup([link, other])
        return other

    @classmethod
    @transaction.atomic
    def join(cls, statement: Statement, other: Statement | Claim, user: User) -> LinkDecision:
        """Make the witnesses of both one statement."""
        ours = list(statement.claims.all())
        theirs = _claims_of(other)
        if not ours or not theirs or {claim.pk for claim in ours} & {claim.pk for claim in theirs}:
            raise ValueError(
                gettext('"%(other)s" belongs to "%(statement)s" already. Choose another statement or claim.')
                % {"other": other, "statement": statement}
            )
        statement.save_edit()
        decision = cls.objects.create(kind=DecisionKind.JOIN, made_by=user)
        links = [decision._link(_head(ours), _head(theirs), user, LinkState.CONFIRMED)]
        links += [decision._set(link, user, LinkState.CONFIRMED, "") for link in _rejected(ours, theirs)]
        decision._regroup(links)
        return decision

    @classmethod
    @transaction.atomic
    def split(cls, statement: Statement, leaving: Sequence[Claim], user: User) -> LinkDecision:
        """Part some witnesses from the rest; both parts stay together in themselves."""
        claims = {claim.pk: claim for claim in statement.claims.all()}
        parted = [claims.pop(claim.pk, None) for claim in leaving]
        gone = [claim for claim in parted if claim]
        if not gone or len(gone) != len(leaving) or not claims:
            raise ValueError(
                gettext(
                    'Choose some, and not all, of the witnesses of "%(statement)s". Somebody may have '
                    "changed it meanwhile."
                )
                % {"statement": statement}
            )
        statement.save_edit()
        decision = cls.objects.create(kind=DecisionKind.SPLIT, made_by=user)
        links = [decision._hold(part, user) for part in (gone, list(claims.values()))]
        parting = [decision._link(one, other, user, LinkState.REJECTED) for one in gone for other in claims.values()]
        decision._regroup([*(link for held in links for link in held), *parting])
        return decision

    @transaction.atomic
    def undo(self, user: User) -> Self:
        """Bring every link back to what it was; raise NothingToUndo, or StaleEdit where it was decided again since."""
        fresh = LinkDecision.objects.filter(pk=self.pk, undone_at=None)
        if not fresh.update(undone_at=timezone.now(), undone_by=user):
            raise NothingToUndo(gettext('"%(self)s" was taken back already.') % {"self": self})
        self.refresh_from_db()
        claims: set[int] = set()
        for step in LinkStep.objects.filter(decision=self).select_related("link").order_by("-pk"):
            step.undo(user)
            claims |= {step.a_id, step.b_id}
        self._restore_statements()
        regroup(claims | {int(pk) for pk in self.statements})
        return self

    def _restore_statements(self) -> None:
        """Give back the numbers that the statements had, so that their addresses stay what they were."""
        for claim, statement in self.statements.items():
            if statement is not None:
                Statement.objects.get_or_create(pk=statement)
            Claim.objects.filter(pk=int(claim)).update(statement=statement)

    def _set(self, link: Link, user: User, state: LinkState, outcome: str) -> Link:
        before = [link.state, link.outcome]
        link.state, link.outcome = state, outcome
        _stamp(link, user, state, self.get_kind_display())
        link.save_edit()
        LinkStep.objects.create(decision=self, link=link, a=link.a, b=link.b, before=before, after=[state, outcome])
        return link

    def _link(
        self, one: Claim, other: Claim, user: User, state: LinkState,
        relation: Relation = Relation.SAME_STATEMENT, outcome: str = "",
    ) -> Link:  # fmt: skip
        """Bring the link of two claims into a state, making it if it is not there."""
        if relation in SYMMETRIC and one.pk > other.pk:
            one, other = other, one
        stored = Link.objects.filter(a=one, b=other, relation=relation).first()
        if stored:
            return self._set(stored, user, state, outcome)
        link = Link(a=one, b=other, relation=relation, state=state, outcome=outcome, reasons=["added-by-editor"])
        _stamp(link, user, state, self.get_kind_display())
        link.save()
        LinkStep.objects.create(decision=self, link=link, a=one, b=other, before=None, after=[state, outcome])
        return link

    def _hold(self, claims: Sequence[Claim], user: User) -> list[Link]:
        """Confirm that these claims stay together."""
        head = _head(claims)
        return [self._link(head, claim, user, LinkState.CONFIRMED) for claim in claims if claim.pk != head.pk]

    def _regroup(self, links: Iterable[Link]) -> None:
        """Bring the statements in line where a same_statement link was touched, noting what they were."""
        claims = {pk for link in links if link.relation == Relation.SAME_STATEMENT for pk in (link.a_id, link.b_id)}
        if not claims:
            return
        held = Claim.objects.filter(pk__in=claims).exclude(statement=None).values("statement")
        around = Claim.objects.filter(Q(pk__in=claims) | Q(statement__in=held))
        self.statements = {str(pk): statement for pk, statement in around.values_list("pk", "statement_id")}
        self.save(update_fields=["statements"])
        regroup(claims)


class LinkStep(models.Model):
    """What a decision did to one link: ``[state, outcome]`` before (null: it was not there) and after."""

    decision = models.ForeignKey(LinkDecision, on_delete=models.CASCADE, related_name="steps")
    link = models.ForeignKey(Link, on_delete=models.SET_NULL, related_name="steps", null=True)
    a = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    b = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.link}: {self.after[0]}"

    def undo(self, user: User) -> None:
        """Bring the link back, or take it away again if the decision made it."""
        link = self.link
        if link is None or [link.state, link.outcome] != self.after:
            raise StaleEdit(link or self.decision)
        if self.before is None:
            link._history_user = user  # type: ignore[attr-defined]  # read by simple_history
            link.delete()
            return
        link.state, link.outcome = self.before
        _stamp(link, user, LinkState(link.state), "Undone")
        link.save_edit()


def _stamp(link: Any, user: User, state: LinkState, reason: str) -> None:
    """Note who decided and when, nobody where the link is open again."""
    decided = state != LinkState.SUGGESTED
    link.decided_by, link.decided_at = (user, timezone.now()) if decided else (None, None)
    link._history_user, link._change_reason = user, reason


def _check_outcome(relation: Relation, outcome: str) -> None:
    if problem := outcome_problem(relation, outcome):
        raise ValueError(problem)


def _claims_of(what: Statement | Claim) -> list[Claim]:
    if isinstance(what, Statement):
        return list(what.claims.all())
    return list(what.statement.claims.all()) if what.statement else [what]


def _head(claims: Sequence[Claim]) -> Claim:
    """Return the claim that words the statement, else the first in its article."""
    return next((claim for claim in claims if getattr(claim, "canonical_of", None)), claims[0])


def _rejected(ours: Iterable[Claim], theirs: Iterable[Claim]) -> models.QuerySet[Link]:
    one, other = [claim.pk for claim in ours], [claim.pk for claim in theirs]
    across = Q(a__in=one, b__in=other) | Q(a__in=other, b__in=one)
    return Link.objects.filter(across, relation=Relation.SAME_STATEMENT, state=LinkState.REJECTED)
