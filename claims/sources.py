"""Outlets with articles: what they reported, and how the claims found in them fared in review."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext_lazy as _

from claims import queries
from claims.models import Article, Claim, Outlet, OutletKind, State


@dataclass(frozen=True)
class Source:
    """An outlet with counts; shares are of one, None where there is nothing to divide by."""

    outlet: Outlet
    articles: int
    origins: int
    first: date | None
    last: date | None
    states: Mapping[str, int]

    @property
    def claims(self) -> int:
        """Claims that were not rejected."""
        return sum(count for state, count in self.states.items() if state != State.REJECTED)

    @property
    def reviewed(self) -> int:
        """Claims that an editor accepted or corrected."""
        return self.states.get(State.ACCEPTED, 0) + self.states.get(State.CORRECTED, 0)

    @property
    def share_reviewed(self) -> float | None:
        """Reviewed claims among all that were not rejected."""
        return self.reviewed / self.claims if self.claims else None

    @property
    def share_corrected(self) -> float | None:
        """Corrected claims among the reviewed ones."""
        return self.states.get(State.CORRECTED, 0) / self.reviewed if self.reviewed else None

    @property
    def share_rejected(self) -> float | None:
        """Rejected claims among those decided on."""
        rejected = self.states.get(State.REJECTED, 0)
        return rejected / (self.reviewed + rejected) if self.reviewed + rejected else None


class SourceSearch(queries.QueryForm):
    """Outlets that have articles, by name and by kind."""

    ORDERS: ClassVar[queries.Labels] = {"claims": _("Most claims first"), "name": _("By name")}

    q = queries.phrase()
    kind = queries.words(OutletKind, _("kind"))
    sort = queries.order(ORDERS)

    defaults: ClassVar[dict[str, list[str]]] = {"sort": ["claims"]}
    legends: ClassVar[queries.Labels] = {"q": _("Search"), "kind": _("Kind")}

    def sources(self) -> list[Source]:
        """Return the outlets asked for, with their counts. Four queries."""
        asked = Q(name__icontains=self.chosen["q"]) if "q" in self.chosen else Q()
        if "kind" in self.chosen:
            asked &= Q(kind__in=self.chosen["kind"])
        articles = _articles_by_outlet()
        states = _states_by_outlet()
        outlets = Outlet.objects.filter(asked, pk__in=articles).order_by("name")
        found = [Source(outlet, *articles[outlet.pk], states.get(outlet.pk, {})) for outlet in outlets]
        return sorted(found, key=lambda source: -source.claims) if self.values("sort") == ["claims"] else found


def _articles_by_outlet() -> dict[int, tuple[int, int, Any, Any]]:
    rows = Article.objects.exclude(outlet=None).order_by().values_list("outlet")
    counted = rows.annotate(Count("pk"), Count("origin", distinct=True), Min("published_on"), Max("published_on"))
    return {outlet: (articles, origins, first, last) for outlet, articles, origins, first, last in counted}


def _states_by_outlet() -> Mapping[int, Mapping[str, int]]:
    """Count by article first, which an index has in order, and by outlet from there."""
    outlets = dict(Article.objects.exclude(outlet=None).order_by().values_list("pk", "outlet"))
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for article, state, count in Claim.objects.order_by().values_list("article", "state").annotate(Count("pk")):
        if article in outlets:
            found[outlets[article]][state] += count
    return dict(found)
