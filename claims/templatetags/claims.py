"""How claims look on a page. Presentation only: nothing here asks the database."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import capfirst
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from claims.coverage import Telling
from claims.echoes import Echo
from claims.facets import Option
from claims.filters import PackageSearch
from claims.linked_data import page_data
from claims.markup import Passage, Run, paragraphs_around, quoted, sentences_around
from claims.models import (
    REVIEWED,
    Article,
    Claim,
    EventKind,
    Link,
    LinkState,
    Precision,
    Stance,
    State,
    as_words,
)
from claims.phrases import told
from claims.queries import QueryForm
from claims.timeline import Bar, Happening
from claims.verbs import answers, does, verb
from claims.witnesses import Piece

register = template.Library()
register.filter("date_words", as_words)
register.filter("told", told)
register.filter("verb", verb)
register.filter("does", does)
register.filter("answers", answers)

_STANCES = {
    Stance.FOR: pgettext_lazy("stance", "for"),
    Stance.AGAINST: pgettext_lazy("stance", "against"),
    Stance.NEUTRAL: pgettext_lazy("stance", "neutral"),
}
_EXACT_TO = {
    Precision.DAY: gettext_lazy("exact to the day"),
    Precision.MONTH: gettext_lazy("exact to the month"),
    Precision.YEAR: gettext_lazy("exact to the year"),
}
_BOILERPLATE = {
    "boilerplate": pgettext_lazy("boilerplate", "boilerplate"),
    "teaser": pgettext_lazy("boilerplate", "teaser"),
    "share-bar": pgettext_lazy("boilerplate", "share-bar"),
    "promo": pgettext_lazy("boilerplate", "promo"),
    "widget": pgettext_lazy("boilerplate", "widget"),
    "caption": pgettext_lazy("boilerplate", "caption"),
    "navigation": pgettext_lazy("boilerplate", "navigation"),
    "read-time": pgettext_lazy("boilerplate", "read-time"),
    "source-tag": pgettext_lazy("boilerplate", "source-tag"),
    "author": pgettext_lazy("boilerplate", "author"),
    "date": pgettext_lazy("boilerplate", "date"),
}
_SHAPES = {Stance.FOR: "▲", Stance.AGAINST: "▼", Stance.NEUTRAL: "◇"}
_STATES = {
    State.SUGGESTED: gettext_lazy("Unreviewed suggestion"),
    State.ACCEPTED: gettext_lazy("Reviewed"),
    State.CORRECTED: gettext_lazy("Reviewed and corrected"),
    State.REJECTED: pgettext_lazy("state", "Rejected"),
    State.DISPUTED: pgettext_lazy("state", "Disputed"),
}

_TELLINGS = {
    Telling.ONLY: pgettext_lazy("telling", "only here"),
    Telling.FULLEST: pgettext_lazy("telling", "fullest wording"),
    Telling.SAME: pgettext_lazy("telling", "same words"),
    Telling.CHANGED: pgettext_lazy("telling", "other words"),
    Telling.PERHAPS: pgettext_lazy("telling", "perhaps the same"),
    Telling.LEFT_OUT: pgettext_lazy("telling", "left out"),
    Telling.BEFORE: pgettext_lazy("telling", "not yet said"),
}
_LINK_STATES = {
    LinkState.SUGGESTED: gettext_lazy("Suggested link, not reviewed"),
    LinkState.CONFIRMED: pgettext_lazy("state", "Confirmed"),
    LinkState.REJECTED: pgettext_lazy("state", "Rejected"),
}
_LINK_CLASSES: dict[str, str] = {
    LinkState.SUGGESTED: State.SUGGESTED,
    LinkState.CONFIRMED: State.ACCEPTED,
    LinkState.REJECTED: State.REJECTED,
}


@register.filter
def telling_words(telling: Telling) -> str:
    """Return how an outlet tells a statement, in words."""
    return str(_TELLINGS[telling])


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, name: str, words: str) -> SafeString:
    """Return a link of the main menu that says whether it leads to the page or the section one is on."""
    address = reverse(name)
    path = getattr(context.get("request"), "path", "")
    current = "page" if path == address else "true" if path.startswith(address) else ""
    if not current:
        return format_html('<a href="{}">{}</a>', address, words)
    return format_html('<a href="{}" aria-current="{}">{}</a>', address, current, words)


@register.filter
def stance_words(value: str) -> str:
    """Return a stance as a word."""
    return str(_STANCES[Stance(value)])


@register.filter
def segment_words(label: str) -> str:
    """Return what a stretch of an article is that belongs to no report."""
    known = _BOILERPLATE.get(label or "boilerplate")
    return str(known) if known else in_words(label)


@register.filter
def exact_to(precision: str) -> str:
    """Return in words how exactly a date is known."""
    return str(_EXACT_TO[Precision(precision)])


@register.simple_tag
def text_lang(article: Article) -> SafeString | str:
    """Return the ``lang`` of an element that quotes the article, where it is not the language of the page."""
    language = article.language
    return format_html(' lang="{}"', language) if language and language != get_language() else ""


@register.filter
def percent(share: float) -> str:
    """Return a share of one in per cent."""
    return _("%(number)s%%") % {"number": f"{share * 100:.0f}"}


@register.filter
def reasons(codes: Iterable[str]) -> list[str]:
    """Return reason codes as words, each once."""
    return [in_words(code) for code in dict.fromkeys(codes)]


@register.filter
def in_words(reason: str) -> str:
    """Return a reason code such as ``order:inverted`` as words: "order: inverted"."""
    return told(" ".join(str(reason).replace(":", ": ", 1).replace("+", " + ").replace("_", " ").split()))


@register.simple_tag
def stance(value: str) -> SafeString:
    """Return a stance as a shape and a word."""
    return format_html(
        '<span class="stance stance-{}"><span aria-hidden="true">{}</span> {}</span>',
        value,
        _SHAPES[Stance(value)],
        stance_words(value),
    )


@register.simple_tag
def state(claim: Claim) -> SafeString:
    """Return the review state as a badge."""
    return format_html('<span class="state state-{}">{}</span>', claim.state, _STATES[State(claim.state)])


@register.filter
def of_claim(by_claim: Mapping[int, Echo], claim: Claim) -> Echo | None:
    """Return what stands under a claim's number."""
    return by_claim.get(claim.pk)


