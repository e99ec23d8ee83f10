"""The timeline of claims and events."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.filters import ClaimSearch
from claims.htmx import page
from claims.models import Actor, Issue
from claims.timeline import timeline


@require_safe
def timeline_page(request: HttpRequest) -> HttpResponse:
    """Show events and claims on one axis and as a list; a month of the figure leads to that month."""
    search = ClaimSearch(request)
    context = {
        "search": search,
        "timeline": timeline(search),
        "issues": Issue.objects.order_by("name"),
        "actors": Actor.objects.current().filter(claims__state__in=search.values("state")).distinct().order_by("name"),
    }
    return page(request, "claims/timeline.html", context, query=search.address())
