"""Deciding on one link from the page of a claim."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from claims.models import Claim, Link, NothingToUndo, StaleEdit

VERBS = {
    "confirm": _("Confirmed"),
    "reject": _("Rejected"),
    "reopen": _("Opened again"),
    "undo": _("Undone"),
}


@require_POST
@permission_required("claims.change_link", raise_exception=True)
def link_decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Confirm, reject or reopen a link, or undo the last decision on it; ``from`` is the claim whose page this is."""
    if verb not in VERBS:
        raise Http404(gettext('There is no decision "%(verb)s".') % {"verb": verb})
    link = get_object_or_404(Link.objects.with_claims(), pk=pk)
    link.edit_version = _version(request, link)
    claim = _claim(request, link)
    problem = _decide(link, verb, request.user)
    if request.htmx:  # type: ignore[attr-defined]
        rows = links_of(claim, editor=True)
        return render(request, "claims/_links.html", {"claim": claim, "links": rows, "problem": problem})
    (messages.warning if problem else messages.success)(request, problem or f"{VERBS[verb]}: {link}.")
    return redirect(f"{claim.get_absolute_url()}#links")


def _decide(link: Link, verb: str, user: Any) -> str:
    """Return the problem in words, nothing where all went well."""
    try:
        getattr(link, verb)(user)
    except (StaleEdit, NothingToUndo) as error:
        return str(error)
    return ""


def _version(request: HttpRequest, link: Link) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else link.edit_version


def _claim(request: HttpRequest, link: Link) -> Claim:
    return link.b if request.POST.get("from") == str(link.b_id) else link.a


def links_of(claim: Claim, *, editor: bool, least: float = 0.0) -> list[tuple[Link, str, Claim]]:
    """Return the links of a claim, each as read from it; editors also see the rejected ones."""
    links = Link.objects.of(claim).with_claims()
    links = links if editor else links.open_to(editor=False, least=least)
    return [(link, link.words_from(claim), link.other(claim)) for link in links.order_by("relation", "-score", "pk")]
