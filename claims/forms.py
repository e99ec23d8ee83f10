"""Forms that editors fill in: spans as text, lists as lines, corrections that are never saved over another's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import User
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models import (
    SYMMETRIC,
    Article,
    Claim,
    ClaimIssue,
    Link,
    Precision,
    StaleEdit,
    State,
    Statement,
    Suggestible,
    TermState,
    outcome_problem,
)
from claims.span_fields import SpansField

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm

SPAN_FIELDS = ("source", "cue", "content", "condition")


class LinesField(forms.Field):
    """A list of texts, one a line; empty lines and repetitions are dropped."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 40})

    def to_python(self, value: Any) -> list[str]:
        """Return the lines."""
        return list(dict.fromkeys(line.strip() for line in str(value or "").splitlines() if line.strip()))

    def prepare_value(self, value: Any) -> Any:
        """Show a stored list as lines."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the lists."""
        return self.to_python(data) != list(initial or [])


class NamedForm(_ModelForm):
    """A form whose own fields are called as those of the model, in the language of the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {field.name: str(getattr(field, "verbose_name", "")) for field in self._meta.model._meta.get_fields()}
        for name, field in self.fields.items():
            if field.label is None and names.get(name):
                field.label = capfirst(names[name])


class EditForm(NamedForm):
    """A form over an ``Editable`` row: refused when the row was changed after the form was opened.

    ``read_version`` is the ``edit_version`` that the form was opened with. ``save_over`` is the newer one that the
    editor has seen beside their own and chooses to replace.
    """

    read_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    save_over = forms.IntegerField(required=False, widget=forms.HiddenInput)
    stale = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["read_version"].initial = self.instance.edit_version

    @cached_property
    def changed_data(self) -> list[str]:
        """Names of the row's fields that were changed."""
        return [name for name in super().changed_data if name not in ("read_version", "save_over")]

    def clean(self) -> dict[str, Any] | None:
        """Refuse a form that rests on an older version."""
        cleaned = super().clean() or self.cleaned_data
        seen = cleaned.get("save_over") or cleaned.get("read_version")
        if self.instance.pk and seen != self.instance.edit_version:
            self.stale = True
            self.add_error(None, str(StaleEdit(self.instance)))
        return cleaned

    def clean_date(self, day: str, precision: str) -> None:
        """Check that a date and its precision come together; move the date to the first day of its period."""
        cleaned = self.cleaned_data
        if day not in cleaned or precision not in cleaned:
            return
        value, exactness = cleaned[day], cleaned[precision]
        if value and not exactness:
            self.add_error(
                precision, gettext("The date %(value)s has no precision. Choose day, month or year.") % {"value": value}
            )
        elif exactness and not value:
            self.add_error(
                day,
                gettext('The precision "%(exactness)s" has no date. Give the date, or empty the precision.')
                % {"exactness": exactness},
            )
        elif exactness == Precision.MONTH:
            cleaned[day] = value.replace(day=1)
        elif exactness == Precision.YEAR:
            cleaned[day] = value.replace(month=1, day=1)


class ArticleForm(EditForm):
    """What an editor may say about an article; its text never changes."""

    def clean(self) -> dict[str, Any] | None:
        """Check the date."""
        cleaned = super().clean()
        self.clean_date("published_on", "published_precision")
        return cleaned


def text_of_article(key: Any) -> str | None:
    """Return the text of the article that a form names by its key; None if there is no such article."""
    article = Article.objects.filter(pk=key).first() if str(key or "").isdecimal() else None
    return article.text if article else None


