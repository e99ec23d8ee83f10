"""Exchanges: what was put forward, who answered it how and after how many days, who has not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, ngettext

from claims.linking.facts import Knowledge, knowledge_from_database
from claims.models import OPEN, Act, Actor, Claim, Link, LinkState, Outcome, Relation
from claims.models.claims import NEWEST, ClaimQuerySet
from claims.models.counts import rows_in
from claims.models.links import LinkQuerySet

PROPOSALS = [Act.DEMAND, Act.OFFER]


@dataclass(frozen=True)
class Answer:
    """One answer to a proposal. ``days`` lie between them; None where a date is not known to the day."""

    link: Link
    claim: Claim
    to: Claim
    days: int | None

    @property
    def when(self) -> str:
        """The days between in words."""
        if self.days is None:
            return gettext("days between unknown")
        if self.days == 0:
            return gettext("the same day")
        return ngettext("%(number)s day later", "%(number)s days later", self.days) % {"number": self.days}


@dataclass(frozen=True)
class Exchange:
    """A proposal with its answers, the counter-proposals among them, and the actors it names that have not answered."""

    proposal: Claim
    reports: tuple[Claim, ...]
    answers: tuple[Answer, ...]
    counters: tuple[Answer, ...]
    silent: tuple[Actor, ...]


def _replies() -> LinkQuerySet:
    return Link.objects.filter(b=OuterRef("pk"), relation=Relation.RESPONDS_TO, a__state__in=OPEN).exclude(
        state=LinkState.REJECTED
    )


def proposals(claims: ClaimQuerySet, *, answered: bool | None = None) -> ClaimQuerySet:
    """Return the demands and offers, the latest first; only those with, or without, an answer if so asked.

    Of one statement only the claim that words it is taken, so that a proposal told by ten outlets stands there once.
    """
    whole = Q(statement=None) | Q(canonical_of__isnull=False) | Exists(_replies())
    found = claims.filter(whole, act__in=PROPOSALS).order_by(*NEWEST)
    if answered is None:
        return found
    return found.filter(Exists(_replies()) if answered else ~Exists(_replies()))


def with_answer_counts(claims: Any) -> Any:
    """Annotate claims with ``answer_count``: those of a page, because it is counted one by one."""
    return claims.annotate(answer_count=rows_in(_replies().order_by().values("b")))


def exchange_of(proposal: Claim, *, editor: bool, least: float = 0.0) -> Exchange:
    """Return what is known of the answers to a proposal, to any report of it."""
    reports = [proposal, *proposal.siblings.open_to(editor=editor, least=least).with_parts()]
    links = Link.objects.filter(b__in=reports, relation=Relation.RESPONDS_TO).open_to(editor=editor, least=least)
    answers = sorted((_answer(link) for link in links.with_claims()), key=_in_time)
    once = tuple({_utterance(answer.claim): answer for answer in reversed(answers)}.values())[::-1]
    return Exchange(
        proposal,
        tuple(reports[1:]),
        tuple(answer for answer in once if answer.link.outcome != Outcome.COUNTERS),
        tuple(answer for answer in once if answer.link.outcome == Outcome.COUNTERS),
        tuple(_silent(proposal, once, knowledge_from_database())),
    )


def _answer(link: Link) -> Answer:
    known = [claim.said_on for claim in (link.a, link.b) if claim.said_on and claim.said_on_precision == "day"]
    days = (known[0] - known[1]).days if len(known) == 2 else None
    return Answer(link, link.a, link.b, days)


def _in_time(answer: Answer) -> tuple[bool, int, int]:
    return (answer.days is None, answer.days or 0, answer.claim.pk)


def _utterance(claim: Claim) -> tuple[str, int]:
    return ("statement", claim.statement_id) if claim.statement_id else ("claim", claim.pk)


def _silent(proposal: Claim, answers: Iterable[Answer], knowledge: Knowledge) -> Iterable[Actor]:
    """Return the sides that the proposal names or addresses and that are on record with no answer."""
    own = {knowledge.side[actor.pk] for actor in proposal.speakers}
    named = set(knowledge.mentioned(proposal.content_text))
    if proposal.addressee_id:
        named.add(knowledge.side[proposal.addressee_id])
    answered = {knowledge.side[actor.pk] for answer in answers for actor in answer.claim.speakers}
    return Actor.objects.filter(slug__in=named - own - answered).order_by("name")
