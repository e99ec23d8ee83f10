"""Pages and their fragments from one view."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.http import push_url
from django_htmx.middleware import HtmxDetails


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, partial: str = "results", query: str = ""
) -> HttpResponse:
    """Return the page, or for htmx only its partial: fragment name, DOM id and ``hx-target`` at once.

    ``query`` is the query string, ``?`` included, under which htmx is to remember the page.
    """
    fragment = _wants_fragment(request)
    response = render(request, f"{template}#{partial}" if fragment else template, context)
    patch_vary_headers(response, ["HX-Request"])
    if fragment and query:
        push_url(response, f"{request.path}{query}".removesuffix("?"))
    return response


def _wants_fragment(request: HttpRequest) -> bool:
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
