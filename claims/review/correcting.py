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
    """What is to be otherwise: columns, spans, speakers who join in, and by issue:

    stances (none: not on it), degrees, acts of its part and the spans of that part."""

    columns: Mapping[str, Any] = field(default_factory=dict)
    spans: Mapping[str, Any] = field(default_factory=dict)
    companions: Sequence[Actor] | None = None
    stances: Mapping[int, str] = field(default_factory=dict)
    degrees: Mapping[int, int] = field(default_factory=dict)
    acts: Mapping[int, str] = field(default_factory=dict)
    contents: Mapping[int, Any] = field(default_factory=dict)
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
        claim.speaks_together = True  # type: ignore[attr-defined]  # found otherwise, see ClaimQuerySet.knowing_companions
        claim.co_speakers.set([actor for actor in correction.companions if actor != claim.speaker])


def _store(actor: Actor, user: User, recorder: Recorder) -> None:
    if actor.pk is None:
        actor._history_user, actor._change_reason = user, "Added in review"
        actor.save()
        recorder.made(actor)


def _change_issues(claim: Claim, correction: Correction, user: User, recorder: Recorder) -> None:
    touched = _touched_issues(correction)
    rows = {row.issue_id: row for row in claim.claim_issues.all()} if touched or correction.added else {}
    for issue in touched:
        row = rows.get(issue)
        stance = correction.stances.get(issue, row.stance if row else "")
        _change_issue(claim, issue, stance, row, _columns_of(issue, correction), user, recorder)
    for added, stance in correction.added:
        _change_issue(claim, added.pk, stance, rows.get(added.pk), {}, user, recorder)


def _touched_issues(correction: Correction) -> list[int]:
    return list(dict.fromkeys([*correction.stances, *correction.degrees, *correction.acts, *correction.contents]))


def _columns_of(issue: int, correction: Correction) -> dict[str, Any]:
    """Return what else is to be otherwise on the issue."""
    asked = {"specificity": correction.degrees, "act": correction.acts, "content": correction.contents}
    return {name: values[issue] for name, values in asked.items() if issue in values}


def _change_issue(
    claim: Claim, issue: int, stance: str, row: ClaimIssue | None, columns: Mapping[str, Any], user: User,
    recorder: Recorder,
) -> None:  # fmt: skip
    """Bring one issue of the claim to the stance: made, changed, or deleted for none."""
    if row and not stance:
        recorder.deleting(row)
        row._history_user = user  # type: ignore[attr-defined]  # read by simple_history
        row.delete()
    elif stance:
        new = row or ClaimIssue(claim=claim, issue_id=issue)
        if row:
            recorder.watch(row)
        new.stance, new.confidence = stance, 1
        _fill(new, columns)
        new._history_user = user  # type: ignore[attr-defined]  # read by simple_history
        new.save()
        if not row:
            recorder.made(new)


def _fill(row: ClaimIssue, columns: Mapping[str, Any]) -> None:
    row.specificity, row.act = columns.get("specificity", row.specificity), columns.get("act", row.act)
    if "content" in columns:
        row.set_content(columns["content"])
