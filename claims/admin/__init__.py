"""The admin: every model, corrected by editors, with the history of each change."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin import actors, articles, claims, events, issues, links, terms

__all__ = ["actors", "articles", "claims", "events", "issues", "links", "terms"]

admin.site.site_header = "PeaceTracker"
admin.site.site_title = "PeaceTracker"
admin.site.index_title = _("Administration")
admin.site.site_url = "/"
