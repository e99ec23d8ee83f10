"""What words find, read once and counted in memory.

In the database each facet would read the claims found anew, by key, from rows full of text. One reading of the few
columns that facets need costs less than any two of these counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from claims.models import Article, Claim
from claims.models.claims import ClaimQuerySet
from claims.models.lookups import Numbers


class Found(NamedTuple):
    """A claim in the columns that are counted; speaker and article by key."""

    pk: int
    state: str
    act: str
    kind: str
    speaker: int | None
    article: int


class _Condition(NamedTuple):
    """What is chosen of a facet: values of a column, or else claims."""

    facet: str
    column: int
    values: Collection[Any]
    claims: Collection[int] = frozenset()


class FoundClaims:
    """The claims that words find, whatever else is chosen; and what else is chosen, by facet."""

    def __init__(self, claims: ClaimQuerySet, chosen: dict[str, Sequence[Any]]) -> None:
        """``claims`` are all that words and days find; ``chosen`` holds states and everything else."""
        self._rows: list[tuple[Any, ...]] = list(claims.order_by().values_list(*Found._fields))
        self._conditions = [
            _Condition(name, Found._fields.index(name), frozenset(chosen[name]))
            for name in ("state", "act", "kind")
            if name in chosen
        ]
        if "actor" in chosen:
            self._conditions.append(_of_actors(chosen["actor"]))
        if "outlet" in chosen:
            self._conditions.append(_of_outlets(chosen["outlet"]))
        parts = {f"{name}s": chosen[name] for name in ("issue", "stance") if name in chosen}
        if parts:
            on = Claim.objects.about(**parts).order_by().values_list("pk", flat=True)
            self._conditions.append(_Condition("part", 0, frozenset(on)))

    def counts(self, facet: str, column: str) -> Counter[Any]:
        """Count by a column, with all that is chosen of other facets applied."""
        at = Found._fields.index(column)
        return Counter(row[at] for row in self._fitting(facet))

    def together(self) -> Counter[int]:
        """Count by those who speak with a speaker, with all that is chosen but actors applied."""
        fitting = {row[0] for row in self._fitting("actor")}
        return Counter(actor for claim, actor in self._companions if claim in fitting)

    @cached_property
    def _companions(self) -> list[tuple[int, int]]:
        keys = Numbers(row[0] for row in self._rows)
        return list(Claim.co_speakers.through.objects.filter(claim__among=keys).values_list("claim", "actor"))

    def _fitting(self, without: str) -> Iterable[tuple[Any, ...]]:
        rows = self._rows
        for facet, column, values, claims in self._conditions:
            if facet != without:
                rows = [row for row in rows if row[column] in values or row[0] in claims]
        return rows


def _of_actors(actors: Sequence[Any]) -> _Condition:
    together = Claim.co_speakers.through.objects.filter(actor__in=actors).values_list("claim", flat=True)
    keys = frozenset(actor.pk for actor in actors)
    return _Condition("actor", Found._fields.index("speaker"), keys, frozenset(together))


def _of_outlets(outlets: Sequence[Any]) -> _Condition:
    articles = Article.objects.filter(outlet__in=outlets).order_by().values_list("pk", flat=True)
    return _Condition("outlet", Found._fields.index("article"), frozenset(articles))
