"""Pages that say what went wrong, what can be done about it, and where to go on."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (Django gives it)
    """Say that the request cannot be read; asks nothing of it, for it may name a host that is not ours."""
    return _bare(request, "400.html", 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (Django gives it)
    """Say that others may do this, and with whose rights it was tried."""
    return render(request, "403.html", {"back": _came_from(request)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  (Django gives it)
    """Say that the form came too late or without its cookie, and where what was typed still is."""
    return render(request, "403_csrf.html", {"back": _came_from(request)}, status=403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (Django gives it)
    """Say that nothing is there, and offer to search for the words of the address."""
    return render(request, "404.html", {"back": _came_from(request), "words": _words(request.path_info)}, status=404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault; works without the database, which may be what went wrong."""
    return _bare(request, "500.html", 500)


def _bare(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Return a page in whose making nobody is looked up: it shows no account and no messages."""
    return HttpResponse(
        render_to_string(template, {"request": request, "csrf_token": get_token(request)}), status=status
    )


def _came_from(request: HttpRequest) -> str:
    """Return the page of this site that led here, as its path; nothing if that is unknown or the same page."""
    referrer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(referrer)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "" if path == request.get_full_path() else path


def _words(path: str) -> str:
    """Return the words of the last part of a path: "/actors/anna-berg/" asks for "anna berg"; nothing for a number."""
    last = path.rstrip("/").rpartition("/")[2]
    words = re.findall(r"[^\W_]+", re.sub(r"\.[a-z]+$", "", last))
    return " ".join(words)[:80] if any(not word.isdecimal() for word in words) else ""
