"""Where the articles come from: outlets, how their claims fared in review, and what each reports of one event."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.coverage import CoverageSearch, events_of_several_outlets, lines
from claims.htmx import page
from claims.models import Issue
from claims.pagination import listing
from claims.sources import SourceSearch

# Events that the page of outlets leads to.
_OFFERED = 6


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Show each outlet with its articles, its claims, the share that is reviewed and how often it was corrected."""
    search = SourceSearch(request.GET)
    context = {"search": search, "rows": search.sources(), "events": events_of_several_outlets(_OFFERED)}
    return page(request, "claims/sources.html", context, query=search.address())


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Show what was said on the days of an event, statement by statement, and how each outlet tells it."""
    search = CoverageSearch(request)
    found = search.coverage()
    rows = listing(found.rows, request.GET.get("page"))
    context = {
        "search": search,
        "coverage": found,
        "rows": rows,
        "lines": lines(list(rows.page.object_list), found.columns),
        "actors": search.speakers(),
        "issues": Issue.objects.order_by("name"),
    }
    return page(request, "claims/coverage.html", context, query=search.address(page=rows.number))
