"""Events for the timeline."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import URLField

from claims.admin.bases import HistoryAdmin
from claims.models import Event


@admin.register(Event)
class EventAdmin(HistoryAdmin):
    """Talks, summits, ceasefires declared and broken."""

    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    list_display = ["name", "kind", "started_on", "ended_on"]
    list_filter = ["kind"]
    search_fields = ["name", "note"]
    date_hierarchy = "started_on"
    autocomplete_fields = ["actors", "issues"]
