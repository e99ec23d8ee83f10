"""Assigning one claim: to oneself and back by a key, to anybody by a senior editor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from claims.htmx import page
from claims.review.assigning import ASSIGN_OTHERS, AssignmentError, assign
from claims.review.queue import ReviewSearch
from claims.views.review.access import DECIDE, needs
from claims.views.review.decisions import claim_or_404
from claims.views.review.screens import Notice, stay


class AssignmentForm(forms.Form):
    """Who is to decide on the claim."""

    to = forms.ModelChoiceField(
        User.objects.filter(is_active=True, is_staff=True).order_by("username"),
        to_field_name="username",
        required=False,
        empty_label=_("nobody"),
        label=_("Editor"),
        error_messages={"invalid_choice": _('There is no editor "%(value)s". Choose one of the list.')},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(DECIDE)
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who the claim is assigned to, with the editors to choose from; change it."""
    claim = claim_or_404(pk)
    if request.method == "POST":
        notice = _assigned(request, claim)
        return _shown(request, pk, notice) if request.htmx else stay(request, claim, notice)  # type: ignore[attr-defined]
    return page(request, "claims/review_assign.html", _context(request, claim), partial="choice")


def _assigned(request: HttpRequest, claim: Any) -> Notice:
    user: Any = request.user
    if "to" not in request.POST:
        return Notice(gettext("Nobody was named. Choose who is to decide on the claim."), "warning")
    form = AssignmentForm(request.POST)
    if not form.is_valid():
        return Notice(" ".join(map(str, form.errors["to"])), "warning")
    try:
        action = assign(claim, form.cleaned_data["to"], user)
    except AssignmentError as error:
        return Notice(str(error), "warning")
    return Notice(action.summary, undo=action) if action else Notice(gettext("It was so already."), "done")


def _shown(request: HttpRequest, pk: int, notice: Notice) -> HttpResponse:
    """Return the line of the screen alone: what is typed in the fields beside it stays."""
    return render(request, "claims/_review_assigned.html", {**_context(request, claim_or_404(pk)), "notice": notice})


def _context(request: HttpRequest, claim: Any) -> dict[str, Any]:
    user: Any = request.user
    context = {"claim": claim, "query": ReviewSearch.of(request).address()}
    if user.has_perm(ASSIGN_OTHERS):
        context["form"] = AssignmentForm(initial={"to": claim.assigned_to or ""})
    return context
