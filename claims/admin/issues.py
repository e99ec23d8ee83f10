"""Issues and the words that mark them."""

from __future__ import annotations

from django.contrib import admin

from claims.admin.bases import HistoryAdmin, TabularInline
from claims.models import Issue, MatchingTerm


class MatchingTermInline(TabularInline):
    """The words that mark an issue."""

    model = MatchingTerm
    extra = 0


@admin.register(Issue)
class IssueAdmin(HistoryAdmin):
    """Negotiable matters."""

    list_display = ["name", "for_means", "parent", "pax_code", "stance_scale"]
    list_filter = ["stance_scale", ("parent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["parent"]
    search_fields = ["name", "slug", "for_means", "pax_code", "terms__text"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MatchingTermInline]
    history_parts = ((MatchingTerm, "issue_id"),)


@admin.register(MatchingTerm)
class MatchingTermAdmin(HistoryAdmin):
    """Terms across issues, to find which words mark what."""

    list_display = ["text", "issue", "stance"]
    list_filter = ["stance", "issue"]
    list_select_related = ["issue"]
    search_fields = ["text", "issue__name"]
    autocomplete_fields = ["issue"]
