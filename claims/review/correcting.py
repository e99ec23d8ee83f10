"""A correction of one claim with its issues and speakers, as one action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from claims.models import Action, Actor, Claim, ClaimIssue, Issue, Verb, recording
from claims.review.deciding import apply, summary_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from claims.models.recording import Recorder


@dataclass(frozen=True)
class Correction:
    """What is to be otherwise: columns, spans, speakers who join in, stances by issue (none: not on it), degrees."""

    columns: Mapping[str, Any] = field(default_factory=dict)
    spans: Mapping[str, Any] = field(default_factory=dict)
    companions: Sequence[Actor] | None = None
    stances: Mapping[int, str] = field(default_factory=dict)
    degrees: Mapping[int, int] = field(default_factory=dict)
    added: Sequence[tuple[Issue, str]] = ()


def correct(claim: Claim, correction: Correction, user: User, *, verb: Verb = Verb.CORRECT, reason: str = "") -> Action:
    """Change the claim and decide on it by the verb; raise StaleEdit if somebody changed it meanwhile."""
    with recording(user=user, verb=verb, summary=summary_of(claim, verb, reason), claim=claim) as recorder:
        recorder.watch(claim, many=["co_speakers"] if correction.companions is not None else [])
        change(claim, correction, user, recorder)
        apply(claim, verb, user, reason)
        _change_issues(claim, correction, user, recorder)
    assert recorder.action  # noqa: S101  (who decided and when always changes)
    return recorder.action


def change(claim: Claim, correction: Correction, user: User, recorder: Recorder) -> None:
    """Set the fields of the claim and store the actors that it names first; the caller saves the claim."""
    for name, value in correction.columns.items():
        if isinstance(value, Actor):
            _store(value, user, recorder)
        setattr(claim, name, value)
    if "speaker" in correction.columns:
        claim.speaker_confidence = 1 if claim.speaker else 0
    if "condition" in correction.spans:
        claim.condition = correction.spans["condition"]
    parts = {part: correction.spans.get(part, getattr(claim, part)) for part in ("source", "cue", "content")}
    if correction.spans.keys() & parts.keys():
        claim.set_spans(**parts)
    if correction.companions is not None:
        for actor in correction.companions:
            _store(actor, user, recorder)
        claim.speaks_together = True  # type: ignore[attr-defined]  # found otherwise, see ClaimQuerySet.for_screen
        claim.co_speakers.set([actor for actor in correction.companions if actor != claim.speaker])


def _store(actor: Actor, user: User, recorder: Recorder) -> None:
    if actor.pk is None:
        actor._history_user, actor._change_reason = user, "Added in review"
        actor.save()
        recorder.made(actor)


def _change_issues(claim: Claim, correction: Correction, user: User, recorder: Recorder) -> None:
    rows = {row.issue_id: row for row in claim.claim_issues.all()} if _asks_for_issues(correction) else {}
    for issue in dict.fromkeys([*correction.stances, *correction.degrees]):
        stance = correction.stances.get(issue, rows[issue].stance if issue in rows else "")
        _change_issue(claim, issue, stance, correction.degrees.get(issue), rows.get(issue), user, recorder)
    for added, stance in correction.added:
        _change_issue(claim, added.pk, stance, None, rows.get(added.pk), user, recorder)


def _asks_for_issues(correction: Correction) -> bool:
    return bool(correction.stances or correction.degrees or correction.added)


def _change_issue(
    claim: Claim, issue: int, stance: str, degree: int | None, row: ClaimIssue | None, user: User, recorder: Recorder
) -> None:
    """Bring one issue of the claim to the stance: made, changed, or deleted for none."""
    if row and not stance:
        recorder.deleting(row)
        row._history_user = user  # type: ignore[attr-defined]  # read by simple_history
        row.delete()
    elif stance:
        new = row or ClaimIssue(claim=claim, issue_id=issue)
        if row:
            recorder.watch(row)
        new.stance, new.specificity = stance, new.specificity if degree is None else degree
        new.confidence = 1
        new._history_user = user  # type: ignore[attr-defined]  # read by simple_history
        new.save()
        if not row:
            recorder.made(new)
