"""What was found between two claims, and what all rules say of their days and issues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from claims.linking.facts import Facts
from claims.models import Relation

# Days within which one utterance is dated differently.
SAME_DAYS = 1


@dataclass(frozen=True, slots=True)
class Found:
    """A relation from claim ``a`` to claim ``b``. ``reasons`` are phrases for readers."""

    a: int
    b: int
    relation: Relation
    score: float
    reasons: tuple[str, ...]
    outcome: str = ""
    joins: bool = False


def symmetric(
    one: Facts, other: Facts, relation: Relation, score: float, reasons: tuple[str, ...], *, joins: bool = False
) -> Found:
    """Return a relation without a direction: the lower number comes first."""
    a, b = sorted((one.pk, other.pk))
    return Found(a, b, relation, round(min(score, 1.0), 4), reasons, joins=joins)


def days_between(later: Facts, earlier: Facts) -> int | None:
    """Return the days from one claim to another, negative if it is the other way round; None without both dates."""
    return None if later.day is None or earlier.day is None else later.day - earlier.day


def agreed(one: Facts, other: Facts) -> list[str]:
    """Return the issues on which both take the same stance."""
    return sorted(issue for issue, stance in one.firm.items() if other.firm.get(issue) == stance)


def issues_in_words(slugs: Iterable[str]) -> str:
    """Return issues as a phrase."""
    return ", ".join(slug.replace("-", " ") for slug in slugs)


def names_other_side(one: Facts, other: Facts) -> bool:
    """Whether one of two claims names the other's side."""
    return bool(one.sides & other.mentions or other.sides & one.mentions)