@register.simple_tag
def link_state(link: Link) -> SafeString:
    """Return how far a link can be relied on, as a badge."""
    return format_html(
        '<span class="state state-{}">{}</span>', _LINK_CLASSES[link.state], _LINK_STATES[LinkState(link.state)]
    )


@register.simple_tag
def wording_difference(pieces: Iterable[Piece]) -> SafeString:
    """Return a wording against the fullest one: what is dropped and what is added marked."""
    tags = {"same": "{} ", "dropped": "<del>{}</del> ", "added": "<ins>{}</ins> "}
    return format_html_join("", "{}", ((format_html(tags[piece.kind], piece.text),) for piece in pieces))


@register.simple_tag
def answers_address(search: QueryForm, value: str) -> str:
    """Return the address of the list of proposals by whether they have answers."""
    return search.address(answers=value)


@register.simple_tag
def swapped(search: PackageSearch) -> str:
    """Return the address of the same comparison with the sides changed."""
    return search.address(a=search.values("b"), b=search.values("a"))


@register.simple_tag
def excerpt(claim: Claim, hits: Iterable[str] = ()) -> SafeString:
    """Return the sentences of a claim with its parts, and ``hits`` of a search in them, marked.

    Its content alone if the article has changed since.
    """
    if claim.anchored_version != claim.article.version:
        return format_html('<mark class="content">{}</mark>', claim.content_text)
    return _marked(quoted(claim.article.text, claim, sentences_around, hits))


@register.simple_tag
def in_context(claim: Claim, text: str) -> SafeString:
    """Return the paragraphs of a claim with its parts marked."""
    return _marked(quoted(text, claim, paragraphs_around))


@register.simple_tag
def passage_text(passage: Passage, numbers: Mapping[int, int], doubtful: Collection[int]) -> SafeString:
    """Return a paragraph of an article: every claim numbered where it begins, those ``doubtful`` marked as such."""
    return _marked(passage.runs, numbers, doubtful)


def _marked(
    runs: Iterable[Run], numbers: Mapping[int, int] | None = None, doubtful: Collection[int] = ()
) -> SafeString:
    return SafeString("".join(f"{_numbered(run, numbers or {})}{_run(run, doubtful)}" for run in runs))


def _run(run: Run, doubtful: Collection[int]) -> str:
    """Return the words in HTML. A page has thousands of them: Django's own escaping takes half as long again."""
    if not run.marks:
        return escape(run.text)
    classes = [*run.parts, *(["doubtful"] if set(run.keys) <= set(doubtful) else [])]
    keys = " ".join(str(key) for key in run.keys)
    return f'<mark class="{" ".join(classes)}" data-claims="{keys}">{escape(run.text)}</mark>'


