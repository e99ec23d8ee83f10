"""The list of actors, and the page of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from claims.answering import answering
from claims.evolution import evolution_of_actor
from claims.facets import kinds_of_actor
from claims.filters import ActorSearch, ClaimSearch
from claims.htmx import page
from claims.linked_data import actor_data, whole
from claims.models import Actor, Claim
from claims.pagination import claim_listing, listing
from claims.tallies import stances_by_issue
from claims.term_lists import terms_by_issue


@require_safe
def actor_list(request: HttpRequest) -> HttpResponse:
    """Show the actors with how many claims they make, with a search by any of their names."""
    search = ActorSearch(request)
    rows = listing(search.actors(), request.GET.get("page"))
    context = {"search": search, "rows": rows, "kinds": kinds_of_actor(search)}
    return page(request, "claims/actor_list.html", context, query=search.address(page=rows.number))


@require_safe
def actor_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who an actor is, where it stands and what it said; an actor merged into another leads to that one."""
    actor = get_object_or_404(Actor.objects.with_kin(), slug=slug)
    if actor.merged_into:
        return redirect(actor.merged_into, permanent=True)
    search = ClaimSearch(request, Claim.objects.by_speaker(actor))
    context = {
        "actor": actor,
        "data": None if actor.provisional else whole(actor_data(actor, request.build_absolute_uri)),
        "search": search,
        "rows": claim_listing(search.claims(), request.GET.get("page")),
        "waiting": search.waiting + actor.terms.waiting().count(),
        "stances": stances_by_issue(search.claims()),
        "terms": terms_by_issue(actor, states=search.values("state"), suggestions=search.shows_suggestions),
        "packages": actor.packages.open_to_readers(suggestions=False).order_by("-put_forward_on", "name"),
        "answering": answering(actor),
        "evolution": evolution_of_actor(search.claims()),
    }
    return page(request, "claims/actor_detail.html", context)
