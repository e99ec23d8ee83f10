"""Where the machine errs: what editors changed of what it found, by field, act, issue, reason and confidence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models import REVIEWED, Act, Claim, ClaimIssue, Issue, State
from claims.models.claims import ClaimQuerySet
from claims.review.queue import BANDS

# The claims that are looked at: the last decided ones.
LATEST = 5_000
# What the page calls the columns of a claim that editors correct.
FIELDS = {
    "speaker_id": _("speaker"), "act": _("act"), "kind": _("wording"), "content": _("content"),
    "source": _("source"), "cue": _("cue"),
    "said_on": _("date"), "negated": _("negated"), "conditional": _("conditional"), "hypothetical": _("hypothetical"),
    "past": _("earlier statement"), "reported_via_id": _("reported via"),
}  # fmt: skip


@dataclass(frozen=True)
class Precision:
    """How often the machine was right with something that it found: ``right`` of ``found`` decided cases."""

    name: str
    found: int
    right: int

    @property
    def share(self) -> float:
        """The part that was right."""
        return self.right / self.found


@dataclass(frozen=True)
class Errors:
    """The page's tables; ``decided`` claims were found by the machine and accepted, corrected or rejected."""

    decided: int
    fields: list[Precision]
    acts: list[Precision]
    issues: list[Precision]
    reasons: list[Precision]
    bands: list[Precision]


def machine_errors() -> Errors:
    """Compare what was found with what editors left of it, over the last decided claims. Takes five queries."""
    claims = _decided()
    first = _as_found()
    acts, reasons, fields, bands = _Tally(), _Tally(), _Tally(), _Tally()
    for claim in claims:
        found, kept = first.get(claim["pk"], claim), claim["state"] != State.REJECTED
        touched = {name for name in FIELDS if claim[name] != found[name]}
        acts.add(Act(found["act"]).label.lower(), right=kept and "act" not in touched)
        bands.add(_band(claim["confidence"]), right=kept)
        for reason in dict.fromkeys(claim["reason"]):
            reasons.add(str(reason).split(":")[0], right=kept and "speaker_id" not in touched)
        if kept:
            for name, label in FIELDS.items():
                fields.add(str(label), right=name not in touched)
    return Errors(len(claims), fields.worst(), acts.worst(), _issues(claims), reasons.worst(), bands.worst())


class _Tally:
    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def add(self, name: str, *, right: bool) -> None:
        self._counts[name][0] += 1
        self._counts[name][1] += right

    def worst(self) -> list[Precision]:
        rows = (Precision(name, found, right) for name, (found, right) in self._counts.items())
        return sorted(rows, key=lambda row: (row.share, -row.found, row.name))


def _latest() -> ClaimQuerySet:
    found = Claim.objects.filter(state__in=[*REVIEWED, State.REJECTED]).exclude(extractor_version="")
    return found.order_by("-reviewed_at", "-pk")[:LATEST]


def _decided() -> list[dict[str, Any]]:
    return list(_latest().values("pk", "state", "confidence", "reason", *FIELDS))


def _as_found() -> dict[int, dict[str, Any]]:
    """Return by claim its fields as the machine last left them: its history tells, whoever decided on whatever page."""
    rows = Claim.history.filter(history_user=None, state=State.SUGGESTED, id__in=_latest().values("pk"))
    return {row["id"]: row for row in rows.order_by("history_id").values("id", *FIELDS).iterator(chunk_size=2000)}


def _issues(claims: list[dict[str, Any]]) -> list[Precision]:
    """Count for each issue how often it was found, and left as found with its stance, on claims that stand."""
    kept = {claim["pk"] for claim in claims if claim["state"] != State.REJECTED}
    found: dict[int, tuple[int, str]] = {}
    rows = ClaimIssue.history.filter(history_user=None, claim__in=_latest().values("pk")).order_by("history_id")
    written = rows.values_list("id", "claim_id", "issue_id", "stance", "history_type")
    for pk, claim, issue, stance, kind in written.iterator(chunk_size=2000):
        if kind == "-":
            found.pop(pk, None)
        elif claim in kept:
            found[pk] = (issue, stance)
    stored = ClaimIssue.objects.filter(claim__in=_latest().values("pk")).order_by()
    left = {pk: (issue, stance) for pk, issue, stance in stored.values_list("pk", "issue", "stance")}
    names, tally = dict(Issue.objects.values_list("pk", "name")), _Tally()
    for pk, (issue, stance) in found.items():
        tally.add(names.get(issue, gettext("deleted issue")), right=left.get(pk) == (issue, stance))
    return tally.worst()


def _band(confidence: float) -> str:
    return next(str(label) for label, low, high in BANDS.values() if low <= confidence < high)
