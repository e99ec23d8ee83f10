"""Packages of terms: the list, two of them aligned term by term, and the page of one."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from claims.filters import PackageSearch
from claims.htmx import page
from claims.linked_data import package_data
from claims.models import Package
from claims.packages import compared, find_evidence, others_like, terms_of

# Packages on the list, and those that are offered beside one for a comparison.
MOST, OFFERED = 200, 8


@require_safe
def package_list(request: HttpRequest) -> HttpResponse:
    """Show the packages and, of two that are chosen, what each asks on each issue."""
    search = PackageSearch(request)
    packages = list(_latest(search)[:MOST])
    left, right = search.chosen.get("a"), search.chosen.get("b")
    chosen = [package for package in (left, right) if package]
    terms = terms_of([*packages, *chosen], suggestions=search.shows_suggestions)
    find_evidence((term for package in chosen for term in terms.get(package.pk, ())), states=search.states)
    context = {
        "search": search,
        "packages": [(package, terms.get(package.pk, [])) for package in packages],
        "offers": [*packages, *(package for package in chosen if package not in packages)],
        "comparison": compared(left, right, terms) if left and right else None,
        "waiting": search.waiting(),
    }
    return page(request, "claims/package_list.html", context, query=search.address())


@require_safe
def package_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the terms of one package, and with which others it can be compared."""
    search = PackageSearch(request)
    package = get_object_or_404(Package.objects.open_to_readers(suggestions=True).select_related("actor"), pk=pk)
    suggestions = search.shows_suggestions or not package.is_accepted
    others = list(_latest(search)[:MOST])
    terms = terms_of([package, *others], suggestions=suggestions)
    shown = terms.get(package.pk, [])
    find_evidence(shown, states=search.states_with(suggestions))
    context = {
        "package": package,
        "data": package_data(package, shown, request.build_absolute_uri) if package.is_accepted else None,
        "search": search,
        "terms": shown,
        "others": others_like(package, others, terms)[:OFFERED],
        "waiting": package.terms.waiting().count(),
    }
    return page(request, "claims/package_detail.html", context)


def _latest(search: PackageSearch) -> QuerySet[Package]:
    found = search.packages().select_related("actor")
    return found.order_by(F("put_forward_on").desc(nulls_last=True), "name", "pk")
