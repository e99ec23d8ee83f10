"""Character ranges stored as JSON: ``[[start, end], …]``, half-open, in reading order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext

Spans = Sequence[Sequence[int]]


def validate_spans(value: object) -> None:
    """Raise ValidationError unless the value is a list of disjoint ``[start, end]`` pairs in reading order."""
    if not isinstance(value, list | tuple):
        raise ValidationError(
            gettext('"%(value)s" is not a list of spans. Write them like 351-418, 599-696.') % {"value": value}
        )
    last_end = 0
    for span in value:
        last_end = _valid_span(span, last_end)


def _valid_span(span: Any, last_end: int) -> int:
    if not isinstance(span, list | tuple) or len(span) != 2 or not all(type(number) is int for number in span):
        raise ValidationError(
            gettext('"%(dumps)s" is not a span. Write it like 351-418.') % {"dumps": json.dumps(span)}
        )
    start, end = span
    if not 0 <= start < end:
        raise ValidationError(
            gettext("The span %(start)s-%(end)s is empty or runs backwards. Its end must lie after its start.")
            % {"start": start, "end": end}
        )
    if start < last_end:
        raise ValidationError(
            gettext("The span %(start)s-%(end)s overlaps the one before it or stands out of order.")
            % {"start": start, "end": end}
        )
    return int(end)


def check_inside(text: str, spans: Spans) -> None:
    """Raise ValueError unless each of the spans lies inside the text."""
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ValueError(
                gettext(
                    "The span %(start)s-%(end)s lies outside the article's text of %(number)s "
                    "characters. Select words of this article."
                )
                % {"start": start, "end": end, "number": len(text)}
            )


def text_of(text: str, spans: Spans) -> str:
    """Return the words of the spans, joined by one space."""
    return " ".join(text[start:end] for start, end in spans)


def as_lists(spans: Iterable[Iterable[int]]) -> list[list[int]]:
    """Return the spans as plain lists, the form in which they are stored."""
    return [list(span) for span in spans]


class SpansField(models.JSONField):
    """A list of ``[start, end]`` character ranges."""

    default_validators = [validate_spans]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)
