"""The list of claims with search and facets, and the page of one claim."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from claims.changes import changes_of
from claims.citation import citation
from claims.confidence import least_confidence
from claims.facets import facets
from claims.filters import ClaimSearch
from claims.htmx import page
from claims.models import Claim, State
from claims.pagination import claim_listing
from claims.views.links import links_of


@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """Show the claims that the query string asks for, and the counts of what else could be asked."""
    search = ClaimSearch(request)
    rows = claim_listing(search.claims(), request.GET.get("page"))
    counted = facets(search)
    waiting = counted["state"].count_of(State.SUGGESTED)
    context = {"search": search, "rows": rows, "facets": counted.values(), "waiting": waiting}
    return page(request, "claims/claim_list.html", context, query=search.address(page=rows.number))


@require_safe
def claim_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one claim in its sentence, with all that is known of it; readers only learn why one is not for them."""
    claim = get_object_or_404(Claim.objects.with_parts().with_context(), pk=pk)
    editor = request.user.has_perm("claims.change_claim")
    least = least_confidence(request.user)
    if claim.state == State.REJECTED and not editor:
        return render(request, "claims/claim_withdrawn.html", {"claim": claim}, status=410)
    if claim.state == State.SUGGESTED and claim.confidence < least:
        return render(request, "claims/claim_waiting.html", {"claim": claim}, status=404)
    address = request.build_absolute_uri(claim.get_absolute_url())
    context = {
        "claim": claim,
        "text": claim.text,
        "links": links_of(claim, editor=editor, least=least),
        "candidates": [] if claim.speaker else claim.candidates,
        "siblings": claim.siblings.open_to(editor=editor, least=least).with_parts(),
        "changes": changes_of(claim),
        "citation": citation(claim, address),
        "address": address,
    }
    return render(request, "claims/claim_detail.html", context)
