"""The front page: what was said last, where everybody stands, what changed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.confidence import least_confidence
from claims.front import front
from claims.linked_data import site_data


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """Show the latest reviewed claims by day, the matrix in small, and what changed in the last week of claims."""
    context = {"front": front(least=least_confidence(request.user)), "data": site_data(request.build_absolute_uri)}
    return render(request, "claims/front.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines where the sitemap is, and that forms and review are none of theirs."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /review/", "Disallow: /login/"]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('claims:sitemaps'))}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