def _numbered(run: Run, numbers: Mapping[int, int]) -> SafeString:
    """Return a link for each claim that begins here. Its number is drawn by the style sheet: the text stays exact."""
    if not numbers:
        return SafeString("")
    return format_html_join(
        "",
        '<a class="anchor" id="claim-{}" href="#note-{}" data-number="{}" data-claims="{}" aria-label="{}"></a>',
        (
            (key, key, numbers[key], key, _("Claim %(number)s") % {"number": numbers[key]})
            for key in run.opens
            if key in numbers
        ),
    )


_OPTION = (
    '<label class="option"><input type="checkbox" class="narrows" id="{0}-{1}" name="{0}" value="{1}"{2}> '
    '<span class="option-label">{3}</span> <span class="count">{4}</span></label>'
)


@register.simple_tag
def facet_options(name: str, options: Iterable[Option]) -> SafeString:
    """Return the boxes of a facet. There are a hundred on a page, and a template for each takes ten times longer."""
    boxes = (
        _OPTION.format(
            name,
            escape(option.value),
            " checked" if option.chosen else "",
            escape(capfirst(option.label)),
            in_thousands(option.count),
        )
        for option in options
    )
    return SafeString("".join(boxes))


def in_thousands(number: int) -> str:
    """Return a count as ``intcomma`` does, which takes its time also where there is nothing to part."""
    return str(number) if number < 1000 else str(intcomma(number))


@register.simple_tag
def page_address(search: QueryForm, number: int) -> str:
    """Return the address of another page of the same list."""
    return search.address(page=str(number))


@register.simple_tag
def place_in_article(claim: Claim) -> str:
    """Return the address of the claim's place in its article, with suggestions shown if it is one."""
    states = [] if claim.is_reviewed else [*REVIEWED, claim.state]
    query = urlencode([("state", str(state)) for state in states])
    return f"{claim.article.get_absolute_url()}{'?' if query else ''}{query}#claim-{claim.pk}"


@register.simple_tag
def claims_address(states: Iterable[str] = (), **fields: str) -> str:
    """Return the address of the list of claims with these filters."""
    chosen = [(name, value) for name, value in fields.items() if value]
    return f"{reverse('claims:claim_list')}?{urlencode([*chosen, *(('state', state) for state in states)])}"


@register.filter
def bar_address(bar: Bar, search: QueryForm) -> str:
    """Return the address of the timeline of the time of a bar."""
    return search.address(since=bar.first.isoformat(), until=bar.last.isoformat())


@register.simple_tag
def period_address(search: QueryForm, period: tuple[date, date]) -> str:
    """Return the address of the same search in another period."""
    return search.address(since=period[0].isoformat(), until=period[1].isoformat())


# What an event looks like: talks and summits as full shapes, a ceasefire as a ring, its end as a cross.
_EVENT_PATHS: dict[str, str] = {
    EventKind.TALKS: "M0-7 7 0 0 7-7 0Z",
    EventKind.SUMMIT: "M0-7 7 6H-7Z",
    EventKind.CEASEFIRE: "M0-6A6 6 0 1 1 0 6 6 6 0 1 1 0-6Z",
    EventKind.BREACH: "M-6-4-4-6 0-2 4-6 6-4 2 0 6 4 4 6 0 2-4 6-6 4-2 0Z",
    EventKind.AGREEMENT: "M-5.5-5.5H5.5V5.5H-5.5Z",
    EventKind.PROPOSAL: "M-6-3 0-7 6-3V3L0 7-6 3Z",
    EventKind.OTHER: "M-2.5-7H2.5V7H-2.5Z",
}


@register.simple_tag
def event_path(kind: str) -> str:
    """Return the outline of the mark of a kind of event, in SVG, around its own place."""
    return _EVENT_PATHS[kind]


@register.simple_tag
def event_kinds(happenings: Iterable[Happening]) -> list[tuple[str, str]]:
    """Return the kinds of the events shown, each once, with their words."""
    shown = {happening.event.kind for happening in happenings}
    return [(value, str(label)) for value, label in EventKind.choices if value in shown]


@register.filter
def whole_period(search: QueryForm) -> str:
    """Return the address of the same search without a period."""
    return search.address(since="", until="")


_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def linked_data(data: Mapping[str, Any] | None) -> SafeString | str:
    """Return the data as a block of JSON-LD, in which no text can end the block; nothing for no data."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False).translate(_IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


@register.simple_tag(takes_context=True)
def list_data(context: template.Context, title: str, description: str) -> SafeString | str:
    """Return a page that lists others as a block of JSON-LD."""
    return linked_data(page_data(str(title), str(description), page_url(context)))


@register.simple_tag(takes_context=True)
def page_url(context: template.Context) -> str:
    """Return the whole address of the page without its query; nothing where there is no request."""
    request = context.get("request")
    return request.build_absolute_uri(request.path) if request else ""
