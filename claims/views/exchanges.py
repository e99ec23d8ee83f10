"""The list of proposals, answered or not, and one with its answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from claims.confidence import least_confidence
from claims.exchanges import exchange_of, with_answer_counts
from claims.filters import ExchangeSearch
from claims.htmx import page
from claims.linked_data import exchange_data
from claims.models import Claim
from claims.packages import packages_with
from claims.pagination import claim_listing


@require_safe
def exchange_list(request: HttpRequest) -> HttpResponse:
    """Show demands and offers with how many answers each has."""
    search = ExchangeSearch(request)
    rows = claim_listing(search.proposals(), request.GET.get("page"))
    rows.page.object_list = with_answer_counts(rows.page.object_list)
    context = {"search": search, "rows": rows, "waiting": search.waiting()}
    return page(request, "claims/exchange_list.html", context, query=search.address(page=rows.number))


@require_safe
def exchange_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal, its answers with the days between, counter-proposals, and who has not answered."""
    editor = request.user.has_perm("claims.change_claim")
    least = least_confidence(request.user)
    seen = Claim.objects.open_to(editor=editor, least=least)
    proposal = get_object_or_404(seen.with_parts().with_context(), pk=pk)
    context = {
        "claim": proposal,
        "data": exchange_data(proposal, request.build_absolute_uri) if proposal.is_reviewed else None,
        "exchange": exchange_of(proposal, editor=editor, least=least),
        "packages": packages_with(proposal),
    }
    return page(request, "claims/exchange_detail.html", context, partial="exchange")
