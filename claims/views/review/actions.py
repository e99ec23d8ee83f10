"""What was done, by whom, and taking it back."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from claims import queries
from claims.htmx import page
from claims.models import Action, CannotUndo, Verb
from claims.models.actions import ActionQuerySet
from claims.pagination import listing
from claims.views.review.access import DECIDE, needs


class ActionSearch(queries.QueryForm):
    """Actions, by who did them, what was done, and to which claim."""

    who = forms.ModelChoiceField(
        User.objects.all(),
        to_field_name="username",
        required=False,
        error_messages={"invalid_choice": _('There is no account "%(value)s". The filter was left out.')},
    )
    verb = queries.words(Verb, _("action"))
    claim = forms.IntegerField(required=False, min_value=1, error_messages={"invalid": _("A claim is a number.")})

    legends: ClassVar[queries.Labels] = {"who": _("By"), "verb": _("Action"), "claim": _("Claim")}

    def labels(self, name: str) -> list[tuple[str, str]]:
        """Return the chosen values of a field, each as it stands in an address and in words."""
        chosen = self.chosen.get(name)
        return [(str(chosen), str(chosen))] if chosen and name != "verb" else super().labels(name) if chosen else []

    def actions(self) -> ActionQuerySet:
        """Return the actions asked for, the latest first."""
        found = Action.objects.with_people()
        if "who" in self.chosen:
            found = found.by(self.chosen["who"])
        if "verb" in self.chosen:
            found = found.filter(verb__in=self.chosen["verb"])
        if "claim" in self.chosen:
            key = self.chosen["claim"]
            # An assignment changes no field of the claim, but is about it.
            found = found.filter(Q(claim=key) | Q(pk__in=Action.objects.touching("claim", key).values("pk")))
        return found.order_by("-pk")


@require_safe
@needs(DECIDE)
def action_list(request: HttpRequest) -> HttpResponse:
    """Show what was done, the latest first, each with a button that takes it back."""
    search = ActionSearch(request.GET)
    rows = listing(search.actions(), request.GET.get("page"))
    shown = [(action, action.may_be_undone_by(request.user)) for action in rows.page]
    context = {"search": search, "rows": rows, "actions": shown}
    return page(request, "claims/review_actions.html", context, query=search.address(page=rows.number))


@require_safe
@needs(DECIDE)
def action_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each row that the action changed, before and after, and what keeps it from being undone."""
    action = get_object_or_404(Action.objects.with_people(), pk=pk)
    changes = listing(action.changes.all(), request.GET.get("page"))
    context = {
        "action": action,
        "changes": changes,
        "may": action.may_be_undone_by(request.user),
        "obstacles": action.obstacles() if not action.undone_by_id else [],
    }
    return render(request, "claims/review_action.html", context)


@require_POST
@needs(DECIDE)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the action back; what stands in the way is said."""
    action = get_object_or_404(Action, pk=pk)
    user: Any = request.user
    if not action.may_be_undone_by(user):
        raise PermissionDenied(gettext("Only a senior editor undoes what others did."))
    try:
        action.undo(user)
    except CannotUndo as error:
        messages.warning(request, str(error))
        return redirect("claims:review_action", pk)
    messages.success(request, gettext("Undone: %(summary)s") % {"summary": action.summary})
    return redirect(f"{reverse('claims:review_actions')}")
