"""The admin: every model, corrected by editors, with the history of each change."""

from django.contrib import admin

from claims.admin import actors, articles, claims, events, issues, links, terms

__all__ = ["actors", "articles", "claims", "events", "issues", "links", "terms"]

admin.site.site_header = "PeaceTracker"
admin.site.site_title = "PeaceTracker"
admin.site.index_title = "Administration"
admin.site.site_url = "/"
