"""Counts of claims by what can be filtered on, each facet with all the other ones applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from django.db.models import Choices, Count

from claims.filters import ActorSearch, ClaimSearch
from claims.found import FoundClaims
from claims.models import OPEN, Act, Actor, ActorKind, Article, Issue, Kind, Outlet, Stance, State
from claims.models.counts import counts_of
from claims.queries import QueryForm

# Options of one facet on a page.
MOST_OPTIONS = 60


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
        return tuple(option for at, option in self._later if at < MOST_OPTIONS)

    @property
    def left_out(self) -> int:
        """How many options are too many to show: they are found by searching for them."""
        return sum(at >= MOST_OPTIONS for at, _ in self._later)

    @property
    def _later(self) -> list[tuple[int, Option]]:
        return [(at, option) for at, option in enumerate(self.options) if not option.chosen and at >= self.at_once]

    @property
    def chosen(self) -> int:
        """How many options are chosen."""
        return sum(option.chosen for option in self.options)

    @property
    def claims_chosen(self) -> int:
        """How many claims have a value that is chosen, in a facet of which each claim has one value."""
        return sum(option.count for option in self.options if option.chosen)

    def count_of(self, value: str) -> int:
        """Return how many claims have the value."""
        return sum(option.count for option in self.options if option.value == value)


def facets(search: ClaimSearch, names: Sequence[str] = ()) -> dict[str, Facet]:
    """Return the facets of a search by name, all unless ``names`` tells which.

    Takes the same few queries however many claims and options there are.
    """
    asked = names or FACETS
    found = in_memory(search.found) if search.found else by_fields(search)
    for names_of, count in _COUNTS.items():
        found |= count(search) if {*names_of} & {*asked} - found.keys() else {}
    return {name: _facet(search, name, found[name]) for name in asked}


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
    return Facet(name, str(search.legends[name]), tuple(options))


# Fields of a claim that are counted in one pass: they have so few values that all combinations fit in one answer.
FIELDS: dict[str, type[Choices]] = {"state": State, "act": Act, "kind": Kind}


def by_fields(search: ClaimSearch) -> dict[str, list[Tally]]:
    """Count by state, act and kind of wording, each with what is chosen of the other two."""
    chosen = {
        "state": search.values("state"),
        "act": search.values("act") or Act.values,
        "kind": search.values("kind") or Kind.values,
    }
    counts: dict[str, Counter[str]] = {name: Counter() for name in FIELDS}
    for *values, count in _by_combination(search, chosen):
        fits = {name: value in chosen[name] for name, value in zip(FIELDS, values, strict=True)}
        for name, value in zip(FIELDS, values, strict=True):
            if all(fit for other, fit in fits.items() if other != name):
                counts[name][value] += count
    return {name: _in_order(counts[name], choices) for name, choices in FIELDS.items()}


def _by_combination(search: ClaimSearch, chosen: Mapping[str, Sequence[str]]) -> Iterable[tuple[Any, ...]]:
    """Return the counts by state, act and kind, as far as at most one of them is not among those chosen."""
    if not search.only_by({*FIELDS}):
        counted = search.claims(*FIELDS).order_by().values_list(*FIELDS)
        return counted.annotate(claims=Count("*"))
    states = State.values if search.editor else OPEN
    wanted = [
        combination
        for combination in product(map(str, states), Act.values, Kind.values)
        if sum(value not in chosen[name] for name, value in zip(FIELDS, combination, strict=True)) <= 1
    ]
    return counts_of(wanted, 0.0 if search.editor else search.least)


def in_memory(found: FoundClaims) -> dict[str, list[Tally]]:
    """Count what words have found by everything but issue and stance."""
    speakers = found.counts("actor", "speaker") + found.together()
    return {
        **{name: _in_order(found.counts(name, name), choices) for name, choices in FIELDS.items()},
        "actor": _named(Actor, speakers),
        "outlet": _by_outlet(found.counts("outlet", "article")),
    }


def by_actor(search: ClaimSearch) -> dict[str, list[Tally]]:
    """Count by speaker, a claim made together once for each of its speakers; the most frequent first."""
    claims = search.claims("actor").order_by()
    together = claims.filter(co_speakers__isnull=False)
    counts: Counter[int] = Counter()
    for rows in (claims.exclude(speaker=None).values_list("speaker"), together.values_list("co_speakers")):
        for actor, count in rows.annotate(claims=Count("*")):
            counts[actor] += count
    return {"actor": _named(Actor, counts)}


def by_parts(search: ClaimSearch) -> dict[str, list[Tally]]:
    """Count by issue, where a stance is asked for only with it, and by stance, likewise only on the issues asked for.

    A claim with a stance on two issues counts once for the stance.
    """
    if search.chosen.keys() & {"issue", "stance"}:
        return {"issue": _by_issue(search), "stance": _by_stance(search)}
    issues: Counter[int] = Counter()
    stances: Counter[str] = Counter()
    parts = search.standings().values_list("issue", "stance", "repeated")
    for issue, stance, repeated, count in parts.annotate(claims=Count("*")):
        issues[issue] += count
        stances[stance] += 0 if repeated else count
    return {"issue": _named(Issue, issues), "stance": _in_order(stances, Stance)}


def _by_issue(search: ClaimSearch) -> list[Tally]:
    return _named(Issue, dict(search.standings("issue").values_list("issue").annotate(claims=Count("*"))))


def _by_stance(search: ClaimSearch) -> list[Tally]:
    rows = search.standings("stance")
    rows = rows if "issue" in search.chosen else rows.filter(repeated=False)
    return _in_order(dict(rows.values_list("stance").annotate(claims=Count("claim", distinct=True))), Stance)


def by_outlet(search: ClaimSearch) -> dict[str, list[Tally]]:
    """Count by outlet: by article first, of which there are few."""
    rows = search.claims("outlet").order_by().values_list("article")
    return {"outlet": _by_outlet(dict(rows.annotate(claims=Count("*"))))}


def _by_outlet(articles: Mapping[int, int]) -> list[Tally]:
    outlets = dict(Article.objects.exclude(outlet=None).order_by().values_list("pk", "outlet"))
    counts: Counter[int] = Counter()
    for article, count in articles.items():
        if article in outlets:
            counts[outlets[article]] += count
    return _named(Outlet, counts)


def _named(model: type[Actor] | type[Issue] | type[Outlet], counts: Mapping[int, int]) -> list[Tally]:
    """Return the counts of rows (by key) with their names, the most frequent first."""
    names = {pk: (slug, name) for pk, slug, name in model._default_manager.order_by().values_list("pk", "slug", "name")}
    tallies = (Tally(*names[pk], count) for pk, count in counts.items() if pk in names)
    return sorted(tallies, key=lambda tally: (-tally.claims, tally.label))


def _in_order(counts: dict[str, int], choices: type[Choices]) -> list[Tally]:
    return [Tally(value, str(label), counts[value]) for value, label in choices.choices if value in counts]


_COUNTS: Mapping[tuple[str, ...], Callable[[ClaimSearch], dict[str, list[Tally]]]] = {
    ("actor",): by_actor,
    ("issue", "stance"): by_parts,
    ("outlet",): by_outlet,
}
# The order in which they are offered.
FACETS = ("state", "actor", "issue", "stance", "act", "kind", "outlet")
