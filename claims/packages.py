"""Packages of terms: one with its terms, and two side by side, aligned issue by issue, with what only one of them has.

Terms meet where they are on the same issue. Whether they agree follows from the stances alone; wordings and conditions
stand side by side, because whether two wordings amount to the same is for the reader to judge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, TextChoices, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, Issue, Package, Stance, Term


class Fit(TextChoices):
    """How the terms of two packages on one issue lie to one another, in the order in which they are listed."""

    OPPOSED = "opposed", _("opposed")
    ALIKE = "alike", _("same direction")
    OPEN = "open", _("no stance on one side")
    ONLY_LEFT = "left", _("only in the first")
    ONLY_RIGHT = "right", _("only in the second")


@dataclass(frozen=True)
class Pairing:
    """The terms of two packages on one issue. ``clashes``: issues of the other one that exclude what is asked here."""

    issue: Issue
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    fit: Fit
    clashes: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two packages aligned: issues on which both have terms first, then those of one alone."""

    left: Package
    right: Package
    pairings: tuple[Pairing, ...]

    def count(self, *fits: Fit) -> int:
        """Return on how many issues the terms lie so."""
        return sum(pairing.fit in fits for pairing in self.pairings)

    @property
    def opposed(self) -> int:
        """Issues on which the two want the opposite."""
        return self.count(Fit.OPPOSED)

    @property
    def alike(self) -> int:
        """Issues on which both want the same direction."""
        return self.count(Fit.ALIKE)

    @property
    def gaps(self) -> int:
        """Issues that only one of them deals with."""
        return self.count(Fit.ONLY_LEFT, Fit.ONLY_RIGHT)


def terms_of(packages: Iterable[Package], *, suggestions: bool) -> dict[int, list[Term]]:
    """Return the terms of each package, by its key. Two queries."""
    shown = Term.objects.filter(package__in=packages).open_to_readers(suggestions=suggestions)
    found: dict[int, list[Term]] = defaultdict(list)
    rows = shown.select_related("issue").order_by("issue__name", "act", "pk")
    for term in rows.prefetch_related("issue__excludes"):
        if term.package_id:
            found[term.package_id].append(term)
    return found


def find_evidence(terms: Iterable[Term], *, states: Sequence[str]) -> None:
    """Give terms that are shown in full their ``evidence``: their claims in one of the states. Five queries."""
    evidence = Claim.objects.filter(state__in=states).with_parts().defer("article__text")
    prefetch_related_objects(list(terms), Prefetch("claims", evidence, to_attr="evidence"))


def compared(left: Package, right: Package, terms: Mapping[int, Sequence[Term]]) -> Comparison:
    """Return two packages aligned issue by issue."""
    ours, theirs = _by_issue(terms.get(left.pk, ())), _by_issue(terms.get(right.pk, ()))
    issues = {term.issue_id: term.issue for side in (ours, theirs) for some in side.values() for term in some}
    pairings = [_pairing(issue, ours, theirs) for issue in issues.values()]
    return Comparison(left, right, tuple(sorted(pairings, key=_as_listed)))


def _as_listed(pairing: Pairing) -> tuple[int, bool, str]:
    """Return what orders pairings: what is opposed first, and what the other side's terms exclude right after it."""
    place = list(Fit).index(pairing.fit)
    return (min(place, 1) if pairing.clashes else place, not pairing.clashes, pairing.issue.name)


def _by_issue(terms: Iterable[Term]) -> dict[int, tuple[Term, ...]]:
    found: dict[int, tuple[Term, ...]] = {}
    for term in terms:
        found[term.issue_id] = (*found.get(term.issue_id, ()), term)
    return found


def _pairing(issue: Issue, ours: Mapping[int, tuple[Term, ...]], theirs: Mapping[int, tuple[Term, ...]]) -> Pairing:
    left, right = ours.get(issue.pk, ()), theirs.get(issue.pk, ())
    return Pairing(issue, left, right, fit_of(left, right), tuple(_clashes(issue, left, right, ours, theirs)))


def fit_of(left: Sequence[Term], right: Sequence[Term]) -> Fit:
    """Return how terms on one issue lie to one another; terms of one side that contradict each other leave it open."""
    if not right:
        return Fit.ONLY_LEFT
    if not left:
        return Fit.ONLY_RIGHT
    one, other = _direction(left), _direction(right)
    if one is None or other is None:
        return Fit.OPEN
    return Fit.ALIKE if one == other else Fit.OPPOSED


def _direction(terms: Iterable[Term]) -> str | None:
    stances = {term.stance for term in terms} - {Stance.NEUTRAL}
    return stances.pop() if len(stances) == 1 else None


def _clashes(
    issue: Issue, left: Sequence[Term], right: Sequence[Term],
    ours: Mapping[int, tuple[Term, ...]], theirs: Mapping[int, tuple[Term, ...]],
) -> Iterable[Issue]:  # fmt: skip
    """Return the issues that the other side is for and that nobody can have together with this one."""
    for excluded in issue.excludes.all():
        against = [
            *(theirs.get(excluded.pk, ()) if _direction(left) == Stance.FOR else ()),
            *(ours.get(excluded.pk, ()) if _direction(right) == Stance.FOR else ()),
        ]
        if _direction(against) == Stance.FOR:
            yield excluded


def others_like(package: Package, packages: Iterable[Package], terms: Mapping[int, Sequence[Term]]) -> list[Package]:
    """Return the other packages, those that share most issues with this one first."""
    ours = {term.issue_id for term in terms.get(package.pk, ())}

    def shared(other: Package) -> int:
        return len(ours & {term.issue_id for term in terms.get(other.pk, ())})

    others = [other for other in packages if other.pk != package.pk]
    return sorted(others, key=lambda other: (-shared(other), other.name))


def packages_with(claim: Claim) -> list[Package]:
    """Return the accepted packages that an accepted term resting on the claim belongs to."""
    resting = Term.objects.filter(claims=claim).open_to_readers(suggestions=False)
    return list(Package.objects.filter(terms__in=resting).open_to_readers(suggestions=False).distinct())
