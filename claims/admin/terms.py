"""Negotiating terms and packages: what the program suggests, decided on and edited by people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.bases import TabularInline
from claims.admin.edits import EditableAdmin
from claims.forms import TermForm
from claims.models import Claim, Package, StaleEdit, Suggestible, Term, TermState


class SuggestibleAdmin(EditableAdmin):
    """What is suggested until a person decides: saving is deciding, also on many at once."""

    form = TermForm
    actions = ["accept_selected", "reject_selected"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Take what an editor adds as accepted."""
        return {"state": TermState.ACCEPTED, **super().get_changeform_initial_data(request)}

    def save_changes(self, request: HttpRequest, form: Any, formsets: Sequence[Any]) -> None:  # noqa: ARG002
        """Save by the verb that the chosen state asks for."""
        if form.has_changed():
            form.decide(request.user)

    @admin.action(description=_("Accept the selected ones as they stand"), permissions=["change"])
    def accept_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Accept each of them."""
        self._decide_all(request, queryset, TermState.ACCEPTED, lambda row: row.accept(request.user))

    @admin.action(description=_("Reject the selected ones for good"), permissions=["change"])
    def reject_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Reject each of them."""
        self._decide_all(request, queryset, TermState.REJECTED, lambda row: row.reject(request.user))

    def _decide_all(
        self, request: HttpRequest, queryset: QuerySet[Any], state: TermState, verb: Callable[[Any], Any]
    ) -> None:
        rows = [row for row in queryset if row.state != state]
        decided = sum(_decide(row, verb) for row in rows)
        self.message_user(request, f"{state.label}: {decided}.", messages.SUCCESS)
        if same := len(queryset) - len(rows):
            self.message_user(
                request,
                gettext("Already %(state)s, left as they were: %(same)s.") % {"state": state, "same": same},
                messages.INFO,
            )
        if stale := len(rows) - decided:
            message = gettext(
                "Changed by somebody else meanwhile, skipped: %(stale)s. Look at them and decide again."
            ) % {"stale": stale}
            self.message_user(request, message, messages.WARNING)


def _decide(row: Suggestible, verb: Callable[[Any], Any]) -> bool:
    try:
        verb(row)
    except StaleEdit:
        return False
    return True


class TermInline(TabularInline):
    """The terms of a package: new ones are added here, stored ones are edited on their own page."""

    model = Term
    extra = 0
    fields = ["actor", "issue", "act", "stance", "wording", "conditions", "state"]
    autocomplete_fields = ["actor", "issue"]
    show_change_link = True
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the names that the rows show."""
        return super().get_queryset(request).select_related("actor", "issue")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Leave stored terms alone: a package's form must not turn back what was decided meanwhile."""
        return False


@admin.register(Package)
class PackageAdmin(SuggestibleAdmin):
    """Terms put forward together."""

    list_display = ["name", "actor", "put_forward_on", "state"]
    list_filter = ["state", ("actor", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["actor"]
    search_fields = ["name", "actor__name", "terms__wording"]
    date_hierarchy = "put_forward_on"
    autocomplete_fields = ["actor"]
    fields = ["name", "actor", "put_forward_on", "state"]
    inlines = [TermInline]
    history_parts = ((Term, "package_id"),)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001
        """Take the terms that a person adds as accepted."""
        for added in formset.extra_forms:
            if added.has_changed() and added.instance.state == TermState.SUGGESTED:
                added.instance.state = TermState.ACCEPTED
        super().save_formset(request, form, formset, change)


@admin.register(Term)
class TermAdmin(SuggestibleAdmin):
    """What an actor demands, offers or refuses."""

    list_display = ["wording", "actor", "issue", "act", "stance", "package", "state"]
    list_filter = ["state", "act", "stance", ("issue", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["actor", "issue", "package"]
    search_fields = ["wording", "conditions", "actor__name", "issue__name"]
    autocomplete_fields = ["actor", "issue", "package", "claims"]
    fields = ["actor", "issue", "act", "stance", "wording", "conditions", "package", "claims", "state"]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Fetch what the chosen claims are shown by."""
        if db_field.name == "claims":
            kwargs["queryset"] = Claim.objects.with_parts()
        return super().formfield_for_manytomany(db_field, request, **kwargs)
