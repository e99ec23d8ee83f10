"""Text for reading beside a form: the paragraphs with the marked words, a whole article with its offsets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from claims.markup import Mark, Run, Section, paragraphs_around, passages, runs
from claims.models import SegmentKind
from claims.models.spans import Spans


def readable_text(text: str, sections: Sequence[Section]) -> SafeString:
    """Return the text as paragraphs, each with the offset of its first character and, off the body, its kind."""
    found = (passage for passage in passages(text, (), sections) if not passage.is_blank)
    rows = (
        (
            passage.kind,
            passage.runs[0].start,
            _kind(passage.kind, passage.label),
            "".join(run.text for run in passage.runs),
        )
        for passage in found
    )
    body = format_html_join("", '<p class="is-{}"><span class="offset">{}{}</span> {}</p>', rows)
    return format_html('<div class="readable-text">{}</div>', body)


def marked_passage(text: str, spans: Mapping[str, Spans]) -> SafeString:
    """Return the paragraphs that hold the spans, the words of each set off, with a legend of the names."""
    marks = [Mark(start, end, name) for name, some in spans.items() for start, end in some]
    if not marks:
        return format_html("{}", gettext("(nothing is marked)"))
    left, right = paragraphs_around(text, min(mark.start for mark in marks), max(mark.end for mark in marks))
    words = format_html_join("", "{}", ((_marked(run),) for run in runs(text, marks, start=left, end=right)))
    names = format_html_join(
        " ", '<mark class="mark-{}">{}</mark>', ((name, gettext(name)) for name in spans if spans[name])
    )
    return format_html(
        '<div class="readable-text"><p><span class="offset">{}</span> {}</p><p class="legend">{} {}</p></div>',
        left,
        words,
        gettext("Marked:"),
        names,
    )


def _marked(run: Run) -> SafeString:
    if not run.marks:
        return format_html("{}", run.text)
    classes = " ".join(f"mark-{part}" for part in run.parts)
    return format_html('<mark class="{}" title="{}">{}</mark>', classes, ", ".join(map(gettext, run.parts)), run.text)


def _kind(kind: str, label: str) -> str:
    return "" if kind == "body" else f" {label or SegmentKind(kind).label.lower()}"
