"""Parts of a claim that lists repeat: made here, since a template for each takes five times longer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Claim, Stance
from claims.models.addresses import address_of
from claims.tallies import StanceRow
from claims.templatetags.claims import claims_address, in_thousands, stance, stance_words

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


@register.simple_tag
def stance_rows(rows: Sequence[StanceRow], view: str, states: Iterable[str], **subject: str) -> SafeString:
    """Return the rows of a table of stances, each count a link to its claims.

    ``subject`` is the issue or actor of the table, by its field in the list of claims; ``view`` shows what rows are of.
    """
    field, claims = "actor" if "issue" in subject else "issue", claims_address(states, **subject)
    words = {value: stance_words(value) for value in Stance.values}
    nothing = format_html('<td><span class="none" aria-label="{}">·</span></td>', _("none"))

    def cell(row: StanceRow, value: str, count: int) -> SafeString:
        if not count:
            return nothing
        address = f"{claims}&{urlencode({field: row.slug, 'stance': value})}"
        return format_html(_STANCE, value, address, count, words[value], row.name, in_thousands(count))

    cells = {row.slug: SafeString("".join(cell(row, value, count) for value, count in row.counts)) for row in rows}
    lines = ((address_of(view, row.slug), row.name, cells[row.slug]) for row in rows)
    return format_html_join("", '<tr><th scope="row"><a href="{}">{}</a></th>{}</tr>', lines)


_STANCE = '<td><a class="cell stance-{}" href="{}" aria-label="{} {}: {}">{}</a></td>'
