"""Outlets, origins, articles with segments and earlier versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, F, QuerySet, URLField
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.bases import HistoryAdmin, ModelAdmin, TabularInline
from claims.admin.edits import EditableAdmin, PartAdmin, RestoringFormSet
from claims.admin.imports import OutletResource, SpreadsheetMixin
from claims.admin.passages import readable_text
from claims.forms import ArticleForm, LinesField, NamedForm
from claims.markup import Section
from claims.models import Article, ArticleVersion, Origin, Outlet, Segment

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


class OutletForm(NamedForm):
    """An outlet, its lists one a line."""

    names = LinesField(required=False, help_text=_("Further names it goes by in text, one a line."))
    domains = LinesField(required=False, help_text=_("Its web hosts, one a line, without www.: reuters.com"))

    def clean_domains(self) -> list[str]:
        """Refuse addresses where hosts are meant."""
        domains: list[str] = [domain.lower() for domain in self.cleaned_data["domains"]]
        for domain in domains:
            if "/" in domain or " " in domain or domain.startswith("www."):
                raise ValidationError(
                    gettext('"%(domain)s" is not a bare host. Write it like reuters.com.') % {"domain": domain}
                )
        return domains


@admin.register(Outlet)
class OutletAdmin(SpreadsheetMixin, HistoryAdmin):
    """Publishers."""

    resource_classes = [OutletResource]
    form = OutletForm
    list_display = ["name", "kind", "country", "actor"]
    list_filter = ["kind", "country"]
    list_select_related = ["actor"]
    search_fields = ["name", "slug", "names", "domains"]
    autocomplete_fields = ["actor"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Origin)
class OriginAdmin(HistoryAdmin):
    """Where reports come from."""

    list_display = ["__str__", "outlet", "article_count"]
    list_filter = ["outlet__kind"]
    list_select_related = ["outlet"]
    ordering = ["pk"]
    search_fields = ["note", "outlet__name"]
    autocomplete_fields = ["outlet"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the articles."""
        rows: QuerySet[Any] = super().get_queryset(request).annotate(article_count=Count("articles"))
        return rows

    @admin.display(description=_("articles"), ordering="article_count")
    def article_count(self, origin: Any) -> int:
        """Return how many articles come from it."""
        return int(origin.article_count)


class SegmentFormSet(RestoringFormSet):
    """The segments of an article: within its text, none over another."""

    def clean(self) -> None:
        """Check the ranges together."""
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms and "end" in form.cleaned_data]
        ranges = sorted((form.cleaned_data.get("start", 0), form.cleaned_data["end"]) for form in kept)
        length, last_end = len(self.instance.text), 0
        for start, end in ranges:
            if end > length:
                raise ValidationError(
                    gettext("The segment %(start)s-%(end)s ends after the text of %(length)s characters. End it there.")
                    % {"start": start, "end": end, "length": length}
                )
            if start < last_end:
                raise ValidationError(
                    gettext("The segment %(start)s-%(end)s overlaps the one before it. Move one of their ends.")
                    % {"start": start, "end": end}
                )
            last_end = end


class SegmentInline(TabularInline):
    """The typed stretches of an article."""

    model = Segment
    formset = SegmentFormSet
    extra = 0
    fields = ["kind", "label", "start", "end", "words"]
    readonly_fields = ["words"]

    @admin.display(description=_("words"))
    def words(self, segment: Segment) -> str:
        """Return how the segment begins."""
        words = segment.article.text[segment.start : segment.end] if segment.pk else ""
        return words if len(words) <= 120 else f"{words[:119]}…"


def _section(segment: Segment) -> Section:
    return Section(segment.kind, segment.start, segment.end, segment.label)


@admin.register(Article)
class ArticleAdmin(EditableAdmin):
    """Articles; their text is read-only because every span is a range in it."""

    form = ArticleForm
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    list_display = ["__str__", "outlet", "published_on", "language", "version", "claim_count"]
    list_filter = ["outlet", "language", "published_precision"]
    list_select_related = ["outlet", "origin"]
    # Django drops a model's own order where rows are counted.
    ordering = [F("published_on").desc(nulls_last=True), "-pk"]
    search_fields = ["title", "byline", "url", "file_name", "outlet__name"]
    date_hierarchy = "published_on"
    autocomplete_fields = ["outlet", "origin"]
    readonly_fields = ["readable", "claims_link", "file_name", "version", "checksum", "extractor_version", "added_at"]
    inlines = [SegmentInline]
    fieldsets = [
        (None, {"fields": ["title", "byline", "outlet", "origin", "url", "language", "claims_link"]}),
        (_("Published"), {"fields": ["published_on", "published_precision", "published_basis"]}),
        (_("Text"), {"fields": ["readable"]}),
        (_("As read"), {"fields": ["file_name", "version", "checksum", "extractor_version", "added_at"]}),
    ]

    class Media:
        css = {"all": ["css/admin.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the claims; leave the long text to the page that shows it."""
        rows: QuerySet[Any] = super().get_queryset(request).defer("text")
        counted: QuerySet[Any] = rows.annotate(claim_count=Count("claims"))
        return counted

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Articles are read by the ingest command, which finds their segments and claims."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say where articles come from."""
        subtitle = gettext("Add articles with: manage.py ingest PATH")
        return super().changelist_view(request, {"subtitle": subtitle, **(extra_context or {})})

    @admin.display(description=_("claims"), ordering="claim_count")
    def claim_count(self, article: Any) -> int:
        """Return how many claims stand in it."""
        return int(article.claim_count)

    @admin.display(description=_("claims"))
    def claims_link(self, article: Article) -> SafeString:
        """Return a link to its claims and one to add a claim that was missed."""
        claims = reverse("admin:claims_claim_changelist", query={"article__id__exact": article.pk})
        add = reverse("admin:claims_claim_add", query={"article": article.pk})
        count = gettext("%(number)s found or added") % {"number": article.claims.count()}
        words = '<a href="{}">{}</a> · <a href="{}">{}</a>'
        return format_html(words, claims, count, add, gettext("Add one that was missed"))

    @admin.display(description=_("text"))
    def readable(self, article: Article) -> SafeString:
        """Return the text with the offset of each paragraph."""
        return readable_text(article.text, [_section(segment) for segment in article.segments.all()])


@admin.register(Segment)
class SegmentAdmin(PartAdmin):
    """Segments across articles, to find what was taken for what."""

    whole = "article"
    list_display = ["__str__", "kind", "label", "article"]
    list_filter = ["kind", "label"]
    list_select_related = ["article"]
    search_fields = ["label", "article__title"]
    autocomplete_fields = ["article"]


@admin.register(ArticleVersion)
class ArticleVersionAdmin(ModelAdmin):
    """Earlier texts; kept as they were."""

    list_display = ["article", "number", "replaced_at"]
    list_select_related = ["article"]
    search_fields = ["article__title"]
    date_hierarchy = "replaced_at"
    fields = ("article", "number", "replaced_at", "checksum", "readable")
    readonly_fields = ("article", "number", "replaced_at", "checksum", "readable")

    class Media:
        css = {"all": ["css/admin.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """The ingest command keeps them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody rewrites them: claims point into them."""
        return False

    @admin.display(description=_("text"))
    def readable(self, version: ArticleVersion) -> SafeString:
        """Return the text with the offset of each paragraph."""
        return readable_text(version.text, [Section(kind, a, b, label) for kind, label, a, b in version.segments])
