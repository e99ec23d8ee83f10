"""Spans as editors type them in a form: ranges of characters, or the words themselves."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models.spans import Spans, as_lists, text_of, validate_spans

_RANGES = re.compile(r"\d+\s*[-–]\s*\d+(?:\s*,\s*\d+\s*[-–]\s*\d+)*")
_GAP = re.compile(r"\[(?:\.\.\.|…)\]")


def spans_as_text(spans: Spans) -> str:
    """Return the spans as an editor types them: ``351-418, 599-696``."""
    return ", ".join(f"{start}-{end}" for start, end in spans)


def find_words(text: str, words: str) -> list[int]:
    """Return the one span where the words stand, whatever the white space between them; raise ValidationError."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = [match.span() for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)]
    if not found:
        raise ValidationError(
            gettext(
                '"%(words)s" does not stand in the article. Copy the words exactly as they stand '
                "there, or type ranges like 351-418, 599-696."
            )
            % {"words": words}
        )
    if len(found) > 1:
        raise ValidationError(
            gettext(
                '"%(words)s" stands %(number)s times in the article, at %(spans_as_text)s. Type the '
                "range you mean, or paste more words."
            )
            % {"words": words, "number": len(found), "spans_as_text": spans_as_text(found[:6])}
        )
    return list(found[0])


class SpansBoundField(BoundField):
    """A spans field in its form, with the words that the typed spans stand for beside it."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if isinstance(field, SpansField) and (words := field.words(self.value())):
            self.help_text = format_html('<q class="span-words">{}</q> {}', words, self.help_text)


class SpansField(forms.Field):
    """Spans typed as ``351-418, 599-696`` or as the exact words, pieces parted by ``[...]``.

    Cleans to ``[[351, 418], [599, 696]]``. ``text`` is what they are ranges of; the form sets it.
    """

    widget = forms.Textarea(attrs={"rows": 2, "cols": 60})
    bound_field_class = SpansBoundField
    default_error_messages = {"required": _("Nothing is marked. Type ranges like 351-418 or paste the exact words.")}
    text: str | None = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", _("Ranges like 351-418, 599-696, or the exact words ([...] between two pieces).")
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[list[int]]:
        """Return the spans; raise ValidationError for any that are not ranges of words in the text, in order."""
        typed = str(value or "").replace("\r\n", "\n").strip().removesuffix(",")
        spans = self._ranges(typed) if _RANGES.fullmatch(typed) else self._places(typed)
        validate_spans(spans)
        for start, end in spans:
            self._check_inside(start, end)
        return spans

    def words(self, value: Any) -> str:
        """Return the words that the spans or the typed text stand for; nothing where they are not valid."""
        try:
            return text_of(self.text or "", self.to_python(self.prepare_value(value)))
        except ValidationError:
            return ""

    def prepare_value(self, value: Any) -> Any:
        """Show stored spans as text."""
        return spans_as_text(value) if isinstance(value, list | tuple) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare places, not spellings: pasting the words of the same span changes nothing."""
        try:
            return self.to_python(data) != as_lists(initial or [])
        except ValidationError:
            return True

    def _ranges(self, typed: str) -> list[list[int]]:
        numbers = [int(number) for number in re.findall(r"\d+", typed)]
        return [list(pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]

    def _places(self, typed: str) -> list[list[int]]:
        pieces = [" ".join(piece.split()) for piece in _GAP.split(typed) if piece.strip()]
        if pieces and self.text is None:
            raise ValidationError(
                gettext('There is no article to find "%(pieces)s" in. Choose the article.') % {"pieces": pieces[0]}
            )
        return [find_words(self.text or "", piece) for piece in pieces]

    def _check_inside(self, start: int, end: int) -> None:
        if self.text is not None and end > len(self.text):
            raise ValidationError(
                gettext(
                    "The span %(start)s-%(end)s lies outside the article's text of %(number)s "
                    "characters. Type a range of this article, or paste its words."
                )
                % {"start": start, "end": end, "number": len(self.text)}
            )
