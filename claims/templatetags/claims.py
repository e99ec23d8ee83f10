"""How claims look on a page. Presentation only: nothing here asks the database."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.echoes import Echo
from claims.filters import PackageSearch
from claims.markup import Passage, Run, paragraphs_around, quoted, sentences_around
from claims.models import REVIEWED, Act, Claim, Link, LinkState, Stance, State, as_words
from claims.queries import QueryForm
from claims.timeline import Bar
from claims.witnesses import Piece

register = template.Library()
register.filter("date_words", as_words)

_VERBS = {Act.ASSESS: "assesses", Act.DENY: "denies"}
_SHAPES = {Stance.FOR: "▲", Stance.AGAINST: "▼", Stance.NEUTRAL: "◇"}
_STATES = {
    State.SUGGESTED: "Unreviewed suggestion",
    State.ACCEPTED: "Reviewed",
    State.CORRECTED: "Reviewed and corrected",
    State.REJECTED: "Rejected",
    State.DISPUTED: "Disputed",
}

_LINK_STATES: dict[str, str] = {
    LinkState.SUGGESTED: "Suggested link, not reviewed",
    LinkState.CONFIRMED: "Confirmed",
    LinkState.REJECTED: "Rejected",
}
_LINK_CLASSES: dict[str, str] = {
    LinkState.SUGGESTED: State.SUGGESTED,
    LinkState.CONFIRMED: State.ACCEPTED,
    LinkState.REJECTED: State.REJECTED,
}


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
def verb(act: str) -> str:
    """Return what a speaker does by the act: "demands"."""
    return _VERBS.get(Act(act), f"{act}s")


@register.filter
def percent(share: float) -> str:
    """Return a share of one in per cent."""
    return f"{share:.0%}"


@register.filter
def reasons(codes: Iterable[str]) -> list[str]:
    """Return reason codes as words, each once."""
    return [in_words(code) for code in dict.fromkeys(codes)]


@register.filter
def in_words(reason: str) -> str:
    """Return a reason code such as ``order:inverted`` as words: "order: inverted"."""
    return " ".join(str(reason).replace(":", ": ", 1).replace("+", " + ").replace("_", " ").split())


@register.simple_tag
def stance(value: str) -> SafeString:
    """Return a stance as a shape and a word."""
    return format_html(
        '<span class="stance stance-{}"><span aria-hidden="true">{}</span> {}</span>',
        value,
        _SHAPES[Stance(value)],
        value,
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
    return format_html('<span class="state state-{}">{}</span>', _LINK_CLASSES[link.state], _LINK_STATES[link.state])


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
    return format_html_join("", "{}{}", ((_numbered(run, numbers or {}), _run(run, doubtful)) for run in runs))


def _run(run: Run, doubtful: Collection[int]) -> SafeString | str:
    if not run.marks:
        return run.text
    classes = [*run.parts, *(["doubtful"] if set(run.keys) <= set(doubtful) else [])]
    keys = " ".join(str(key) for key in run.keys)
    return format_html('<mark class="{}" data-claims="{}">{}</mark>', " ".join(classes), keys, run.text)


def _numbered(run: Run, numbers: Mapping[int, int]) -> SafeString:
    """Return a link for each claim that begins here. Its number is drawn by the style sheet: the text stays exact."""
    return format_html_join(
        "",
        '<a class="anchor" id="claim-{}" href="#note-{}" data-number="{}" data-claims="{}" aria-label="Claim {}"></a>',
        ((key, key, numbers[key], key, numbers[key]) for key in run.opens if key in numbers),
    )


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
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in fields.items() if value})
    query.setlist("state", list(states))
    return f"{reverse('claims:claim_list')}?{query.urlencode()}"


@register.filter
def month_address(bar: Bar, search: QueryForm) -> str:
    """Return the address of the timeline of one month."""
    return search.address(since=bar.month.isoformat(), until=bar.last.isoformat())


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
def page_url(context: template.Context) -> str:
    """Return the whole address of the page without its query; nothing where there is no request."""
    request = context.get("request")
    return request.build_absolute_uri(request.path) if request else ""
