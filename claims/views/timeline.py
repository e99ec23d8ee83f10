"""The timeline of claims and events."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.filters import ClaimSearch
from claims.htmx import page
from claims.models import Actor, Claim, Issue
from claims.timeline import timeline, zooms


@require_safe
def timeline_page(request: HttpRequest) -> HttpResponse:
    """Show events and claims on one axis and as a list; a month of the figure leads to that month."""
    search = ClaimSearch(request)
    found = timeline(search)
    speaking = Exists(Claim.objects.filter(speaker=OuterRef("pk"), state__in=search.values("state")))
    context = {
        "search": search,
        "timeline": found,
        "zooms": zooms(found.axis, found.overview.axis) if found.axis and found.overview else {},
        "issues": Issue.objects.order_by("name"),
        "actors": Actor.objects.current().filter(speaking).order_by("name"),
    }
    return page(request, "claims/timeline.html", context, query=search.address())
