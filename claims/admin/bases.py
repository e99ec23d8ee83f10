"""What every admin page of PeaceTracker rests on: history told field by field, inlines, the type parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from claims.models.spans import SpansField
from claims.span_fields import spans_as_text

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    FormSet = BaseInlineFormSet[Any, Any, Any]
    _TabularInline = admin.TabularInline[Any, Any]

    class _HistoryAdmin(admin.ModelAdmin[Any]):
        """What ``SimpleHistoryAdmin`` adds, as far as it is used here."""

        def history_form_view(
            self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
        ) -> HttpResponse: ...

        def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool: ...
else:
    ModelAdmin = admin.ModelAdmin
    FormSet = BaseInlineFormSet
    _TabularInline = admin.TabularInline
    _HistoryAdmin = SimpleHistoryAdmin

_UNTOLD = {"edit_version"}


class ToldChanges(HistoricalRecordContextHelper):  # type: ignore[misc]  # simple_history has no types
    """Changes of one record in words: long enough to read, without bookkeeping."""

    DEFAULT_MAX_DISPLAYED_DELTA_CHANGE_CHARS = 400

    def __init__(self, model: type[Model], historical_record: Any) -> None:
        super().__init__(
            model,
            historical_record,
            max_displayed_delta_change_chars=self.DEFAULT_MAX_DISPLAYED_DELTA_CHANGE_CHARS,
        )

    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        """Leave out what only the machinery needs."""
        told = [change for change in delta.changes if change.field not in _UNTOLD]
        return [self._spans(change, delta) or self._in_words(change) for change in told]

    def _in_words(self, change: Any) -> dict[str, Any]:
        """Tell what was chosen by its name."""
        words: dict[str, Any] = vars(self.format_delta_change(change))
        choices = dict(getattr(self.model._meta.get_field(change.field), "flatchoices", ()))
        if not choices:
            return words
        return words | {"old": choices.get(change.old, change.old), "new": choices.get(change.new, change.new)}

    def _spans(self, change: Any, delta: Any) -> dict[str, Any] | None:
        """Tell spans with the words they stood for."""
        field = self.model._meta.get_field(change.field)
        if not isinstance(field, SpansField):
            return None
        words = (getattr(record, f"{field.name}_text", "") for record in (delta.old_record, delta.new_record))
        old, new = (
            f"{spans_as_text(spans)} {text}" for spans, text in zip((change.old, change.new), words, strict=True)
        )
        return {"field": capfirst(field.verbose_name), "old": old.strip(), "new": new.strip()}


class LabelledFormSet(FormSet):
    """Rows of a table, each field named for those who do not see the head of its column."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name the fields."""
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if not field.widget.is_hidden:
                field.widget.attrs.setdefault("aria-label", str(field.label or name))


class TabularInline(_TabularInline):
    """A table of the rows that belong to the page's object."""

    formset = LabelledFormSet


@dataclass(frozen=True)
class PartChange:
    """One record in the history of a row that belongs to the page's object."""

    kind: str
    record: Any
    changes: list[dict[str, Any]]


def part_changes(model: Any, key: str, object_id: str) -> Iterator[PartChange]:
    """Yield the changes of the rows of a model whose foreign key ``key`` holds the id."""
    records = model.history.filter(**{key: object_id}).select_related("history_user").order_by("id", "history_date")
    kind = str(model._meta.verbose_name)
    for _, group in groupby(records, key=lambda record: record.id):
        before = None
        for record in group:
            delta: Any = record.diff_against(before, foreign_keys_are_objs=True) if before else None
            yield PartChange(kind, record, ToldChanges(model, record).context_for_delta_changes(delta) if delta else [])
            before = record


class HistoryAdmin(_HistoryAdmin):
    """A page with its history: who changed what, before and after, the parts of the object included."""

    object_history_template = "admin/claims/object_history.html"
    object_history_list_template = "admin/claims/object_history_list.html"
    # (model, its foreign key to this one) of each kind of row that is edited as part of this one.
    history_parts: Sequence[tuple[type[Model], str]] = ()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the changes of the object and of its parts, the newest first."""
        pk = unquote(object_id)
        parts = [change for model, key in self.history_parts for change in part_changes(model, key, pk)]
        parts.sort(key=lambda change: (change.record.history_date, change.record.history_id), reverse=True)
        return super().history_view(request, object_id, {**(extra_context or {}), "part_changes": parts})

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> ToldChanges:  # noqa: ARG002
        """Tell changes at a readable length."""
        return ToldChanges(self.model, historical_record)
