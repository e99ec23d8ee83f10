"""One change of many claims: previewed, done in one transaction, undone as one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from claims.models import Action, Actor, Change, Claim, ClaimIssue, Issue, Stance, State, Verb
from claims.models.images import Image, difference, image_of
from claims.models.recording import Recorder
from claims.models.reverting import write_history
from claims.review.assigning import hand_over

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from claims.models.claims import ClaimQuerySet

# Claims held in memory, and changed by one statement, at a time.
_BATCH = 500
# Claims that are changed at once at most; more in several actions, each of which a person can look through.
LIMIT = 5_000


class SetChanged(Exception):
    """Claims joined or left the set, or were changed, since the preview; nothing was done."""


@dataclass(frozen=True)
class BulkChange:
    """What is done with each claim: one of accept, reject, speaker, issue, assign; with what that needs."""

    what: str
    reason: str = ""
    speaker: Actor | None = None
    issue: Issue | None = None
    stance: str = ""
    assignee: Any = None

    def __str__(self) -> str:
        words = {
            "accept": "Accept",
            "reject": f"Reject ({self.reason})",
            "speaker": f"Set the speaker to {self.speaker}",
            "issue": f"Set the issue {self.issue} to {self.stance}"
            if self.stance
            else f"Take off the issue {self.issue}",
            "assign": f"Assign to {self.assignee}" if self.assignee else "Assign to nobody",
        }
        return words[self.what]

    def told(self, claim: Claim) -> tuple[str, str]:
        """Return in words what the change turns into what on the claim; empty for nothing."""
        match self.what:
            case "accept":
                return claim.get_state_display(), str(State.ACCEPTED.label)
            case "reject":
                return claim.get_state_display(), f"{State.REJECTED.label} ({self.reason})"
            case "speaker":
                return claim.speaker.name if claim.speaker else "", str(self.speaker or "")
            case "issue":
                stances = {row.issue_id: row.get_stance_display() for row in claim.claim_issues.all()}
                after = f"{self.issue}: {Stance(self.stance).label}" if self.stance else ""
                before = stances.get(self.issue.pk, "") if self.issue else ""
                return f"{self.issue}: {before}" if before else "", after
            case _:
                assignment = getattr(claim, "assignment", None)
                return str(assignment.user) if assignment else "", str(self.assignee or "")

    def affects(self, claims: ClaimQuerySet) -> ClaimQuerySet:
        """Leave out the claims that are as they are to be already."""
        match self.what:
            case "accept":
                return claims.exclude(state__in=[State.ACCEPTED, State.CORRECTED])
            case "reject":
                return claims.exclude(state=State.REJECTED)
            case "speaker":
                return claims.exclude(speaker=self.speaker)
            case "issue":
                on = ClaimIssue.objects.filter(issue=self.issue)
                if not self.stance:
                    return claims.filter(pk__in=on.values("claim"))
                return claims.exclude(pk__in=on.filter(stance=self.stance).values("claim"))
            case _:
                if not self.assignee:
                    return claims.exclude(assignment=None)
                return claims.exclude(assignment__user=self.assignee)


def digest_of(versions: Iterable[tuple[int, int]]) -> str:
    """Return what tells one set of claims from another; each comes as its key and version, in the order of keys."""
    digest = hashlib.sha256()
    for pk, version in versions:
        digest.update(f"{pk}:{version} ".encode())
    return digest.hexdigest()


def versions_of(claims: ClaimQuerySet) -> QuerySet[Claim, tuple[int, int]]:
    """Return key and version of each claim, in the order of keys."""
    return claims.order_by("pk").values_list("pk", "edit_version")


def apply_to(claims: ClaimQuerySet, change: BulkChange, user: User, *, seen: str) -> Action:
    """Do the change to all of the claims or, raising SetChanged, to none; ``seen`` is the digest of the preview."""
    with transaction.atomic():
        locked = list(versions_of(change.affects(claims)).select_for_update(of=("self",)))
        if digest_of(locked) != seen:
            raise SetChanged(
                gettext("Claims were changed since the preview, so nothing was done. Look through the new one.")
            )
        if not locked:
            raise SetChanged(gettext("No claim would change, so nothing was done."))
        action = Action.objects.create(user=user, verb=Verb.BULK, summary=f"{change}: {len(locked)} claims"[:300])
        for keys in _batches([pk for pk, _ in locked]):
            for made in _BATCHES[change.what](Claim.objects.filter(pk__in=keys).in_bulk(), change, action):
                Change.objects.bulk_create(made, batch_size=_BATCH)
    return action


def _batches(keys: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _decide(claims: dict[int, Claim], action: Action, state: State, reason: str = "", **columns: Any) -> list[Change]:
    """Put the claims into the state and give them the columns, each one version on, with history."""
    before = {pk: image_of(claim) for pk, claim in claims.items()}
    same = {
        "state": state, "state_reason": reason, "reviewed_by": action.user, "reviewed_at": timezone.now(), **columns
    }  # fmt: skip
    for claim in claims.values():
        claim.edit_version += 1
        for name, value in same.items():
            setattr(claim, name, value)
    # All get the same values: one statement that lists every row's own takes many times as long.
    Claim.objects.filter(pk__in=list(claims)).update(edit_version=F("edit_version") + 1, **same)
    write_history(Claim, list(claims.values()), action.user, action.summary)
    return [_change(action, claim, before[pk]) for pk, claim in claims.items()]


def _change(action: Action, claim: Claim, before: Image) -> Change:
    old, new = difference(before, image_of(claim))
    return Change(action=action, model="claim", row_id=claim.pk, before=old, after=new)


def _accept(claims: dict[int, Claim], _: BulkChange, action: Action) -> Iterator[list[Change]]:
    yield _decide(claims, action, State.ACCEPTED)


def _reject(claims: dict[int, Claim], change: BulkChange, action: Action) -> Iterator[list[Change]]:
    yield _decide(claims, action, State.REJECTED, change.reason)


def _set_speaker(claims: dict[int, Claim], change: BulkChange, action: Action) -> Iterator[list[Change]]:
    columns: dict[str, Any] = {"speaker": change.speaker, "speaker_confidence": 1 if change.speaker else 0}
    yield _decide(claims, action, State.CORRECTED, **columns)


def _set_issue(claims: dict[int, Claim], change: BulkChange, action: Action) -> Iterator[list[Change]]:
    recorder = Recorder()
    rows = {row.claim_id: row for row in ClaimIssue.objects.filter(claim__in=claims, issue=change.issue)}
    if not change.stance:
        recorder.deleting(*rows.values())
        for row in rows.values():
            row._history_user = action.user  # type: ignore[attr-defined]  # read by simple_history
            row.delete()
    else:
        _set_stances(claims, rows, change, action, recorder)
    made = list(recorder.changes())
    for one in made:
        one.action = action
    yield made
    yield _decide(claims, action, State.CORRECTED)


def _set_stances(
    claims: dict[int, Claim], rows: dict[int, ClaimIssue], change: BulkChange, action: Action, recorder: Recorder
) -> None:
    recorder.watch(*rows.values())
    for row in rows.values():
        row.stance, row.confidence = change.stance, 1
    if rows:
        bulk_update_with_history(
            list(rows.values()), ClaimIssue, ["stance", "confidence"], batch_size=_BATCH, default_user=action.user
        )
    new = [
        ClaimIssue(claim=claim, issue=change.issue, stance=change.stance)
        for pk, claim in claims.items()
        if pk not in rows
    ]
    if new:
        recorder.made(*bulk_create_with_history(new, ClaimIssue, batch_size=_BATCH, default_user=action.user))


def _assign(claims: dict[int, Claim], change: BulkChange, action: Action) -> Iterator[list[Change]]:
    recorder = Recorder()
    hand_over(claims, change.assignee, recorder)
    made = list(recorder.changes())
    for one in made:
        one.action = action
    yield made


_BATCHES = {"accept": _accept, "reject": _reject, "speaker": _set_speaker, "issue": _set_issue, "assign": _assign}
