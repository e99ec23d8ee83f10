"""An admin page's form as a browser would send it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.forms import BaseForm, BaseFormSet
from django.test import Client
from django.urls import reverse


def address(row: Model | type[Model], page: str) -> str:
    """Return the address of an admin page: ``changelist`` or ``add`` of a model, ``change`` … of a row."""
    args = [row.pk] if isinstance(row, Model) else []
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=args)


def typed(client: Client, url: str) -> dict[str, Any]:
    """Open the page and return what its form would send unchanged."""
    context = client.get(url).context
    data = _values(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        data |= _rows(inline.formset)
    return data


def _rows(formset: BaseFormSet[Any]) -> dict[str, Any]:
    data = _values(formset.management_form)
    for form in formset.initial_forms:
        data |= _values(form)
    return data


def _values(form: BaseForm) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False:
            continue
        sent[bound.html_name] = "on" if value is True else [_key(one) for one in value] if _many(value) else value
    return sent


def _many(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def text_of(response: Any) -> str:
    """Return the page's markup on one line, white space run together."""
    return " ".join(response.content.decode().split())
