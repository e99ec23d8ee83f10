"""The queue: what waits for a decision, how far the work is, and where to start."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from claims.facets import facets
from claims.htmx import page
from claims.models import OPEN, REVIEWED, Action, Claim, Mention, Seat, State, Verb
from claims.pagination import claim_listing
from claims.review.naming import claims_offered, label_of_claim, offered
from claims.review.queue import AGES, BANDS, TAKERS, ReviewSearch
from claims.views.review.access import DECIDE, needs

# Facets of the list of claims that are offered here.
_FACETS = ("state", "actor", "issue", "act", "kind", "outlet")


@require_safe
@needs(DECIDE)
def queue(request: HttpRequest) -> HttpResponse:
    """Show the claims that the filters ask for, with the counts of what else could be asked."""
    search = ReviewSearch.of(request)
    rows = claim_listing(search.claims(), request.GET.get("page"))
    context = {
        "search": search,
        "rows": rows,
        "facets": list(facets(search, _FACETS).values()),
        "choices": _choices(search),
        # Filters that other pages lead here with; the form carries them on.
        "carried": [(name, value) for name in ("article", "origin", "anchor") for value in search.values(name)],
        "query": search.address(),
        "orphans": Claim.objects.filter(state__in=OPEN).orphaned().count(),
        "orphan_query": urlencode({"anchor": "earlier", "state": OPEN}, doseq=True),
        "progress": _progress(request.user),
        "seats": Seat.objects.fresh().select_related("user", "claim"),
        "assigned": Claim.objects.suggested().filter(assignment__user=request.user.pk).count(),
        "mentions": Mention.objects.filter(user=request.user.pk, seen_at=None).count(),
    }
    return page(request, "claims/review_queue.html", context, query=search.address(page=rows.number))


def _choices(search: ReviewSearch) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    """Return the filters with few values: name, legend, and value, label and whether it is chosen of each."""
    ages = [(name, label) for name, (label, _) in AGES.items()] + [("older", gettext("Added earlier"))]
    bands = [(name, label) for name, (label, _, _) in BANDS.items()]
    offers = (("confidence", bands), ("age", ages), ("assigned", list(TAKERS.items())))
    return [
        (
            name,
            str(search.legends[name]),
            [(value, str(label), search.chosen.get(name) == value) for value, label in values],
        )
        for name, values in offers
    ]


def _progress(user: Any) -> dict[str, int]:
    """Count what is decided and what is left, and what the editor did today."""
    decided, waiting = Q(state__in=[*REVIEWED, State.REJECTED]), Q(state=State.SUGGESTED)
    counts = Claim.objects.aggregate(
        decided=Count("pk", filter=decided),
        waiting=Count("pk", filter=waiting),
        disputed=Count("pk", filter=Q(state=State.DISPUTED)),
    )
    today = timezone.now() - timedelta(hours=24)
    mine = Action.objects.filter(user=user.pk, at__gte=today, undone_by=None).exclude(verb=Verb.UNDO).count()
    return {**counts, "all": sum(counts.values()), "mine": mine}


@require_safe
@needs(DECIDE)
def names(request: HttpRequest) -> HttpResponse:
    """Return the names of actors that hold the typed text, as options of a list."""
    typed = request.GET.get("q", "")
    found = offered(typed.replace("\0", "")) if len(typed.strip()) > 1 else []
    shown = [actor.name for actor in found]
    rows = (
        (actor.name if shown.count(actor.name) == 1 else f"{actor.name} ({actor.slug})", actor.kind) for actor in found
    )
    return HttpResponse(format_html_join("", '<option value="{}">{}</option>', rows))


@require_safe
@needs(DECIDE)
def claim_names(request: HttpRequest) -> HttpResponse:
    """Return the claims that hold the typed words, as options of a list."""
    typed = request.GET.get("q", "").replace("\0", "")
    found = claims_offered(typed) if typed.strip() else []
    rows = ((label_of_claim(claim), claim.article.title) for claim in found)
    return HttpResponse(format_html_join("", '<option value="{}">{}</option>', rows))
