"""Editing that never overwrites another's: a stale form is refused, both versions are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from claims.admin.bases import FormSet, HistoryAdmin, LabelledFormSet, ModelAdmin
from claims.forms import EditForm
from claims.models import StaleEdit
from claims.span_fields import SpansField

_NOTHING = "(nothing)"


@dataclass(frozen=True)
class Difference:
    """A field, or the rows of an inline, as stored now and as the editor typed it."""

    label: str
    stored: str
    typed: str


def in_words(field: forms.Field, value: Any) -> str:
    """Return a form field's stored or typed value as a person reads it."""
    try:
        value = field.clean(field.prepare_value(value))
    except ValidationError:
        return str(value or _NOTHING)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, SpansField):
        return f"{field.prepare_value(value)}: {field.words(value)}" if value else _NOTHING
    if isinstance(field, forms.TypedChoiceField):
        return str(dict(field.choices).get(value, value) or _NOTHING)  # type: ignore[arg-type]
    if isinstance(value, QuerySet | list):
        return ", ".join(str(one) for one in value) or _NOTHING
    return str(value) if value not in (None, "") else _NOTHING


def field_differences(form: forms.BaseModelForm[Any]) -> Iterator[Difference]:
    """Yield the fields whose typed value is not the stored one."""
    for name in form.changed_data:
        bound = form[name]
        stored, typed = in_words(bound.field, form.initial.get(name)), in_words(bound.field, bound.data)
        yield Difference(str(bound.label), stored, typed)


def row_differences(label: str, formset: FormSet) -> Iterator[Difference]:
    """Yield the rows of an inline, stored and typed, if they are not the same."""
    # A fresh copy of each row: the typed values have been put on those that the forms hold.
    rows = formset.get_queryset().all()
    stored = [_line(formset.form(instance=row), formset.fk.name, typed=False) for row in rows]
    kept = [form for form in formset.forms if form.has_changed() or form.instance.pk]
    typed = [_line(form, formset.fk.name, typed=True) for form in kept if not form.data.get(form.add_prefix("DELETE"))]
    if sorted(stored) != sorted(typed):
        yield Difference(capfirst(label), "\n".join(stored) or _NOTHING, "\n".join(typed) or _NOTHING)


def _line(form: Any, whole: str, *, typed: bool) -> str:
    names = [name for name in form.fields if name in form._meta.fields and name != whole]
    values = ((form[name], form[name].data if typed else form.initial.get(name)) for name in names)
    return "; ".join(f"{bound.label}: {in_words(bound.field, value)}" for bound, value in values)


class RestoringFormSet(LabelledFormSet):
    """Rows of an ``Editable``: one that somebody else deleted meanwhile is made anew when the form is saved over."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Let a row that is gone pass as new."""
        super().add_fields(form, index)
        was_there = self.is_bound and index is not None and index < self.initial_form_count()
        if was_there and form.instance.pk is None:
            model: Any = self.model
            form.fields[model._meta.pk.name] = forms.Field(required=False, widget=forms.HiddenInput)

    def save_new_objects(self, commit: bool = True) -> list[Any]:  # noqa: FBT001, FBT002  (Django's signature)
        """Save the new rows and those that were gone."""
        saved = super().save_new_objects(commit)
        for form in self.initial_forms:
            if form.instance.pk is None and form.has_changed() and form not in self.deleted_forms:
                saved.append(self.save_new(form, commit=commit))
        return saved


class EditableAdmin(HistoryAdmin):
    """The page of an ``Editable`` row; every change of it or its parts is one edit, saved whole or not at all."""

    form = EditForm
    change_form_template = "admin/claims/editable_change_form.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save, or show both versions; an edit that comes between reading and writing rolls all of it back."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except StaleEdit:
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the differences to a refused form."""
        form = context["adminform"].form
        if getattr(form, "stale", False):
            inlines = [inline for inline in context["inline_admin_formsets"] if inline.has_change_permission]
            rows = (row_differences(str(inline.opts.verbose_name_plural), inline.formset) for inline in inlines)
            context["differences"] = [*field_differences(form), *chain.from_iterable(rows)]
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        """Save a new row; a changed one waits for its parts, see ``save_related``."""
        if not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Save the changed row as one edit, then its parts."""
        if change:
            self.save_changes(request, form, formsets)
        super().save_related(request, form, formsets, change)

    def save_changes(self, request: HttpRequest, form: Any, formsets: Sequence[Any]) -> None:  # noqa: ARG002
        """Save the row if it or one of its parts was changed; raise StaleEdit if it was changed meanwhile."""
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            form.instance.save_edit()

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show an earlier version; it is brought back by hand, through the form that knows its parts."""
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Offer no button that would overwrite unseen."""
        return True


class PartAdmin(ModelAdmin):
    """The own page of a row that is edited as part of an ``Editable``: a change of it is an edit of the whole."""

    whole = ""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep a stored row in its whole."""
        return [*super().get_readonly_fields(request, obj), *([self.whole] if obj else [])]

    def touch(self, request: HttpRequest, row: Any) -> None:
        """Count the change as an edit of the whole."""
        manager = type(row)._meta.get_field(self.whole).related_model._default_manager
        self.edit_whole(request, manager.select_for_update().get(pk=getattr(row, f"{self.whole}_id")))

    def edit_whole(self, request: HttpRequest, whole: Any) -> None:  # noqa: ARG002
        """Save the whole as edited."""
        whole.save_edit()

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        """Save the row and count the edit."""
        super().save_model(request, obj, form, change)
        self.touch(request, obj)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete the row and count the edit."""
        super().delete_model(request, obj)
        self.touch(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete the rows and count the edits."""
        rows = list(queryset)
        super().delete_queryset(request, queryset)
        for row in rows:
            self.touch(request, row)
