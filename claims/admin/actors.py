"""Actors with their aliases and tenures, and the offices they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.bases import HistoryAdmin, TabularInline
from claims.admin.edits import EditableAdmin, PartAdmin, RestoringFormSet
from claims.admin.imports import ActorResource, AliasResource, SpreadsheetMixin
from claims.forms import LinesField, NamedForm
from claims.models import Actor, Alias, Office, StaleEdit, Tenure

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


class AliasInline(TabularInline):
    """The names of an actor."""

    model = Alias
    formset = RestoringFormSet
    extra = 0


class TenureInline(TabularInline):
    """The offices of an actor, or the holders of an office."""

    model = Tenure
    formset = RestoringFormSet
    extra = 0
    autocomplete_fields = ["office", "holder"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the names that the rows show."""
        return super().get_queryset(request).select_related("office", "holder")


@admin.register(Actor)
class ActorAdmin(SpreadsheetMixin, EditableAdmin):
    """Who can make a claim."""

    resource_classes = [ActorResource]
    list_display = ["name", "kind", "part_of", "wikidata", "provisional"]
    list_filter = ["provisional", "kind", "gender", ("merged_into", admin.EmptyFieldListFilter)]
    list_select_related = ["part_of"]
    search_fields = ["name", "aliases__text", "slug", "wikidata"]
    autocomplete_fields = ["part_of"]
    readonly_fields = ["merged_into", "reshaping"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [AliasInline, TenureInline]
    history_parts = ((Alias, "actor_id"), (Tenure, "holder_id"))
    actions = ["confirm_provisional", "merge_selected"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "gender", "part_of", "wikidata", "description"]}),
        (_("Review"), {"fields": ["provisional", "merged_into", "reshaping"]}),
    ]

    @admin.display(description=_("merge and split"))
    def reshaping(self, actor: Actor) -> SafeString:
        """Return links to the pages that merge the actor into another one and that split it."""
        if not actor.pk:
            return format_html("{}", gettext("once it is stored"))
        merge, split = (reverse(f"claims:review_actor_{way}", args=[actor.pk]) for way in ("merge", "split"))
        words = gettext("Merge into another actor…"), gettext("Split…")
        return format_html('<a href="{}">{}</a> · <a href="{}">{}</a>', merge, words[0], split, words[1])

    @admin.action(description=_("Confirm provisional actors"), permissions=["change"])
    def confirm_provisional(self, request: HttpRequest, queryset: QuerySet[Actor]) -> None:
        """Take the selected actors as confirmed by an editor."""
        chosen = list(queryset)
        provisional = [actor for actor in chosen if actor.provisional]
        user = cast("User", request.user)
        confirmed = sum(_confirm(actor, user) for actor in provisional)
        self.message_user(
            request, gettext("Actors confirmed: %(confirmed)s.") % {"confirmed": confirmed}, messages.SUCCESS
        )
        if known := len(chosen) - len(provisional):
            self.message_user(
                request, gettext("Confirmed before, left as they were: %(known)s.") % {"known": known}, messages.INFO
            )
        if stale := len(provisional) - confirmed:
            message = gettext(
                "Changed by somebody else meanwhile, skipped: %(stale)s. Look at them and confirm again."
            ) % {"stale": stale}
            self.message_user(request, message, messages.WARNING)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Whether the person may merge actors; asked by the action."""
        return request.user.has_perm("claims.merge_actors")

    @admin.action(description=_("Merge provisional actors into the confirmed one…"), permissions=["merge"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Actor]) -> HttpResponse | None:
        """Lead to the preview of merging all provisional actors of the selection into its one confirmed actor."""
        chosen = list(queryset)
        confirmed = [actor for actor in chosen if not actor.provisional]
        provisional = [actor.pk for actor in chosen if actor.provisional]
        if len(confirmed) != 1 or not provisional:
            message = gettext(
                "%(number)s of the selected actors are confirmed. Select one, and those to merge into it."
            ) % {"number": len(confirmed)}
            self.message_user(request, message, messages.ERROR)
            return None
        values = urlencode([("into", confirmed[0].slug), *(("also", key) for key in provisional[1:])])
        return redirect(f"{reverse('claims:review_actor_merge', args=provisional[:1])}?{values}")


def _confirm(actor: Actor, user: User) -> bool:
    try:
        actor.confirm(user)
    except StaleEdit:
        return False
    return True


@admin.register(Alias)
class AliasAdmin(SpreadsheetMixin, PartAdmin, HistoryAdmin):
    """Names across actors, to find who goes by one."""

    resource_classes = [AliasResource]
    whole = "actor"
    list_display = ["text", "actor", "kind", "language"]
    list_filter = ["kind", "language"]
    list_select_related = ["actor"]
    search_fields = ["text", "actor__name"]
    autocomplete_fields = ["actor"]


class OfficeForm(NamedForm):
    """An office, its titles one a line."""

    titles = LinesField(
        required=False, help_text=_("What its holder is called, one a line: president, head of state …")
    )


@admin.register(Office)
class OfficeAdmin(HistoryAdmin):
    """Posts that one person holds after another."""

    form = OfficeForm
    list_display = ["name", "body"]
    list_filter = ["body__kind"]
    list_select_related = ["body"]
    search_fields = ["name", "slug", "titles", "body__name"]
    autocomplete_fields = ["body"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [TenureInline]
    history_parts = ((Tenure, "office_id"),)

    @transaction.atomic
    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001
        """Count a changed tenure as an edit of the actor who holds it."""
        super().save_formset(request, form, formset, change)
        tenures = [*formset.new_objects, *(row for row, _ in formset.changed_objects), *formset.deleted_objects]
        holders = {tenure.holder_id for tenure in tenures}
        for actor in Actor.objects.select_for_update().filter(pk__in=holders):
            actor.save_edit()


@admin.register(Tenure)
class TenureAdmin(PartAdmin, HistoryAdmin):
    """Who held which office when."""

    whole = "holder"
    list_display = ["office", "holder", "started", "ended"]
    list_filter = [("ended", admin.EmptyFieldListFilter), "office"]
    list_select_related = ["office", "holder"]
    search_fields = ["office__name", "holder__name", "holder__aliases__text"]
    date_hierarchy = "started"
    autocomplete_fields = ["office", "holder"]