class ClaimForm(EditForm):
    """A correction of a claim, or a claim that was missed."""

    source = SpansField(required=False)
    cue = SpansField(required=False)
    content = SpansField()
    condition = SpansField(required=False)
    instance: Claim

    class Meta:
        labels = {"co_speakers": _("Co-speakers")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self._text()
        for name in SPAN_FIELDS:
            field = self.fields[name]
            assert isinstance(field, SpansField)  # noqa: S101  (declared above)
            field.text = text
        if isinstance(state := self.fields.get("state"), forms.ChoiceField):
            state.choices = [choice for choice in State.choices if choice[0] in self._states()]

    def _text(self) -> str | None:
        if self.instance.pk:
            return self.instance.text
        return text_of_article(self.data.get(self.add_prefix("article")) or self.initial.get("article"))

    def _states(self) -> Sequence[str]:
        """Return the states to choose from; a decided claim is decided anew, never forgotten.

        A form that was opened before the decision still says "suggested": its editor has chosen no state.
        """
        if not self.instance.pk:
            return [State.ACCEPTED, State.CORRECTED]
        overtaken = self.is_bound and self.data.get("read_version") != str(self.instance.edit_version)
        undecided = overtaken or self.instance.state == State.SUGGESTED
        return [state for state in State.values if state != State.SUGGESTED or undecided]

    def clean(self) -> dict[str, Any] | None:
        """Check what several fields have to agree on."""
        cleaned = super().clean()
        self.clean_date("said_on", "said_on_precision")
        self._check_reason()
        self._check_speakers()
        self._check_nesting()
        return cleaned

    def _check_reason(self) -> None:
        state, reason = self.cleaned_data.get("state"), (self.cleaned_data.get("state_reason") or "").strip()
        if state == State.REJECTED and not reason:
            self.add_error("state_reason", gettext("A rejection needs a reason. Say in a few words what is wrong."))
        elif reason and state not in (State.REJECTED, State.DISPUTED) and "state_reason" in self.changed_data:
            self.add_error(
                "state_reason",
                gettext(
                    'A claim that is %(state)s keeps no reason: "%(reason)s". Choose rejected or '
                    "disputed, or empty the reason."
                )
                % {"state": state, "reason": reason},
            )

    def _check_speakers(self) -> None:
        speaker = self.cleaned_data.get("speaker")
        if speaker and speaker in (self.cleaned_data.get("co_speakers") or []):
            self.add_error(
                "co_speakers",
                gettext('"%(speaker)s" is the speaker already. Take them out of the co-speakers.')
                % {"speaker": speaker},
            )

    def _check_nesting(self) -> None:
        outer = self.cleaned_data.get("nested_in")
        article = self.cleaned_data.get("article") or (self.instance.article_id and self.instance.article)
        if outer and outer.pk == self.instance.pk:
            self.add_error(
                "nested_in",
                gettext('"%(outer)s" cannot be nested in itself. Choose another claim, or none.') % {"outer": outer},
            )
        elif outer and article and outer.article_id != article.pk:
            self.add_error(
                "nested_in",
                gettext('"%(outer)s" stands in another article. Choose a claim of this article.') % {"outer": outer},
            )

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  (Django's signature)
        """Bring the words in line with the spans; what a person names as speaker is certain."""
        claim = self.instance
        if claim.pk is None:
            claim.anchored_version = claim.article.version
        claim.set_spans(source=claim.source, cue=claim.cue, content=claim.content, condition=claim.condition)
        if "speaker" in self.changed_data:
            claim.speaker_confidence = 1 if claim.speaker else 0
        return super().save(commit)

    def decision(self, *, issues_changed: bool) -> State | None:
        """Return the state that saving leads to; None if nothing was changed."""
        state = State(self.cleaned_data["state"])
        if "state" in self.changed_data and state != State.SUGGESTED:
            return state
        if not (issues_changed or set(self.changed_data) - {"state"}):
            return None
        return State.CORRECTED if state in (State.SUGGESTED, State.ACCEPTED) else state

    def decide(self, state: State, user: User) -> None:
        """Save the claim by the verb that leads to the state; raise StaleEdit if it was changed meanwhile."""
        claim, reason = self.instance, self.cleaned_data.get("state_reason", "")
        match state:
            case State.ACCEPTED:
                claim.accept(user)
            case State.REJECTED:
                claim.reject(user, reason)
            case State.DISPUTED:
                claim.dispute(user, reason)
            case _:
                claim.correct(user)


class PartForm(NamedForm):
    """An issue of a claim and the part of the content that deals with it."""

    content = SpansField(required=False, widget=forms.Textarea(attrs={"rows": 1, "cols": 30}))
    instance: ClaimIssue

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["content"]
        if isinstance(field, SpansField) and self.instance.pk:
            field.text = self.instance.claim.text

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  (Django's signature)
        """Bring the words in line with the part."""
        self.instance.set_content(self.instance.content)
        return super().save(commit)


class TermForm(EditForm):
    """A negotiating term or a package: whatever an editor saves is decided."""

    instance: Suggestible

    def clean_state(self) -> str:
        """Take an edited suggestion as accepted."""
        state: str = self.cleaned_data["state"]
        edited = self.instance.pk is None or bool(set(self.changed_data))
        return TermState.ACCEPTED if edited and state == TermState.SUGGESTED else state

    def decide(self, user: User) -> None:
        """Save by the verb that leads to the state; raise StaleEdit if it was changed meanwhile."""
        if self.cleaned_data["state"] == TermState.REJECTED:
            self.instance.reject(user)
        else:
            self.instance.accept(user)


class LinkForm(_ModelForm):
    """A link between two claims; the order of a symmetric one follows from the claims."""

    instance: Link

    class Meta:
        labels = {"a": _("From claim"), "b": _("To claim")}

    def clean(self) -> dict[str, Any] | None:
        """Check that the outcome fits the relation; put a symmetric link's lower id first."""
        cleaned = super().clean() or self.cleaned_data
        a, b, relation = cleaned.get("a"), cleaned.get("b"), cleaned.get("relation")
        if problem := outcome_problem(relation or "", cleaned.get("outcome", "")):
            self.add_error("outcome", problem)
        if a and b and a == b:
            self.add_error(None, gettext('"%(a)s" cannot be linked to itself. Choose another claim.') % {"a": a})
        elif a and b and relation in SYMMETRIC and a.pk > b.pk:
            cleaned["a"], cleaned["b"] = b, a
        return cleaned

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  (Django's signature)
        """Keep the order that ``clean`` found, which an inline form would turn back."""
        for side in ("a", "b"):
            if side in self.cleaned_data:
                setattr(self.instance, side, self.cleaned_data[side])
        return super().save(commit)


class VersionForm(forms.Form):
    """A form that carries the version of what the editor saw."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class JoinForm(VersionForm):
    """Which claim or statement to join: its number, or its address."""

    other = forms.CharField(
        label=_("Claim or statement"),
        max_length=200,
        help_text=_("Type some words of a claim and choose it, or paste the address of a claim or statement."),
        error_messages={"required": _("Say what to join: paste the address of a claim or a statement.")},
    )

    def clean_other(self) -> Claim | Statement:
        """Return what is meant; raise ValidationError if there is no such claim or statement."""
        typed = self.cleaned_data["other"].strip()
        found = re.search(r"(?:(claims|statements)/)?(\d{1,18})[/\]]?$", typed)
        model: type[Claim | Statement] = Statement if found and found[1] == "statements" else Claim
        row = model.objects.filter(pk=int(found[2])).first() if found else None
        if row is None:
            raise forms.ValidationError(
                gettext('There is no claim or statement "%(typed)s". Paste the address of its page.') % {"typed": typed}
            )
        return row


class SplitForm(VersionForm):
    """Which witnesses leave a statement."""

    claims = forms.ModelMultipleChoiceField(
        Claim.objects.all(), error_messages={"required": _("Choose the witnesses that are to leave the statement.")}
    )
