"""Decisions on many claims at once, each of them a decision of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import Enum
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.bases import ModelAdmin
from claims.models import Claim, StaleEdit, State, Verb
from claims.review.deciding import decide


class Outcome(Enum):
    """What became of one selected claim."""

    DECIDED = "decided"
    SAME = "same"
    STALE = "stale"


class ReasonForm(forms.Form):
    """Why the selected claims are rejected."""

    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        error_messages={"required": _("A rejection needs a reason. Say in a few words what is wrong.")},
    )


def version_name(claim: Claim) -> str:
    """Return the name of the hidden field that carries the ``edit_version`` of a claim in a list."""
    return f"edit_version-{claim.pk}"


class DecisionActions(ModelAdmin):
    """The actions "accept" and "reject" on a list of claims."""

    actions = ["accept_selected", "reject_selected"]

    @admin.display(description=getattr(admin.ModelAdmin.action_checkbox, "short_description", ""))
    def action_checkbox(self, obj: Claim) -> SafeString:
        """Send along which version of the claim the list shows."""
        checkbox = super().action_checkbox(obj)
        hidden = '{}<input type="hidden" name="{}" value="{}">'
        return format_html(hidden, checkbox, version_name(obj), obj.edit_version)

    @admin.action(description=_("Accept selected claims"), permissions=["change"])
    def accept_selected(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        """Accept each of the claims as it stands."""
        self._decide_all(request, queryset, State.ACCEPTED, lambda claim: decide(claim, Verb.ACCEPT, _user(request)))

    @admin.action(description=_("Reject selected claims…"), permissions=["change"])
    def reject_selected(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        """Ask for the reason, then reject each of the claims."""
        form = ReasonForm(request.POST if "apply" in request.POST else None)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            user = _user(request)
            self._decide_all(request, queryset, State.REJECTED, lambda claim: decide(claim, Verb.REJECT, user, reason))
            return None
        return self._ask_for_reason(request, queryset, form)

    def _ask_for_reason(self, request: HttpRequest, queryset: QuerySet[Claim], form: ReasonForm) -> HttpResponse:
        claims = list(queryset)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Reject claims"),
            "opts": self.opts,
            "form": form,
            "rows": [(claim, version_name(claim), _seen(request, claim) or claim.edit_version) for claim in claims],
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/claims/claim/reject_selected.html", context)

    def _decide_all(
        self, request: HttpRequest, queryset: QuerySet[Claim], state: State, verb: Callable[[Claim], Any]
    ) -> None:
        outcomes = Counter(_decide(claim, _seen(request, claim), state, verb) for claim in queryset)
        self.message_user(
            request,
            gettext("Claims %(state)s: %(outcomes)s.") % {"state": state, "outcomes": outcomes[Outcome.DECIDED]},
            messages.SUCCESS,
        )
        if same := outcomes[Outcome.SAME]:
            self.message_user(
                request,
                gettext("Already %(state)s, left as they were: %(same)s.") % {"state": state, "same": same},
                messages.INFO,
            )
        if stale := outcomes[Outcome.STALE]:
            message = gettext(
                "Changed by somebody else meanwhile, skipped: %(stale)s. Look at them and decide again."
            ) % {"stale": stale}
            self.message_user(request, message, messages.WARNING)


def _decide(claim: Claim, seen: int | None, state: State, verb: Callable[[Claim], Any]) -> Outcome:
    if seen not in (None, claim.edit_version):
        return Outcome.STALE
    if claim.state == state:
        return Outcome.SAME
    try:
        verb(claim)
    except StaleEdit:
        return Outcome.STALE
    return Outcome.DECIDED


def _seen(request: HttpRequest, claim: Claim) -> int | None:
    """Return the version that the list showed; None for a claim of a further page, taken as it is now."""
    value = request.POST.get(version_name(claim), "")
    return int(value) if value.isdecimal() else None


def _user(request: HttpRequest) -> Any:
    return request.user
