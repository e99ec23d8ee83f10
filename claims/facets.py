"""Counts of claims by what can be filtered on, each facet with all the other ones applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Choices, Count

from claims.filters import ActorSearch, ClaimSearch
from claims.models import Act, ActorKind, Claim, ClaimIssue, Issue, Kind, Stance, State
from claims.models.claims import ClaimQuerySet
from claims.queries import QueryForm


class Tally(NamedTuple):
    """How many claims there are with a value."""

    value: str
    label: str
    claims: int


@dataclass(frozen=True)
class Option:
    """One value of a facet: how many claims it would show, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A field to filter on, its options in the order in which to offer them."""

    name: str
    legend: str
    options: tuple[Option, ...]
    at_once: int = 8

    @property
    def first(self) -> tuple[Option, ...]:
        """The options to show at once: those chosen and the first few."""
        return tuple(option for at, option in enumerate(self.options) if option.chosen or at < self.at_once)

    @property
    def more(self) -> tuple[Option, ...]:
        """The options to show on request."""
        return tuple(option for at, option in enumerate(self.options) if not option.chosen and at >= self.at_once)

    @property
    def chosen(self) -> int:
        """How many options are chosen."""
        return sum(option.chosen for option in self.options)

    def count_of(self, value: str) -> int:
        """Return how many claims have the value."""
        return sum(option.count for option in self.options if option.value == value)


def facets(search: ClaimSearch) -> dict[str, Facet]:
    """Return the facets of a search by name. Takes one query for each, and one more for claims made together."""
    return {name: _facet(search, name, count(search)) for name, count in _COUNTS.items()}


def kinds_of_actor(search: ActorSearch) -> Facet:
    """Return the kinds of the actors that a search finds, whatever kind it asks for."""
    return _facet(search, "kind", _in_order(search.counts_by_kind(), ActorKind))


def _facet(search: QueryForm, name: str, tallies: Iterable[Tally]) -> Facet:
    chosen = dict(search.labels(name))
    found = {tally.value: tally for tally in tallies}
    missing = [Tally(value, label, 0) for value, label in chosen.items() if value not in found]
    options = (
        Option(tally.value, tally.label, tally.claims, chosen=tally.value in chosen)
        for tally in [*found.values(), *missing]
    )
    return Facet(name, search.legends[name], tuple(options))


def by_actor(claims: ClaimQuerySet) -> list[Tally]:
    """Count by speaker, a claim made together once for each of its speakers; the most frequent first."""
    alone = claims.exclude(speaker=None).order_by().values_list("speaker__slug", "speaker__name")
    together = Claim.co_speakers.through.objects.filter(claim__in=claims)
    counts: Counter[tuple[str, str]] = Counter()
    for rows in (alone, together.values_list("actor__slug", "actor__name")):
        for slug, name, count in rows.annotate(Count("pk")):
            counts[slug, name] += count
    return _sorted(Tally(slug, name, count) for (slug, name), count in counts.items())


def by_issue(claims: ClaimQuerySet, stances: Sequence[str]) -> list[Tally]:
    """Count by issue, if any stances are given only where the claim has one of them on it."""
    rows = ClaimIssue.objects.filter(claim__in=claims).order_by()
    rows = rows.filter(stance__in=stances) if stances else rows
    return _sorted(Tally(*row) for row in rows.values_list("issue__slug", "issue__name").annotate(Count("pk")))


def by_stance(claims: ClaimQuerySet, issues: Sequence[Issue]) -> list[Tally]:
    """Count by stance, if any issues are given only the stances on them."""
    rows = ClaimIssue.objects.filter(claim__in=claims).order_by()
    rows = rows.filter(issue__in=issues) if issues else rows
    counts = dict(rows.values_list("stance").annotate(Count("claim", distinct=True)))
    return _in_order(counts, Stance)


def by_outlet(claims: ClaimQuerySet) -> list[Tally]:
    """Count by outlet of the article."""
    rows = claims.exclude(article__outlet=None).order_by().values_list("article__outlet__slug", "article__outlet__name")
    return _sorted(Tally(*row) for row in rows.annotate(Count("pk")))


def by_field(claims: ClaimQuerySet, field: str, choices: type[Choices]) -> list[Tally]:
    """Count by a field with choices, in the order of the choices."""
    return _in_order(dict(claims.order_by().values_list(field).annotate(Count("pk"))), choices)


def _in_order(counts: dict[str, int], choices: type[Choices]) -> list[Tally]:
    return [Tally(value, str(label), counts[value]) for value, label in choices.choices if value in counts]


def _sorted(tallies: Iterable[Tally]) -> list[Tally]:
    return sorted(tallies, key=lambda tally: (-tally.claims, tally.label))


_COUNTS: dict[str, Callable[[ClaimSearch], list[Tally]]] = {
    "state": lambda search: by_field(search.claims(without="state"), "state", State),
    "actor": lambda search: by_actor(search.claims(without="actor")),
    "issue": lambda search: by_issue(search.claims(without="issue"), search.chosen.get("stance", ())),
    "stance": lambda search: by_stance(search.claims(without="stance"), search.chosen.get("issue", ())),
    "act": lambda search: by_field(search.claims(without="act"), "act", Act),
    "kind": lambda search: by_field(search.claims(without="kind"), "kind", Kind),
    "outlet": lambda search: by_outlet(search.claims(without="outlet")),
}
