"""The tree of issues, and the page of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from claims.confidence import least_confidence
from claims.evolution import evolution_on_issue
from claims.filters import ClaimSearch
from claims.htmx import page
from claims.linked_data import issue_data, whole
from claims.models import REVIEWED, Claim, Issue, State
from claims.pagination import claim_listing
from claims.tallies import stances_by_actor
from claims.term_lists import terms_by_actor
from claims.trees import as_tree


@require_safe
def issue_list(request: HttpRequest) -> HttpResponse:
    """Show all issues, each below its parent, with how many claims there are on them."""
    counted = (
        Issue.objects.order_by("name")
        .with_claim_counts(REVIEWED)
        .with_claim_counts([State.SUGGESTED], into="suggested_count", least=least_confidence(request.user))
    )
    return render(request, "claims/issue_list.html", {"tree": as_tree(counted)})


@require_safe
def issue_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what an issue means, who stands where on it and what was said."""
    issue = get_object_or_404(Issue.objects.with_kin(), slug=slug)
    on_issue = Claim.objects.about(issues=[issue])
    search = ClaimSearch(request, on_issue)
    context = {
        "issue": issue,
        "data": whole(issue_data(issue, request.build_absolute_uri)),
        "search": search,
        "rows": claim_listing(search.claims(), request.GET.get("page")),
        "waiting": search.waiting + issue.negotiating_terms.waiting().count(),
        "stances": stances_by_actor(search.claims(), issue),
        "terms": terms_by_actor(issue, states=search.values("state"), suggestions=search.shows_suggestions),
        "evolution": evolution_on_issue(issue, search.claims()),
    }
    return page(request, "claims/issue_detail.html", context)
