"""Tables of stances: where an actor stands on each issue, and who stands where on one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from claims.models import ClaimIssue, Issue, Stance, Standing
from claims.models.claims import ClaimQuerySet


@dataclass(frozen=True)
class StanceRow:
    """One row of a table of stances; ``counts`` holds a stance and its claims in the order of Stance."""

    slug: str
    name: str
    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """Claims of all stances."""
        return sum(count for _, count in self.counts)


def stances_by_issue(claims: ClaimQuerySet) -> list[StanceRow]:
    """Return one row for each issue of the claims, the most frequent first."""
    rows = ClaimIssue.objects.filter(claim__in=claims).order_by()
    return _table(rows.values_list("issue__slug", "issue__name", "stance").annotate(claims=Count("*")))


def stances_by_actor(claims: ClaimQuerySet, issue: Issue) -> list[StanceRow]:
    """Return one row for each speaker of the claims with the stances on the issue, the most frequent first."""
    rows = Standing.objects.filter(issue=issue, claim__in=claims).exclude(speaker=None).order_by()
    return _table(rows.values_list("speaker__slug", "speaker__name", "stance").annotate(claims=Count("*")))


def _table(rows: Iterable[tuple[str, str, str, int]]) -> list[StanceRow]:
    names: dict[str, str] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for slug, name, stance, count in rows:
        names[slug] = name
        counts[slug, stance] += count
    table = [
        StanceRow(slug, name, tuple((stance, counts[slug, stance]) for stance in Stance.values))
        for slug, name in names.items()
    ]
    return sorted(table, key=lambda row: (-row.total, row.name))
