"""Packages: terms that one actor put forward on one occasion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from claims.models import Act, Actor, Article, Package, State, Term, TermState, as_words, by_machine
from claims.models.dates import Precision
from claims.models.terms import TermQuerySet
from claims.terms.evidence import Occasion

# An actor puts something forward with these; a refusal may go along, but makes no package alone.
FORWARD = {Act.DEMAND, Act.OFFER}
LEAST_TERMS = 2
GROUPED = "Put forward together"
LEFT_OUT = "No terms are put forward together any more"


def update_packages(*, actors: set[int]) -> None:
    """Group the suggested terms of the actors by the occasion on which most of them were put forward.

    A package that a person decided on, edited or deleted stays as it is: suggested terms of its occasion join an
    accepted one, and nothing is grouped anew by an occasion that a person rejected.
    """
    terms = {term.pk: term for term in _terms(actors)}
    packages = {
        (package.actor_id, package.occasion): package
        # Of two of one occasion, which a merge of actors may leave, the one that a person decided on, or the older.
        for package in Package.objects.filter(actor__in=actors).exclude(occasion="").order_by("edit_version", "-pk")
    }
    chosen = _chosen(terms, packages, _occasions(terms))
    for key, members in chosen.items():
        package = packages.get(key) or _create(*key)
        for term in members:
            _put(term, package)
    kept = {term.pk for members in chosen.values() for term in members}
    _take_out(term for term in terms.values() if term.pk not in kept)
    _drop_empty(actors)


def _terms(actors: set[int]) -> TermQuerySet:
    return Term.objects.filter(actor__in=actors).exclude(state=TermState.REJECTED).select_related("package")


def _occasions(terms: dict[int, Term]) -> dict[tuple[int, str], set[int]]:
    """Return the keys of the terms by actor and occasion."""
    rows: Any = Term.claims.through.objects.filter(term__in=terms).exclude(claim__state=State.REJECTED)
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    told = rows.values_list("term", "claim__said_on", "claim__said_on_precision", "claim__article")
    for term, said_on, precision, article in told:
        found[terms[term].actor_id, Occasion.of(said_on, precision, article).name].add(term)
    return found


def _chosen(
    terms: dict[int, Term], packages: dict[tuple[int, str], Package], occasions: dict[tuple[int, str], set[int]]
) -> dict[tuple[int, str], list[Term]]:
    """Return the suggested terms of each package; a term belongs to the occasion with the most of them."""
    free = {pk for pk, term in terms.items() if term.is_untouched}
    barred = _barred(packages)
    chosen: dict[tuple[int, str], list[Term]] = {}
    for key, members in sorted(occasions.items(), key=lambda item: (-len(item[1]), item[0])):
        package = packages.get(key)
        settled = {pk for pk in members - free if package and terms[pk].package_id == package.pk}
        together = settled | (members & free)
        forward = any(terms[pk].act in FORWARD for pk in together)
        if key not in barred and len(together) >= LEAST_TERMS and forward:
            chosen[key] = [terms[pk] for pk in sorted(members & free)]
            free -= members
    return chosen


def _barred(packages: dict[tuple[int, str], Package]) -> set[tuple[int, str]]:
    rejected = {key for key, package in packages.items() if package.state == TermState.REJECTED}
    deleted = Package.history.filter(history_type="-").exclude(history_user=None).exclude(occasion="")
    return rejected | set(deleted.values_list("actor_id", "occasion"))


def _create(actor: int, occasion: str) -> Package:
    when = Occasion(occasion)
    name = _name(Actor.objects.get(pk=actor), when)
    package = Package(actor_id=actor, occasion=occasion, put_forward_on=when.day, name=name)
    by_machine(package, GROUPED)
    package.save()
    return package


def _name(actor: Actor, occasion: Occasion) -> str:
    if occasion.day:
        return f"{actor.name}, {as_words(occasion.day, Precision.DAY)}"[:200]
    return f"{actor.name} in “{Article.objects.get(pk=occasion.article)}”"[:200]


def _put(term: Term, package: Package | None) -> None:
    if term.package_id == (package.pk if package else None):
        return
    term.package = package
    by_machine(term, GROUPED if package else LEFT_OUT)
    term.save()


def _take_out(terms: Iterable[Term]) -> None:
    for term in terms:
        package = term.package
        if term.is_untouched and package and (package.is_untouched or package.state == TermState.REJECTED):
            _put(term, None)


def _drop_empty(actors: set[int]) -> None:
    for package in Package.objects.filter(actor__in=actors, terms=None).exclude(occasion=""):
        if package.is_untouched:
            by_machine(package, LEFT_OUT)
            package.delete()
