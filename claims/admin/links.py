"""Links between claims, and statements."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.admin.bases import HistoryAdmin, TabularInline
from claims.forms import LinkForm
from claims.models import Link, LinkState, Statement


def stamp(link: Link, user: Any) -> None:
    """Note who decided on the link and when; the caller saves."""
    link.decided_by, link.decided_at = user, timezone.now()


class LinkInline(TabularInline):
    """The links of a claim: new ones are added here, stored ones are decided on their own page."""

    model = Link
    form = LinkForm
    extra = 0
    show_change_link = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Leave stored links alone: a claim's form must not turn back what was decided meanwhile."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the claims that the rows show."""
        links: Any = super().get_queryset(request)
        return cast("QuerySet[Any]", links.with_claims())


class LinkOutInline(LinkInline):
    """Links from the claim."""

    fk_name = "a"
    fields = ["relation", "outcome", "b", "state"]
    autocomplete_fields = ["b"]
    verbose_name_plural = _("links to other claims")


class LinkInInline(LinkInline):
    """Links to the claim."""

    fk_name = "b"
    fields = ["a", "relation", "outcome", "state"]
    autocomplete_fields = ["a"]
    verbose_name_plural = _("links from other claims")


@admin.register(Link)
class LinkAdmin(HistoryAdmin):
    """Relations between claims."""

    form = LinkForm
    list_display = ["a", "relation", "b", "outcome", "state", "score"]
    list_display_links = ["a", "relation"]
    list_filter = ["state", "relation", "outcome"]
    search_fields = ["a__content_text", "b__content_text", "a__speaker__name", "b__speaker__name"]
    date_hierarchy = "decided_at"
    autocomplete_fields = ["a", "b"]
    readonly_fields = ["score", "reasons", "decided_by", "decided_at"]
    fields = ["a", "relation", "outcome", "b", "state", *readonly_fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the claims that a row shows."""
        links: Any = super().get_queryset(request)
        return cast("QuerySet[Any]", links.with_claims().select_related("decided_by"))

    def save_model(self, request: HttpRequest, obj: Link, form: Any, change: bool) -> None:  # noqa: FBT001
        """Note who decided."""
        if "state" in form.changed_data and obj.state != LinkState.SUGGESTED:
            stamp(obj, request.user)
        super().save_model(request, obj, form, change)


@admin.register(Statement)
class StatementAdmin(HistoryAdmin):
    """One utterance, however many articles report it."""

    list_display = ["__str__", "witnesses", "added_at"]
    list_filter = [("canonical", admin.EmptyFieldListFilter)]
    search_fields = ["canonical__content_text", "claims__content_text", "canonical__speaker__name"]
    date_hierarchy = "added_at"
    ordering = ["-pk"]
    autocomplete_fields = ["canonical"]
    readonly_fields = ["added_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the witnesses and fetch the claim that stands for the statement."""
        rows: QuerySet[Any] = super().get_queryset(request).annotate(witness_count=Count("claims"))
        return rows.select_related("canonical__speaker").prefetch_related("canonical__co_speakers")

    @admin.display(description=_("claims"), ordering="witness_count")
    def witnesses(self, statement: Any) -> int:
        """Return how many claims report it."""
        return int(statement.witness_count)
