"""Where the articles come from: outlets, and how their claims fared in review."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from claims.htmx import page
from claims.sources import SourceSearch


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Show each outlet with its articles, its claims, the share that is reviewed and how often it was corrected."""
    search = SourceSearch(request.GET)
    return page(request, "claims/sources.html", {"search": search, "rows": search.sources()}, query=search.address())
