"""What words find, read once and counted in memory.

In the database each facet would read the claims found anew, by key, from rows full of text. One reading of the few
columns that facets need costs less than any two of these counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import compress
from typing import Any, NamedTuple

from django.db.models import F

from claims.models import Article, Claim
from claims.models.claims import ClaimQuerySet
from claims.models.counts import Column
from claims.models.lookups import Numbers

# What is counted, or asked for by key: speakers and articles.
_COLUMNS = ("pk", "state", "act", "kind", "speaker", "article")


class _Condition(NamedTuple):
    """What is chosen of a facet: values of a column, or else claims."""

    facet: str
    column: str
    values: Collection[Any]
    claims: Collection[int] = frozenset()


class FoundClaims:
    """The claims that words find, whatever else is chosen; and what else is chosen, by facet."""

    def __init__(self, claims: ClaimQuerySet, chosen: dict[str, Sequence[Any]]) -> None:
        """``claims`` are all that words and days find; ``chosen`` holds states and everything else."""
        read = claims.order_by().aggregate(**{f"all_{name}": Column(F(name)) for name in _COLUMNS})
        self._columns: dict[str, list[Any]] = {name: read[f"all_{name}"] for name in _COLUMNS}
        self._conditions = [
            _Condition(name, name, frozenset(chosen[name])) for name in ("state", "act", "kind") if name in chosen
        ]
        if "actor" in chosen:
            self._conditions.append(_of_actors(chosen["actor"]))
        if "outlet" in chosen:
            self._conditions.append(_of_outlets(chosen["outlet"]))
        parts = {f"{name}s": chosen[name] for name in ("issue", "stance") if name in chosen}
        if parts:
            on = Claim.objects.about(**parts).order_by().values_list("pk", flat=True)
            self._conditions.append(_Condition("part", "pk", frozenset(on)))

    @cached_property
    def keys(self) -> Numbers:
        """The keys of the claims."""
        return Numbers(self._columns["pk"])

    def counts(self, facet: str, column: str) -> Counter[Any]:
        """Count by a column, with all that is chosen of other facets applied."""
        return Counter(compress(self._columns[column], self._fitting(facet)))

    def together(self) -> Counter[int]:
        """Count by those who speak with a speaker, with all that is chosen but actors applied."""
        fitting = set(compress(self._columns["pk"], self._fitting("actor")))
        companions = Claim.co_speakers.through.objects.values_list("claim", "actor")
        # Few claims have several speakers: of most of them it is quicker to read all than to look for each claim.
        read = companions if self.keys.are_dense else companions.filter(claim__among=self.keys)
        return Counter(actor for claim, actor in read if claim in fitting)

    def _fitting(self, without: str) -> list[bool]:
        """Return whether each claim has all that is chosen of other facets: the same for all of which nothing is."""
        chosen_of = [condition for condition in self._conditions if condition.facet == without]
        return self._asked_but(without) if chosen_of else self._asked

    @cached_property
    def _asked(self) -> list[bool]:
        return self._asked_but("")

    def _asked_but(self, without: str) -> list[bool]:
        asked = [True] * len(self._columns["pk"])
        for facet, column, values, claims in self._conditions:
            if facet != without:
                having = zip(asked, self._columns[column], self._columns["pk"], strict=True)
                asked = [fits and (value in values or key in claims) for fits, value, key in having]
        return asked


def _of_actors(actors: Sequence[Any]) -> _Condition:
    together = Claim.co_speakers.through.objects.filter(actor__in=actors).values_list("claim", flat=True)
    return _Condition("actor", "speaker", frozenset(actor.pk for actor in actors), frozenset(together))


def _of_outlets(outlets: Sequence[Any]) -> _Condition:
    articles = Article.objects.filter(outlet__in=outlets).order_by().values_list("pk", flat=True)
    return _Condition("outlet", "article", frozenset(articles))
