"""The form over one claim: only what an editor touched is looked at, and nothing is saved over somebody else's change.

Every field carries what it held when the form was opened (a hidden initial), so that the form knows by itself what was
touched, and after another person's save what both did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models import Act, Actor, ActorKind, Claim, ClaimIssue, Issue, Kind, Precision, Sourcing, Stance, as_iso
from claims.review.naming import UnknownName, actor_named, issue_named, label_of, new_actor
from claims.review.snapping import snapped
from claims.span_fields import SpansBoundField, SpansField, spans_as_text
from claims.views.review.widgets import PlainArea, PlainCheck, PlainDate, PlainInput, PlainSelect

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_PART_KEYS = {"source": "7", "cue": "8", "content": "9", "condition": "0"}
# The code of the error that a name is not known.
UNKNOWN = "unknown"
SPANS = ("source", "cue", "content", "condition")
ACTORS = ("speaker", "affiliation", "reported_via", "addressee")
# Fields that are seldom needed; the screen asks for them when they are opened.
RARE = ("co_speakers", "sourcing", *ACTORS[1:])
FLAGS = ("negated", "conditional", "hypothetical", "past")
# Rows for further issues that the form offers at once.
NEW_ISSUES = ("new1", "new2")
_NO_ISSUE = ("", _("not on it"))
_PART_ACTS = (("", _("as the whole claim")), *Act.choices)


@dataclass(frozen=True)
class Dispute:
    """A field that two people filled differently: what each holds, and who touched it."""

    name: str
    label: str
    theirs: str
    mine: str
    both: bool
    mine_touched: bool


class ReviewField(BoundField):
    """A field on the screen, with what it held when the form was opened."""

    def as_hidden(self, attrs: Any = None, *, only_initial: bool = False, **kwargs: Any) -> SafeString:
        """Return the hidden field that carries it, also through a form that was refused; it comes with the field."""
        if not only_initial:
            return super().as_hidden(attrs, **kwargs)
        name, value = self.html_initial_name, self.initial
        if self.form.is_bound and name in self.form.data:
            value = self.form.data[name]
        value = self.field.prepare_value(value)
        return format_html('<input type="hidden" name="{}" value="{}">', name, "" if value is None else value)

    def value(self) -> Any:
        """Return what was typed; what is stored, where the field was not sent at all."""
        form: Any = self.form
        return self.initial if form.is_bound and not form.carries(self.name) else super().value()

    @property
    def part_key(self) -> str:
        """The key that leads to the field of a part of the claim."""
        return _PART_KEYS.get(self.name, "")


class ReviewSpans(ReviewField, SpansBoundField):
    """The same for spans."""

    @property
    def span_words(self) -> str:
        """The words that the spans stand for."""
        return self.field.words(self.value()) if isinstance(self.field, SpansField) else ""


class TokenSpansField(SpansField):
    """Spans typed by hand or set by selecting: moved to the borders of words."""

    bound_field_class = ReviewSpans
    widget = PlainArea()

    def to_python(self, value: Any) -> list[list[int]]:
        """Return the spans on whole tokens; raise ValidationError outside the text."""
        spans = super().to_python(value)
        if self.text is None:
            return spans
        moved = [snapped(self.text, start, end) for start, end in spans]
        return [span for span in moved if span]


def _choice(choices: Any, *, blank: StrOrPromise | None = None, label: StrOrPromise = "") -> forms.ChoiceField:
    options = [*([("", blank)] if blank is not None else []), *choices]
    return forms.ChoiceField(choices=options, required=blank is None, label=label or None, widget=PlainSelect)


def _name(label: StrOrPromise) -> forms.CharField:
    attrs = {"list": "actor-names", "autocomplete": "off", "data-names": "", "spellcheck": "false"}
    return forms.CharField(required=False, max_length=220, label=label, widget=PlainInput(attrs=attrs))


def _flag(label: StrOrPromise = "") -> forms.BooleanField:
    return forms.BooleanField(required=False, label=label or None, widget=PlainCheck)


class ClaimFields(forms.Form):
    """Every field of a claim that an editor may correct."""

    bound_field_class = ReviewField

    speaker = _name(_("Speaker"))
    co_speakers = forms.CharField(
        required=False,
        max_length=600,
        label=_("Together with"),
        help_text=_("Names, a semicolon between two."),
        widget=PlainInput,
    )
    new_actor = _flag(_("Make a new actor of a name that is not known"))
    new_kind = forms.ChoiceField(choices=ActorKind.choices, required=False, label=_("It is a"), widget=PlainSelect)
    act = _choice(Act.choices, label=_("Act"))
    kind = _choice(Kind.choices, label=_("Wording"))
    said_on = forms.DateField(
        required=False,
        label=_("Said on"),
        widget=PlainDate,
        error_messages={"invalid": _("This is no date. Write it like 2024-06-14.")},
    )
    said_on_precision = _choice(Precision.choices, blank=_("no date"), label=_("Exact to the"))
    negated = _flag(_("Negated"))
    conditional = _flag(_("Conditional"))
    hypothetical = _flag(_("Hypothetical"))
    past = _flag(_("Earlier statement"))
    sourcing = _choice(Sourcing.choices, blank=_("not said"), label=_("The source is"))
    affiliation = _name(_("Belongs to"))
    reported_via = _name(_("Reported via"))
    addressee = _name(_("Addressed to"))
    source = TokenSpansField(required=False, label=_("Source"))
    cue = TokenSpansField(required=False, label=_("Cue"))
    content = TokenSpansField(label=_("Content"))
    condition = TokenSpansField(required=False, label=_("Condition"))

    def __init__(self, claim: Claim, data: QueryDict | None = None) -> None:
        self.claim = claim
        self.text = claim.text
        self.rows: dict[int, ClaimIssue] = {row.issue_id: row for row in self._stored_issues()}
        self.issues = self._issues(data)
        super().__init__(data, initial=initial_of(claim, self.rows), auto_id="f-%s")
        self._add_issue_fields()
        for name, field in self.fields.items():
            field.show_hidden_initial = name not in ("new_actor", "new_kind")
            if name.endswith(("-degree", "-stance", "_precision")):
                # These stand beside another field and share its label on the screen.
                field.widget.attrs["aria-label"] = str(field.label)
            if isinstance(field, SpansField):
                field.text = self.text
                field.widget.attrs.update({"rows": 2, "data-part": name, "spellcheck": "false"})

    def _stored_issues(self) -> list[ClaimIssue]:
        return list(self.claim.claim_issues.select_related("issue")) if self.claim.pk else []

    def _issues(self, data: QueryDict | None) -> dict[int, Issue]:
        """Return the issues of the claim, and those that the form was opened with and somebody took off since."""
        known = {pk: row.issue for pk, row in self.rows.items()}
        posted = {int(name.split("-")[1]) for name in data or () if _is_issue_field(name)}
        return known | (Issue.objects.in_bulk(posted - known.keys()) if posted - known.keys() else {})

    def _add_issue_fields(self) -> None:
        stances, degrees = [_NO_ISSUE, *Stance.choices], ClaimIssue.Specificity.choices
        for pk, issue in self.issues.items():
            self.fields[f"issue-{pk}-stance"] = forms.ChoiceField(
                choices=stances, required=False, label=issue.name, widget=PlainSelect
            )
            self.fields[f"issue-{pk}-degree"] = forms.ChoiceField(
                choices=degrees,
                required=False,
                label=gettext("%(issue_name)s: how specific") % {"issue_name": issue.name},
                widget=PlainSelect,
            )
            self.fields[f"issue-{pk}-act"] = forms.ChoiceField(
                choices=_PART_ACTS,
                required=False,
                label=gettext("%(issue_name)s: what this part does") % {"issue_name": issue.name},
                widget=PlainSelect,
            )
            self.fields[f"issue-{pk}-part"] = TokenSpansField(
                required=False, label=gettext("%(issue_name)s: its part") % {"issue_name": issue.name}
            )
        for name in NEW_ISSUES:
            attrs = {"list": "issue-names", "autocomplete": "off"}
            self.fields[f"{name}-name"] = forms.CharField(
                required=False, label=gettext("Another issue"), widget=PlainInput(attrs=attrs)
            )
            self.fields[f"{name}-stance"] = forms.ChoiceField(
                choices=Stance.choices,
                required=False,
                label=gettext("Stance on it"),
                initial=Stance.NEUTRAL,
                widget=PlainSelect,
            )

    @cached_property
    def changed_data(self) -> list[str]:
        """Names of the fields that hold something else than when the form was opened."""
        idle = ("new_actor", "new_kind", *(f"{name}-stance" for name in NEW_ISSUES))
        return [name for name in super().changed_data if name not in idle]

    @property
    def touched(self) -> bool:
        """Whether the form was sent with its fields and any of them was changed."""
        return "fields" in self.data and bool(self.changed_data)

    @property
    def issue_rows(self) -> list[tuple[Issue, Any, Any]]:
        """The issues with their two fields."""
        return [(issue, self[f"issue-{pk}-stance"], self[f"issue-{pk}-degree"]) for pk, issue in self.issues.items()]

    @property
    def issue_parts(self) -> list[tuple[Issue, Any, Any]]:
        """The issues with what the claim does about each and by which words."""
        return [(issue, self[f"issue-{pk}-act"], self[f"issue-{pk}-part"]) for pk, issue in self.issues.items()]

    @property
    def new_issue_rows(self) -> list[tuple[Any, Any]]:
        """The fields for further issues."""
        return [(self[f"{name}-name"], self[f"{name}-stance"]) for name in NEW_ISSUES]

    @property
    def flags(self) -> list[BoundField]:
        """The fields of the flags."""
        return [self[name] for name in FLAGS]

    @property
    def parts(self) -> list[BoundField]:
        """The fields of the spans."""
        return [self[name] for name in SPANS]

    @property
    def more_open(self) -> bool:
        """Whether the seldom used fields need to be seen: one is filled, was sent along, or is in the way."""
        rare = (*RARE, *(f"issue-{pk}-{what}" for pk in self.issues for what in ("act", "part")))
        if not self.is_bound:
            return any(self.initial.get(name) for name in rare)
        unknown = any(error.code == UNKNOWN for errors in self.errors.as_data().values() for error in errors)
        return unknown or any(name in self.data for name in rare)

    def carries(self, name: str) -> bool:
        """Whether the field was sent at all."""
        return self.add_prefix(name) in self.data or self.add_initial_prefix(name) in self.data

    def clean(self) -> dict[str, Any]:
        """Resolve the names that were changed, and check what several fields have to agree on."""
        cleaned = self.cleaned_data
        self.added_issues: list[tuple[Issue, str]] = []
        for name in (*ACTORS, "co_speakers"):
            if name in self.changed_data and name in cleaned:
                self._resolve(name)
        for name in NEW_ISSUES:
            if typed := cleaned.get(f"{name}-name", "").strip():
                self._add_issue(name, typed)
        self._check_date()
        return cleaned

    def _resolve(self, name: str) -> None:
        typed = self.cleaned_data[name].strip()
        try:
            if name == "co_speakers":
                self.cleaned_data[name] = [self._actor(one) for one in typed.split(";") if one.strip()]
            else:
                self.cleaned_data[name] = self._actor(typed) if typed else None
        except UnknownName as error:
            self.add_error(name, forms.ValidationError(str(error), code=UNKNOWN))

    def _actor(self, typed: str) -> Actor:
        try:
            return actor_named(typed)
        except UnknownName:
            if not self.cleaned_data.get("new_actor"):
                raise
            return new_actor(typed, self.cleaned_data.get("new_kind") or ActorKind.PERSON)

    def _add_issue(self, name: str, typed: str) -> None:
        try:
            issue = issue_named(typed)
        except UnknownName as error:
            self.add_error(f"{name}-name", str(error))
            return
        if issue.pk in self.rows or issue in [known for known, _ in self.added_issues]:
            self.add_error(
                f"{name}-name",
                gettext('The claim is on "%(issue)s" already. Change the stance there.') % {"issue": issue},
            )
            return
        self.added_issues.append((issue, self.cleaned_data.get(f"{name}-stance") or Stance.NEUTRAL))

    def _check_date(self) -> None:
        cleaned = self.cleaned_data
        if not {"said_on", "said_on_precision"} <= cleaned.keys():
            return
        value, exactness = cleaned["said_on"], cleaned["said_on_precision"]
        if value and not exactness:
            cleaned["said_on_precision"] = Precision.DAY
        elif exactness and not value and "said_on_precision" in self.changed_data:
            self.add_error(
                "said_on",
                gettext('The precision "%(exactness)s" has no date. Give the date, or empty the precision.')
                % {"exactness": exactness},
            )
        elif not value:
            cleaned["said_on_precision"] = ""
        elif exactness == Precision.MONTH:
            cleaned["said_on"] = value.replace(day=1)
        elif exactness == Precision.YEAR:
            cleaned["said_on"] = value.replace(month=1, day=1)

    def spans(self, name: str) -> Any:
        """Return the spans of a part as typed, or as stored where what is typed cannot be read."""
        try:
            return self.fields[name].clean(self[name].value()) if self.is_bound else getattr(self.claim, name)
        except ValidationError:
            return getattr(self.claim, name)

    def disputes(self, stored: dict[str, Any]) -> Iterator[Dispute]:
        """Yield the fields that are stored otherwise than typed; ``stored`` are the initial values of the claim now."""
        for name in (name for name in self.fields if name not in ("new_actor", "new_kind")):
            bound = self[name]
            opened = _raw({"True": True, "False": False}.get(text := self.data.get(bound.html_initial_name, ""), text))
            mine, theirs = _raw(bound.data), _raw(stored.get(name, bound.field.initial))
            if mine != theirs:
                both = opened not in (mine, theirs)
                yield Dispute(name, str(bound.label), _words(bound, theirs), _words(bound, mine), both, opened != mine)


def _is_issue_field(name: str) -> bool:
    parts = name.split("-")
    return len(parts) == 3 and parts[0] == "issue" and parts[1].isdecimal() and parts[2] == "stance"


def initial_of(claim: Claim, rows: dict[int, ClaimIssue]) -> dict[str, Any]:
    """Return what the form of the claim holds at first, as it is typed."""
    values: dict[str, Any] = {name: _name_of(claim, name) for name in ACTORS}
    values["co_speakers"] = "; ".join(actor.name for actor in _companions(claim))
    values |= {name: getattr(claim, name) for name in (*FLAGS, "act", "kind", "sourcing", "said_on_precision")}
    values |= {name: spans_as_text(getattr(claim, name)) for name in SPANS}
    values["said_on"] = as_iso(claim.said_on, Precision.DAY) or ""
    for pk, row in rows.items():
        values |= {f"issue-{pk}-stance": row.stance, f"issue-{pk}-degree": row.specificity}
        values |= {f"issue-{pk}-act": row.act, f"issue-{pk}-part": spans_as_text(row.content)}
    return values


def _name_of(claim: Claim, field: str) -> str:
    """Return the name of the actor in the field, without asking for the actor where the name came with the claim."""
    known: str | None = getattr(claim, f"name_of_{field}", None)
    return known or label_of(getattr(claim, field))


def _companions(claim: Claim) -> list[Actor]:
    """Return those who speak together with the speaker, without asking where it is known that there are none."""
    return list(claim.co_speakers.all()) if claim.pk and getattr(claim, "speaks_together", True) else []


def _raw(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _words(bound: Any, value: str) -> str:
    if isinstance(bound.field, SpansField):
        return f"{bound.field.words(value) or '(nothing)'}"
    if isinstance(bound.field, forms.BooleanField):
        return "yes" if value else "no"
    if isinstance(bound.field, forms.ChoiceField):
        choices: Any = bound.field.choices
        return str({str(key): label for key, label in choices}.get(value, value) or "(nothing)")
    return value or "(nothing)"
