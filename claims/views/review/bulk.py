"""Many claims at once: what would change, then the change, undone as one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from claims.models import Issue, Stance
from claims.phrases import told
from claims.review.bulk import LIMIT, BulkChange, SetChanged, apply_to, digest_of, versions_of
from claims.review.naming import UnknownName, actor_named
from claims.review.queue import ReviewSearch
from claims.views.review.access import BULK, needs

_WHAT = [
    ("accept", _("Accept")),
    ("reject", _("Reject")),
    ("speaker", _("Set the speaker")),
    ("issue", _("Set an issue")),
    ("assign", _("Assign to an editor")),
]
# Claims shown in a preview.
_SHOWN = 50


class BulkForm(forms.Form):
    """What to do with every claim of the set."""

    what = forms.ChoiceField(choices=_WHAT, label=_("What to do"), error_messages={"required": _("Choose what to do.")})
    reason = forms.CharField(required=False, max_length=400, label=_("Reason, for rejecting"))
    speaker = forms.CharField(
        required=False,
        max_length=220,
        label=_("Speaker"),
        widget=forms.TextInput(attrs={"list": "actor-names", "data-names": "", "autocomplete": "off"}),
    )
    issue = forms.ModelChoiceField(
        Issue.objects.all(), to_field_name="slug", required=False, empty_label=_("none"), label=_("Issue")
    )
    stance = forms.ChoiceField(
        choices=[("", _("take it off")), *Stance.choices], required=False, label=_("Stance on it")
    )
    assignee = forms.ModelChoiceField(
        User.objects.filter(is_active=True, is_staff=True), required=False, empty_label=_("nobody"), label=_("Editor")
    )

    def clean_speaker(self) -> Any:
        """Find the actor, where one is needed."""
        typed = self.cleaned_data["speaker"].strip()
        if self.data.get("what") != "speaker" or not typed:
            return None
        try:
            return actor_named(typed)
        except UnknownName as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """Ask for what the change needs."""
        cleaned = self.cleaned_data
        what = cleaned.get("what")
        if what == "reject" and not cleaned.get("reason", "").strip():
            self.add_error("reason", gettext("A rejection needs a reason. Say in a few words what is wrong."))
        if what == "issue" and not cleaned.get("issue"):
            self.add_error("issue", gettext("Choose the issue."))
        return cleaned

    @property
    def change(self) -> BulkChange:
        """The change that the valid form asks for."""
        return BulkChange(**self.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(BULK)
def bulk(request: HttpRequest) -> HttpResponse:
    """Show what a change of all claims of the queue would do, and do it."""
    search = ReviewSearch.of(request)
    form = BulkForm(request.POST or (request.GET if "what" in request.GET else None))
    context: dict[str, Any] = {"search": search, "query": search.address(), "form": form}
    if search.problems:
        context["problem"] = gettext(
            "A filter could not be followed. Go back and mend it: nothing is changed by a wrong filter."
        )
    elif form.is_bound and form.is_valid():
        return _previewed(request, form, context)
    else:
        context["count"] = search.claims().count()
    return render(request, "claims/review_bulk.html", context)


def _previewed(request: HttpRequest, form: BulkForm, context: dict[str, Any]) -> HttpResponse:
    claims, change = context["search"].claims(), form.change
    if "apply" in request.POST:
        try:
            action = apply_to(claims, change, request.user, seen=request.POST.get("seen", ""))  # type: ignore[arg-type]
        except SetChanged as error:
            context["problem"] = str(error)
        else:
            messages.success(
                request, gettext("Done: %(summary)s. It can be undone as one.") % {"summary": told(action.summary)}
            )
            return redirect("claims:review_action", action.pk)
    affected = change.affects(claims)
    count = affected.count()
    if count > LIMIT:
        context["problem"] = gettext(
            "%(count)s claims are too many for one change. Narrow the filters to %(limit)s at most."
        ) % {"count": count, "limit": LIMIT}
        return render(request, "claims/review_bulk.html", context)
    shown = affected.with_parts().select_related("assignment__user")
    context |= {
        "change": change,
        "summary": str(change),
        "count": count,
        "same": claims.count() - count,
        "rows": [(claim, *change.told(claim)) for claim in shown[:_SHOWN]],
        "seen": digest_of(versions_of(affected)),
    }
    return render(request, "claims/review_bulk.html", context)
