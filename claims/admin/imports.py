"""Spreadsheets in and out: actors, aliases, outlets, issues as CSV or XLSX, each import shown row by row first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext
from import_export import fields, resources
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.widgets import ForeignKeyWidget, JSONWidget

from claims.admin.bases import ModelAdmin
from claims.models import Actor, Alias, Issue, Outlet
from claims.models.edits import Editable

if TYPE_CHECKING:
    _Mixin = ModelAdmin
else:
    _Mixin = ImportExportMixin


class SpreadsheetMixin(_Mixin):
    """Buttons "Import" and "Export" over a list."""

    formats = [CSV, XLSX]


class SlugWidget(ForeignKeyWidget):  # type: ignore[misc]  # the library has no types
    """A row of another table by its slug; an unknown one is an error of the cell, in words."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the row; raise ValueError for a slug that nothing has."""
        try:
            return super().clean(value, row, **kwargs)
        except ObjectDoesNotExist as error:
            name = self.model._meta.verbose_name
            raise ValueError(
                gettext('There is no %(name)s "%(value)s". Add it first, or mend the slug.')
                % {"name": name, "value": value}
            ) from error


class CheckedResource(resources.ModelResource):  # type: ignore[misc]  # the library has no types
    """Rows checked as a form would, and nothing stored if one of them is wrong."""

    class Meta:
        clean_model_instances = True
        use_transactions = True
        skip_unchanged = True
        report_skipped = True

    def do_instance_save(self, instance: Any, is_create: bool) -> None:  # noqa: FBT001  (the library's signature)
        """Count a change of an ``Editable`` row as an edit, so that an older open form is refused."""
        if isinstance(instance, Editable) and not is_create:
            instance.save_edit()
        else:
            instance.save()


class ActorResource(CheckedResource):
    """Actors, known by their slugs."""

    part_of = fields.Field("part_of", "part_of", SlugWidget(Actor, "slug"))

    class Meta(CheckedResource.Meta):
        model = Actor
        import_id_fields = ("slug",)
        fields = ("slug", "name", "kind", "gender", "part_of", "wikidata", "description", "provisional")


class AliasResource(CheckedResource):
    """Aliases, known by actor and text."""

    actor = fields.Field("actor", "actor", SlugWidget(Actor, "slug"))

    class Meta(CheckedResource.Meta):
        model = Alias
        import_id_fields = ("actor", "text")
        fields = ("actor", "text", "kind", "language")


class OutletResource(CheckedResource):
    """Outlets, known by their slugs; further names and hosts are lists in JSON."""

    names = fields.Field("names", "names", JSONWidget())
    domains = fields.Field("domains", "domains", JSONWidget())

    class Meta(CheckedResource.Meta):
        model = Outlet
        import_id_fields = ("slug",)
        fields = ("slug", "name", "kind", "country", "names", "domains")


class IssueResource(CheckedResource):
    """Issues, known by their slugs."""

    parent = fields.Field("parent", "parent", SlugWidget(Issue, "slug"))

    class Meta(CheckedResource.Meta):
        model = Issue
        import_id_fields = ("slug",)
        fields = ("slug", "name", "for_means", "parent", "pax_code", "stance_scale")
