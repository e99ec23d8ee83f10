"""Who is to decide on a claim: taken by an editor, given back, or assigned to somebody by a senior editor."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from claims.models import Action, Assignment, Claim, Verb, recording
from claims.review.deciding import excerpt_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from claims.models.recording import Recorder

# Who holds it may also take a claim from somebody else and assign it to anybody.
ASSIGN_OTHERS = "claims.bulk_change_claims"
# Rows written by one statement.
_BATCH = 500


class AssignmentError(ValueError):
    """The claim cannot be assigned like that; the message says why and what to do."""


def assign(claim: Claim, to: User | None, by: User) -> Action | None:
    """Assign the claim, to nobody for None; return the action, None if it was so already; raise AssignmentError.

    An editor takes what nobody has and gives back what is their own; the rest is for senior editors.
    """
    words = f"Assign to {to}" if to else "Assign to nobody"
    summary = f"{words}: claim {claim.pk}, {excerpt_of(claim)}"
    with recording(user=by, verb=Verb.ASSIGN, summary=summary, claim=claim) as recorder:
        # One at a time: of two who take the claim at once the second is told who has it.
        Claim.objects.select_for_update(of=("self",)).only("pk").get(pk=claim.pk)
        held = Assignment.objects.select_related("user").filter(claim=claim).first()
        _check(held.user if held else None, to, by)
        if (held.user if held else None) != to:
            hand_over([claim.pk], to, recorder)
    return recorder.action


def _check(holder: User | None, to: User | None, by: User) -> None:
    if by.has_perm(ASSIGN_OTHERS) or holder == to:
        return
    if to not in (None, by):
        raise AssignmentError(gettext("Only a senior editor assigns a claim to somebody else."))
    if holder not in (None, by):
        raise AssignmentError(
            gettext("The claim is assigned to %(name)s. Only they or a senior editor can change that.")
            % {"name": holder}
        )


def hand_over(claims: Collection[int], to: User | None, recorder: Recorder) -> None:
    """Assign the claims with these keys, to nobody for None, with few statements however many they are."""
    rows = {row.claim_id: row for row in Assignment.objects.filter(claim__in=claims)}
    if to is None:
        recorder.deleting(*rows.values())
        Assignment.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
        return
    recorder.watch(*rows.values())
    for row in rows.values():
        row.user = to
    Assignment.objects.bulk_update(rows.values(), ["user"], batch_size=_BATCH)
    new = [Assignment(claim_id=pk, user=to) for pk in claims if pk not in rows]
    recorder.made(*Assignment.objects.bulk_create(new, batch_size=_BATCH))
