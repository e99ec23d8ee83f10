"""The queue of claims to decide on: what is in it, in which order, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django import forms
from django.db.models import IntegerField, Q, Subquery
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims import queries
from claims.filters import ClaimSearch
from claims.models import Article, Assignment, Claim, Origin, Seat, State
from claims.models.claims import ClaimQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BANDS = {
    "low": (_("Below 50 %"), 0.0, 0.5),
    "middle": (_("50 to 80 %"), 0.5, 0.8),
    "high": (_("80 % and above"), 0.8, 1.01),
}
AGES = {"day": (_("Added today"), 1), "week": (_("Added this week"), 7), "month": (_("Added this month"), 31)}
# What remains is counted up to here: further on the count costs more than it tells.
MANY = 10_000
_OLDER = ("older", _("Added earlier"))
TAKERS = {"me": _("Assigned to me"), "nobody": _("Assigned to nobody")}
ANCHORS = {"current": _("In the current text"), "earlier": _("Lost in a changed text")}


def _row(model: Any, word: StrOrPromise) -> forms.ModelChoiceField[Any]:
    message = queries.said(_('There is no %(word)s "%(value)s". The filter on %(word)s was left out.'), word=word)
    rows = model.objects.defer("text") if model is Article else model.objects.all()
    return forms.ModelChoiceField(rows, required=False, error_messages={"invalid_choice": message})


class ReviewSearch(ClaimSearch):
    """Claims to decide on. Without a state that means the suggestions; the order is that of the queue."""

    article = _row(Article, _("article"))
    origin = _row(Origin, _("origin"))
    confidence = queries.one_of({name: label for name, (label, _, _) in BANDS.items()}, _("confidence"))
    age = queries.one_of({**{name: label for name, (label, _) in AGES.items()}, _OLDER[0]: _OLDER[1]}, _("age"))
    assigned = queries.one_of(TAKERS, _("assignment"))
    anchor = queries.one_of(ANCHORS, _("anchor"))

    orderings: ClassVar[Mapping[str, tuple[StrOrPromise, tuple[Any, ...]]]] = {
        "uncertain": (_("Least certain first"), ("confidence", "pk")),
        "newest": (_("Newest first"), ("-pk",)),
        "article": (_("By article"), ("article_id", "start", "pk")),
    }
    sort = queries.order({name: label for name, (label, _) in orderings.items()})
    defaults: ClassVar[dict[str, list[str]]] = {"state": [str(State.SUGGESTED)], "sort": ["uncertain"]}
    legends: ClassVar[queries.Labels] = {
        **ClaimSearch.legends,
        "article": _("Article"),
        "origin": _("Origin"),
        "confidence": _("Confidence"),
        "age": _("Age"),
        "assigned": _("Assignment"),
        "anchor": _("Text"),
    }

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        super().__init__(request)
        self._some = bool(self._conditions().keys() & self.chosen.keys())

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Return the search that the address asks for, read once for each request."""
        if not hasattr(request, "_review_search"):
            request._review_search = cls(request)  # type: ignore[attr-defined]  # kept as Django keeps the user
        found: Self = request._review_search  # type: ignore[attr-defined]
        return found

    def labels(self, name: str) -> list[tuple[str, str]]:
        """Return the chosen values of a field, each as it stands in an address and in words."""
        chosen = self.chosen.get(name)
        match self.fields[name]:
            case forms.ModelMultipleChoiceField():
                return super().labels(name)
            case forms.ModelChoiceField() if chosen:
                return [(str(chosen.pk), str(chosen))]
            case forms.ChoiceField(choices=choices) if isinstance(chosen, str):
                labels: Any = choices
                return [(chosen, str(dict(labels).get(chosen, chosen)))]
        return super().labels(name)

    def claims(self, *without: str) -> ClaimQuerySet:
        """Return the claims asked for, in order; ``without`` names facets to leave out."""
        found = super().claims(*without)
        for name, conditions in self._conditions().items():
            if name in self.chosen and name not in without:
                found = found.filter(conditions)
        return found

    def _conditions(self) -> dict[str, Q]:
        chosen = self.chosen
        _, low, high = BANDS[chosen.get("confidence", "low")]
        days = AGES[chosen["age"]][1] if chosen.get("age") in AGES else max(days for _, days in AGES.values())
        since = timezone.now() - timedelta(days=days)
        lost = Q(pk__in=Claim.objects.orphaned().values("pk"))
        return {
            "article": Q(article=chosen.get("article")),
            "origin": Q(article__origin=chosen.get("origin")),
            "confidence": Q(confidence__gte=low, confidence__lt=high),
            "age": Q(added_at__lt=since) if chosen.get("age") == _OLDER[0] else Q(added_at__gte=since),
            "assigned": Q(assignment__user=self.user.pk) if chosen.get("assigned") == "me" else Q(assignment=None),
            "anchor": lost if chosen.get("anchor") == "earlier" else ~lost,
        }

    @property
    def order(self) -> str:
        """The name of the order chosen."""
        return self.values("sort")[0]


