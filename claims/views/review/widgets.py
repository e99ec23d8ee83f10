"""Form controls written at once: Django renders a template for each, and one for each option, over 90 on the screen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class PlainSelect(forms.Select):
    """A list to choose from."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """Return the list with the value selected."""
        choices: Any = self.choices
        options = ((key, mark_safe(" selected") if str(key) == str(value) else "", label) for key, label in choices)
        rows = format_html_join("", '<option value="{}"{}>{}</option>', options)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), rows)


class PlainInput(forms.TextInput):
    """A line of text; ``type`` among the attributes makes it something else."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """Return the field with the value."""
        built = self.build_attrs({"type": self.input_type, "value": self.format_value(value), **self.attrs}, attrs)
        return format_html('<input name="{}"{}>', name, flatatt(built))


class PlainDate(PlainInput, forms.DateInput):
    """A day, in ISO form."""

    def __init__(self) -> None:
        forms.DateInput.__init__(self, attrs={"type": "date"}, format="%Y-%m-%d")


class PlainArea(forms.Textarea):
    """A few lines of text."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """Return the field with the value; the line break that a browser drops comes before it."""
        built = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<textarea name="{}"{}>\n{}</textarea>', name, built, self.format_value(value) or "")


class PlainCheck(forms.CheckboxInput):
    """A box to tick."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """Return the box, ticked for a true value."""
        built = self.build_attrs({**self.attrs, "checked": self.check_test(value)}, attrs)
        return format_html('<input type="checkbox" name="{}"{}>', name, flatatt(built))
