"""Terms as the pages list them: by actor on an issue, by issue for an actor, each with the claims it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Prefetch, Q

from claims.models import Actor, Claim, Issue, Term
from claims.models.terms import TermQuerySet

# Terms on one page: those that people accepted first, then those with most claims.
MOST_TERMS = 60


@dataclass(frozen=True)
class TermGroup:
    """The terms of one actor, or on one issue."""

    subject: Actor | Issue
    terms: Sequence[Term]


@dataclass(frozen=True)
class TermList:
    """What a page shows of them; ``left_out`` counts those that are too many for it."""

    groups: Sequence[TermGroup]
    left_out: int = 0


def terms_by_actor(issue: Issue, *, states: Sequence[str], suggestions: bool) -> TermList:
    """Return the terms on an issue; their claims as far as these review states are shown."""
    terms = Term.objects.filter(issue=issue, actor__merged_into=None).select_related("actor", "package")
    return _listed(terms, lambda term: term.actor, states=states, suggestions=suggestions)


def terms_by_issue(actor: Actor, *, states: Sequence[str], suggestions: bool) -> TermList:
    """Return the terms of an actor; their claims as far as these review states are shown."""
    terms = Term.objects.filter(actor=actor).select_related("issue", "package")
    return _listed(terms, lambda term: term.issue, states=states, suggestions=suggestions)


def _listed(
    terms: TermQuerySet, subject: Callable[[Term], Actor | Issue], *, states: Sequence[str], suggestions: bool
) -> TermList:
    opened = terms.open_to_readers(suggestions=suggestions)
    evidence = Claim.objects.filter(state__in=states).select_related("article__outlet").defer("article__text")
    weighed = opened.annotate(weight=Count("claims", filter=Q(claims__state__in=states)))
    ranked = weighed.order_by("state", "-weight", "pk")
    shown = list(ranked.prefetch_related(Prefetch("claims", evidence, to_attr="evidence"))[:MOST_TERMS])
    left_out = opened.count() - len(shown) if len(shown) == MOST_TERMS else 0
    shown.sort(key=lambda term: (subject(term).name, subject(term).pk, term.act, term.wording))
    groups = [TermGroup(key, list(some)) for key, some in groupby(shown, key=subject)]
    return TermList(groups, left_out)