class CountOf(Subquery):
    """The number of rows of a query, within another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _beyond(order: str, claim: Claim) -> Q:
    """Return the condition that a claim comes after this one; written so that an index on the order can be walked."""
    match order:
        case "newest":
            return Q(pk__lt=claim.pk)
        case "article":
            later = Q(article__gt=claim.article_id) | Q(start__gt=claim.start) | Q(start=claim.start, pk__gt=claim.pk)
            return Q(article__gte=claim.article_id) & later
        case _:
            later = Q(confidence__gt=claim.confidence) | Q(pk__gt=claim.pk)
            return Q(confidence__gte=claim.confidence) & later


def _short_of(order: str, claim: Claim) -> Q:
    """Return the condition that a claim comes before this one."""
    match order:
        case "newest":
            return Q(pk__gt=claim.pk)
        case "article":
            earlier = Q(article__lt=claim.article_id) | Q(start__lt=claim.start) | Q(start=claim.start, pk__lt=claim.pk)
            return Q(article__lte=claim.article_id) & earlier
        case _:
            earlier = Q(confidence__lt=claim.confidence) | Q(pk__lt=claim.pk)
            return Q(confidence__lte=claim.confidence) & earlier


def next_claim(search: ReviewSearch, after: Claim | None = None) -> Claim | None:
    """Return the claim that follows, from the start again at the end, with ``remaining``; None when all is done.

    ``remaining`` counts to MANY at most. A claim that somebody else is looking at, or is to decide on, is passed over
    while there is another one.
    """
    found = search.claims()
    remaining: Combinable = CountOf(found.order_by().values("pk")[:MANY])
    taken = Seat.objects.fresh().of_others(search.user).values("claim")
    given = Assignment.objects.exclude(user=search.user.pk).values("claim")
    for claims in (found.exclude(pk__in=taken).exclude(pk__in=given), found):
        screen = claims.for_screen().annotate(remaining=remaining)
        if after is not None:
            screen = screen.exclude(pk=after.pk)
        following = screen.filter(_beyond(search.order, after)).first() if after is not None else None
        if claim := following or screen.first():
            return claim
    return None


def remaining_in(search: ReviewSearch) -> int:
    """Return how many claims the queue holds, MANY at most."""
    return search.claims().order_by()[:MANY].count()


def claim_before(search: ReviewSearch, claim: Claim) -> Claim | None:
    """Return the claim before this one in the queue; None at its start."""
    return search.claims().filter(_short_of(search.order, claim)).reverse().only("pk").first()


def claim_after(search: ReviewSearch, claim: Claim) -> Claim | None:
    """Return the claim after this one in the queue; None at its end."""
    return search.claims().filter(_beyond(search.order, claim)).only("pk").first()
