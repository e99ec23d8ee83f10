"""Decisions on one claim, each an action that can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from claims.models import Action, Claim, ClaimIssue, StaleEdit, State, Verb, in_english, recording

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import User

# What is wrong with most rejected claims; each has a key on the screen.
REASONS = ("not a claim", "wrong words marked", "wrong speaker", "reported twice in the article", "boilerplate")
_DECISIONS = frozenset({Verb.ACCEPT, Verb.CORRECT, Verb.REJECT, Verb.DISPUTE})


# The verb that leads to each state; an opened claim counts as corrected.
VERB_OF = {
    State.SUGGESTED: Verb.CORRECT,
    State.ACCEPTED: Verb.ACCEPT,
    State.CORRECTED: Verb.CORRECT,
    State.REJECTED: Verb.REJECT,
    State.DISPUTED: Verb.DISPUTE,
}


def read(pk: int, version: int) -> Claim:
    """Return the claim as it was seen; raise StaleEdit if somebody changed it since, Claim.DoesNotExist if gone."""
    claim = Claim.objects.select_related("speaker").get(pk=pk)
    if claim.edit_version != version:
        raise StaleEdit(claim)
    return claim


def decide(claim: Claim, verb: Verb, user: User, reason: str = "") -> Action:
    """Accept, correct, reject or dispute the claim; raise StaleEdit or, for a rejection without reason, ValueError."""
    if verb not in _DECISIONS:
        raise ValueError(
            gettext('"%(verb)s" is no decision on a claim. Choose among %(names)s.')
            % {"verb": verb, "names": ", ".join(sorted(_DECISIONS))}
        )
    with recording(user=user, verb=verb, summary=summary_of(claim, verb, reason), claim=claim) as recorder:
        recorder.watch(claim)
        apply(claim, verb, user, reason)
    assert recorder.action  # noqa: S101  (who decided and when always changes)
    return recorder.action


def apply(claim: Claim, verb: Verb, user: User, reason: str = "") -> None:
    """Run the verb of the claim."""
    verbs: dict[Verb, Callable[[], object]] = {
        Verb.ACCEPT: lambda: claim.accept(user),
        Verb.CORRECT: lambda: claim.correct(user),
        Verb.REJECT: lambda: claim.reject(user, reason),
        Verb.DISPUTE: lambda: claim.dispute(user, reason),
    }
    verbs[verb]()


def summary_of(claim: Claim, verb: Verb, reason: str = "") -> str:
    """Return the decision in a line: what was done to which claim."""
    because = f" ({reason.strip()})" if reason.strip() else ""
    return f"{in_english(verb.label).capitalize()}{because}: claim {claim.pk}, {excerpt_of(claim)}"


def excerpt_of(claim: Claim) -> str:
    """Return the first words of the content, 60 characters at most."""
    return claim.content_text if len(claim.content_text) <= 60 else f"{claim.content_text[:59]}…"


@contextmanager
def noting(claim: Claim, verb: Verb, user: User, *, made: bool = False) -> Iterator[None]:
    """Keep as an action what the block does to the stored claim and its issues; ``made``: it was stored just now."""
    with recording(user=user, verb=verb, summary=summary_of(claim, verb), claim=claim) as recorder:
        before = {row.pk: row for row in claim.claim_issues.all()}
        if made:
            yield
            recorder.made(claim, *claim.claim_issues.all())
        else:
            recorder.watch(Claim.objects.get(pk=claim.pk), many=["co_speakers"])
            recorder.watch(*before.values())
            yield
            recorder.watch(claim, many=["co_speakers"])
            after = {row.pk: row for row in ClaimIssue.objects.filter(claim=claim)}
            recorder.watch(*(row for pk, row in after.items() if pk in before))
            recorder.made(*(row for pk, row in after.items() if pk not in before))
            recorder.deleting(*(row for pk, row in before.items() if pk not in after))
