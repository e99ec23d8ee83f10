"""What was changed on a claim, by whom and when, read from its history and that of its issues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise
from typing import Any

from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models import Actor, Claim, ClaimIssue, Issue
from claims.phrases import told

_ACTORS = ("speaker", "reported_via", "addressee", "affiliation")
_FIELDS = (
    "state", "state_reason", *_ACTORS, "act", "kind", "source_text", "content_text", "cue", "negated", "conditional",
    "hypothetical", "past", "condition_text", "said_on", "said_on_precision", "said_on_basis",
)  # fmt: skip
_STORED_PHRASES = ("state_reason", "said_on_basis")
_LABELS = {
    "source_text": _("source"),
    "content_text": _("content"),
    "condition_text": _("condition"),
    "state": _("review state"),
}


@dataclass(frozen=True)
class Difference:
    """One field before and after, in words; empty for nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One step in the history of a claim. ``who`` is empty for the machine."""

    at: datetime
    who: str
    what: str
    note: str
    differences: tuple[Difference, ...] = ()


def changes_of(claim: Claim) -> list[Change]:
    """Return the steps, latest first, leaving out saves that changed nothing. Takes five queries."""
    changes = sorted([*_claim_changes(claim), *_issue_changes(claim)], key=lambda change: change.at)
    steps = groupby(changes, key=lambda change: (change.at.replace(microsecond=0), change.who))
    return [_together(list(step)) for _, step in steps][::-1]


def _together(changes: list[Change]) -> Change:
    """Return as one what the same person saved in the same second: a claim and its issues."""
    first = changes[0]
    note = next((change.note for change in changes if change.note), "")
    differences = (difference for change in changes for difference in change.differences)
    return Change(first.at, first.who, first.what, note, tuple(differences))


def _claim_changes(claim: Claim) -> Iterable[Change]:
    rows = list(claim.history.select_related("history_user").order_by("history_date", "history_id"))
    together = _co_speakers(rows)
    pks = {getattr(row, f"{field}_id") for row in rows for field in _ACTORS} | {
        pk for pks in together.values() for pk in pks
    }
    names = {pk: actor.name for pk, actor in Actor.objects.in_bulk([pk for pk in pks if pk]).items()}
    for row in rows[:1]:
        yield _change(row, gettext("added") if row.history_type == "+" else gettext("first recorded"))
    for old, new in pairwise(rows):
        differences = [_difference(field, old, new, names) for field in _FIELDS]
        differences.append(_joint(together[old.pk], together[new.pk], names))
        if found := tuple(difference for difference in differences if difference):
            yield _change(new, gettext("changed"), found)


def _co_speakers(rows: list[Any]) -> dict[int, list[int]]:
    """Return by history row the ids of those who speak together with the speaker."""
    together: dict[int, list[int]] = {row.pk: [] for row in rows}
    joint: Any = Claim.history.model.co_speakers
    for history_id, actor_id in joint.filter(history__in=list(together)).values_list("history_id", "actor_id"):
        together[history_id].append(actor_id)
    return together


def _difference(field: str, old: Any, new: Any, names: Mapping[int, str]) -> Difference | None:
    before, after = (_words(field, row, names) for row in (old, new))
    return Difference(_label(field), before, after) if before != after else None


def _joint(old: list[int], new: list[int], names: Mapping[int, str]) -> Difference | None:
    before, after = (" + ".join(sorted(names.get(pk, gettext("deleted")) for pk in pks)) for pks in (old, new))
    return Difference(gettext("co-speakers"), before, after) if before != after else None


def _label(field: str) -> str:
    return str(_LABELS.get(field) or Claim._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def _words(field: str, row: Any, names: Mapping[int, str]) -> str:
    if field in _ACTORS:
        pk = getattr(row, f"{field}_id")
        return names.get(pk, gettext("deleted")) if pk else ""
    value = getattr(row, field)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, date):
        return str(formats.date_format(value, "j E Y"))
    if isinstance(value, list):
        return ", ".join(f"{start}–{end}" for start, end in value)
    if field in _STORED_PHRASES:
        return told(value)
    return str(getattr(row, f"get_{field}_display", lambda: value)() or "")


def _issue_changes(claim: Claim) -> Iterable[Change]:
    rows = ClaimIssue.history.filter(claim_id=claim.pk).select_related("history_user")
    rows = list(rows.order_by("history_date", "history_id"))
    issues = Issue.objects.in_bulk({row.issue_id for row in rows})
    last: dict[int, str] = {}
    for row in rows:
        name = issues[row.issue_id].name if row.issue_id in issues else gettext("deleted issue")
        before = last.get(row.id, "")
        after = "" if row.history_type == "-" else _part_words(row)
        last[row.id] = after
        if before != after:
            yield _change(
                row, gettext("changed"), (Difference(gettext("issue %(name)s") % {"name": name}, before, after),)
            )


def _part_words(row: Any) -> str:
    words = f"“{row.content_text}”" if row.content_text else ""
    told = (row.get_stance_display(), row.get_specificity_display(), row.get_act_display(), words)
    return ", ".join(str(one) for one in told if one)


def _change(row: Any, what: str, differences: tuple[Difference, ...] = ()) -> Change:
    who = row.history_user.get_username() if row.history_user else ""
    return Change(row.history_date, who, what, row.history_change_reason or "", differences)
