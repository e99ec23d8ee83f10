"""Claims: corrected, decided on, added where the machine missed one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.bases import HistoryAdmin, TabularInline
from claims.admin.decisions import DecisionActions
from claims.admin.edits import EditableAdmin, PartAdmin, RestoringFormSet
from claims.admin.links import LinkInInline, LinkOutInline, stamp
from claims.admin.passages import marked_passage
from claims.forms import SPAN_FIELDS, ClaimForm, PartForm, text_of_article
from claims.models import Claim, ClaimIssue, Link, LinkState, State, Verb
from claims.review.deciding import VERB_OF, noting


class PartFormSet(RestoringFormSet):
    """Issues of a claim; the parts are ranges in the text that the claim points into."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Tell each row which text that is."""
        super().add_fields(form, index)
        form.fields["content"].text = self._text

    @cached_property
    def _text(self) -> str | None:
        return self.instance.text if self.instance.pk else text_of_article(self.data.get("article"))


class ClaimIssueInline(TabularInline):
    """The issues of a claim, each with its part of the content."""

    model = ClaimIssue
    form = PartForm
    verbose_name = _("issue")
    verbose_name_plural = _("issues")
    formset = PartFormSet
    extra = 0
    fields = ["issue", "stance", "act", "specificity", "inherited", "content", "words"]
    readonly_fields = ["words"]
    autocomplete_fields = ["issue"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the names that the rows show."""
        return super().get_queryset(request).select_related("issue")

    @admin.display(description=_("words"))
    def words(self, row: ClaimIssue) -> str:
        """Return the words of the part."""
        return row.content_text or (gettext("(the whole content)") if row.pk else "")


class AnchorFilter(admin.SimpleListFilter):
    """Claims by whether they stand in the current text of their article."""

    title = _("anchor")
    parameter_name = "anchor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """Return the two answers."""
        return [
            ("current", gettext("In the current text")),
            ("earlier", gettext("In an earlier version")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        """Keep the claims of the chosen answer."""
        match self.value():
            case "current":
                return queryset.filter(anchored_version=F("article__version"))
            case "earlier":
                return queryset.filter(anchored_version__lt=F("article__version"))
        return queryset


@admin.register(Claim)
class ClaimAdmin(DecisionActions, EditableAdmin):
    """Attributed claims."""

    form = ClaimForm
    list_display = ["__str__", "article", "act", "said_on_words", "state", "confidence"]
    list_filter = [
        "state",
        "act",
        "kind",
        "sourcing",
        ("issues", admin.RelatedOnlyFieldListFilter),
        ("article__outlet", admin.RelatedOnlyFieldListFilter),
        ("speaker", admin.EmptyFieldListFilter),
        AnchorFilter,
        "negated",
        "conditional",
        "hypothetical",
        "past",
    ]
    search_fields = ["content_text", "source_text", "speaker__name", "speaker__aliases__text", "article__title"]
    date_hierarchy = "said_on"
    autocomplete_fields = [
        "article",
        "speaker",
        "co_speakers",
        "reported_via",
        "addressee",
        "affiliation",
        "nested_in",
        "statement",
    ]
    readonly_fields = [
        "passage",
        "review_link",
        "anchored_version",
        "confidence",
        "speaker_confidence",
        "speaker_candidates",
        "reason",
        "extractor_version",
        "reviewed_by",
        "reviewed_at",
        "added_at",
    ]
    inlines = [ClaimIssueInline, LinkOutInline, LinkInInline]
    history_parts = ((ClaimIssue, "claim_id"),)
    fieldsets = [
        (None, {"fields": ["article", "review_link", "passage", *SPAN_FIELDS]}),
        (
            _("Who"),
            {
                "fields": [
                    "speaker",
                    "co_speakers",
                    "sourcing",
                    "affiliation",
                    "reported_via",
                    "addressee",
                ]
            },
        ),
        (
            _("What"),
            {
                "fields": [
                    "kind",
                    "act",
                    ("negated", "conditional", "hypothetical", "past"),
                    "nested_in",
                ]
            },
        ),
        (_("When"), {"fields": ["said_on", "said_on_precision", "said_on_basis"]}),
        (_("Review"), {"fields": ["state", "state_reason", "reviewed_by", "reviewed_at", "statement"]}),
        (
            _("How it was found"),
            {
                "classes": ["collapse"],
                "fields": [
                    "confidence",
                    "speaker_confidence",
                    "speaker_candidates",
                    "reason",
                    "extractor_version",
                    "anchored_version",
                    "added_at",
                ],
            },
        ),
    ]

    class Media:
        css = {"all": ["css/admin.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch what a list of claims shows, without the articles' texts."""
        claims: Any = super().get_queryset(request)
        return cast("QuerySet[Any]", claims.with_parts().defer("article__text"))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for a new claim only what a person can say about it."""
        if obj:
            return super().get_fieldsets(request, obj)
        return [
            (None, {"fields": ["article", *SPAN_FIELDS]}),
            *self.fieldsets[1:4],
            (gettext("Review"), {"fields": ["state"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep a claim in its article."""
        return [*super().get_readonly_fields(request, obj), *(["article"] if obj else [])]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Take a claim that an editor adds as accepted."""
        return {"state": State.ACCEPTED, **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Fetch what a chosen claim is shown by."""
        if db_field.name == "nested_in":
            kwargs["queryset"] = Claim.objects.with_parts()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("passage"))
    def passage(self, claim: Claim) -> SafeString:
        """Return the paragraphs of the claim with its words marked."""
        return marked_passage(claim.text, {name: getattr(claim, name) for name in SPAN_FIELDS})

    @admin.display(description=_("review"))
    def review_link(self, claim: Claim) -> SafeString:
        """Return a link to the screen on which the claim is decided."""
        address = reverse("claims:review_claim", args=[claim.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Decide on it in the workspace"))

    @admin.display(description=_("said on"), ordering="said_on")
    def said_on_words(self, claim: Claim) -> str:
        """Return the date as exact as it is known."""
        return claim.said_on_words

    def save_model(self, request: HttpRequest, obj: Claim, form: Any, change: bool) -> None:  # noqa: FBT001
        """Store an added claim, then let the editor's decision follow as a decision."""
        if change:
            return
        state, obj.state, obj.state_reason = State(obj.state), State.SUGGESTED, ""
        super().save_model(request, obj, form, change)
        form.decide(state, request.user)

    def save_changes(self, request: HttpRequest, form: Any, formsets: Sequence[Any]) -> None:
        """Save the claim by the verb that its changes, those of its issues, or the chosen state ask for."""
        issues_changed = any(formset.has_changed() for formset in formsets if formset.model is ClaimIssue)
        if state := form.decision(issues_changed=issues_changed):
            form.decide(state, request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Save the claim with its issues as one action, which can be undone in the workspace."""
        issues_changed = any(formset.has_changed() for formset in formsets if formset.model is ClaimIssue)
        state = form.decision(issues_changed=issues_changed) if change else None
        verb = VERB_OF[state] if state else Verb.ADD
        if change and state is None:
            super().save_related(request, form, formsets, change)
            return
        with noting(form.instance, verb, cast("User", request.user), made=not change):
            super().save_related(request, form, formsets, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001
        """Note who decided on a link that is added."""
        if formset.model is Link:
            for added in formset.extra_forms:
                if added.has_changed() and added.instance.state != LinkState.SUGGESTED:
                    stamp(added.instance, request.user)
        super().save_formset(request, form, formset, change)


@admin.register(ClaimIssue)
class ClaimIssueAdmin(PartAdmin, HistoryAdmin):
    """Issues across claims, to see how each is judged."""

    whole = "claim"
    form = PartForm
    list_display = ["claim", "issue", "stance", "act", "specificity", "inherited", "confidence"]
    list_filter = ["stance", "act", "specificity", "inherited", ("issue", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["claim__content_text", "claim__speaker__name", "issue__name"]
    autocomplete_fields = ["claim", "issue"]
    readonly_fields = ["confidence", "reason"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the claim that a row shows."""
        rows = super().get_queryset(request).select_related("claim__speaker", "issue")
        return rows.prefetch_related("claim__co_speakers")

    def edit_whole(self, request: HttpRequest, whole: Any) -> None:
        """Take a changed issue as a correction of its claim."""
        assert isinstance(request.user, User)  # noqa: S101  (the admin lets nobody else in)
        whole.correct(request.user)
