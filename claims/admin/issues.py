"""Issues and the words that mark them, tried on the stored claims before they are saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from claims.admin.bases import HistoryAdmin, TabularInline
from claims.admin.imports import IssueResource, SpreadsheetMixin
from claims.extraction.registry import KnownTerm
from claims.models import Issue, MatchingTerm
from claims.trials import Trial, try_terms

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm

TRY = "_try"


class IssueForm(_ModelForm):
    """An issue. A form that is only to be tried is refused after everything typed was checked, so nothing is saved."""

    def clean(self) -> dict[str, Any] | None:
        """Refuse to save what is only to be tried."""
        cleaned = super().clean()
        if TRY in self.data:
            self.add_error(None, ValidationError(gettext("Only tried, not saved."), code=TRY))
        return cleaned

    def forgive_trial(self) -> bool:
        """Take the refusal back for the page; return whether there is no other error."""
        if refusals := self.errors.get(NON_FIELD_ERRORS):
            refusals.data[:] = [error for error in refusals.as_data() if error.code != TRY]
            if not refusals.data:
                del self.errors[NON_FIELD_ERRORS]
        return not self.errors


class MatchingTermInline(TabularInline):
    """The words that mark an issue."""

    model = MatchingTerm
    extra = 0


@admin.register(Issue)
class IssueAdmin(SpreadsheetMixin, HistoryAdmin):
    """Negotiable matters."""

    resource_classes = [IssueResource]
    form = IssueForm
    change_form_template = "admin/claims/issue_change_form.html"
    list_display = ["name", "for_means", "parent", "pax_code", "stance_scale", "headline"]
    list_filter = ["headline", "stance_scale", ("parent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["parent"]
    search_fields = ["name", "slug", "for_means", "pax_code", "terms__text"]
    autocomplete_fields = ["parent", "proposed_by", "excludes"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MatchingTermInline]
    history_parts = ((MatchingTerm, "issue_id"),)

    class Media:
        css = {"all": ["css/admin.css"]}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show what the typed terms would change, if that was asked for and all of it can be read."""
        form = context["adminform"].form
        if TRY in request.POST:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            sound = form.forgive_trial() and all(formset.is_valid() for formset in formsets)
            if sound:
                context |= {"errors": None, "trial": _try(form.instance, formsets)}
        return super().render_change_form(request, context, *args, **kwargs)


def _try(issue: Issue, formsets: list[Any]) -> Trial:
    kept = [
        form.cleaned_data
        for formset in formsets
        for form in formset.forms
        if form not in formset.deleted_forms and form.cleaned_data.get("text")
    ]
    return try_terms(issue=issue, terms=[KnownTerm(row["text"], row["stance"]) for row in kept])


@admin.register(MatchingTerm)
class MatchingTermAdmin(HistoryAdmin):
    """Terms across issues, to find which words mark what."""

    list_display = ["text", "issue", "stance"]
    list_filter = ["stance", "issue"]
    list_select_related = ["issue"]
    search_fields = ["text", "issue__name"]
    autocomplete_fields = ["issue"]
