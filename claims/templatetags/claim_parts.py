"""Parts of a claim that lists repeat: made here, since a template for each takes five times longer."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Claim
from claims.templatetags.claims import stance

register = template.Library()

_FLAGS = {
    "negated": gettext_lazy("negated"),
    "conditional": gettext_lazy("conditional"),
    "hypothetical": gettext_lazy("hypothetical"),
    "past": gettext_lazy("earlier statement"),
}


@register.simple_tag
def speakers(claim: Claim) -> SafeString:
    """Return who speaks, each a link; the words of the source where that is open."""
    actors = ((actor.get_absolute_url(), actor.name) for actor in claim.speakers)
    if links := format_html_join(" + ", '<a href="{}">{}</a>', actors):
        return links
    named = _("Open: “%(words)s”") if claim.source_text else _("Open: no source named")
    return format_html('<span class="open">{}</span>', named % {"words": claim.source_text})


@register.simple_tag
def issues(claim: Claim) -> SafeString | str:
    """Return the issues that a claim is on, with its stance on each; nothing for none."""
    parts = ((on.issue.get_absolute_url(), on.issue.name, stance(on.stance)) for on in claim.claim_issues.all())
    rows = format_html_join("", '<li><a href="{}">{}</a> {}</li>', parts)
    return format_html('<ul class="issues">{}</ul>', rows) if rows else ""


@register.simple_tag
def flags(claim: Claim) -> SafeString:
    """Return what is to be known of how something is said: negated, on conditions, supposed, said before."""
    words = ((words,) for field, words in _FLAGS.items() if getattr(claim, field))
    return format_html_join("", '<span class="flag">{}</span>', words)
