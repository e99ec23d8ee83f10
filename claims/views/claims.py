"""The list of claims with search and facets, and the page of one claim."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.changes import changes_of
from claims.citation import citations
from claims.confidence import least_confidence
from claims.exports import as_json_lines, exported
from claims.facets import facets
from claims.filters import ClaimSearch
from claims.htmx import page
from claims.linked_data import claim_data
from claims.models import Action, Claim, State
from claims.pagination import claim_listing
from claims.tables import claim_rows, csv_lines
from claims.views.links import links_of


@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """Show the claims that the query string asks for, and the counts of what else could be asked."""
    search = ClaimSearch(request)
    counted = facets(search)
    rows = claim_listing(search.claims(), request.GET.get("page"), counted["state"].claims_chosen)
    waiting = counted["state"].count_of(State.SUGGESTED)
    context = {"search": search, "rows": rows, "facets": counted.values(), "waiting": waiting}
    return page(request, "claims/claim_list.html", context, query=search.address(page=rows.number))


@require_safe
def claim_export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """Return exactly the claims that the query string asks for, as CSV or JSON Lines."""
    found = exported(ClaimSearch(request).claims())
    if form == "csv":
        lines, content_type = csv_lines(claim_rows(found)), "text/csv; charset=utf-8"
    else:
        lines, content_type = (f"{line}\n" for line in as_json_lines(found)), "application/jsonl; charset=utf-8"
    response = StreamingHttpResponse(lines, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="claims.{form}"'
    return response


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
        "last_action": _last_action(claim, request.user) if editor else None,
        "citations": citations(claim, address, timezone.localdate()),
        "data": claim_data(claim, request.build_absolute_uri) if claim.is_reviewed else None,
        "address": address,
    }
    return render(request, "claims/claim_detail.html", context)


def _last_action(claim: Claim, user: Any) -> Action | None:
    """Return the last thing that people did to the claim and that this person may take back."""
    standing = Action.objects.touching("claim", claim.pk).standing().with_people()
    return next((action for action in standing[:1] if action.may_be_undone_by(user)), None)
