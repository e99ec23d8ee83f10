"""Decisions on one claim, each an action that can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.models import Action, Claim, StaleEdit, Verb, recording

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import User

# What is wrong with most rejected claims; each has a key on the screen.
REASONS = ("not a claim", "wrong words marked", "wrong speaker", "reported twice in the article", "boilerplate")
_DECISIONS = frozenset({Verb.ACCEPT, Verb.CORRECT, Verb.REJECT, Verb.DISPUTE})


def read(pk: int, version: int) -> Claim:
    """Return the claim as it was seen; raise StaleEdit if somebody changed it since, Claim.DoesNotExist if gone."""
    claim = Claim.objects.select_related("speaker").get(pk=pk)
    if claim.edit_version != version:
        raise StaleEdit(claim)
    return claim


def decide(claim: Claim, verb: Verb, user: User, reason: str = "") -> Action:
    """Accept, correct, reject or dispute the claim; raise StaleEdit or, for a rejection without reason, ValueError."""
    if verb not in _DECISIONS:
        raise ValueError(f'"{verb}" is no decision on a claim. Choose among {", ".join(sorted(_DECISIONS))}.')
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
    words = claim.content_text if len(claim.content_text) <= 60 else f"{claim.content_text[:59]}…"
    because = f" ({reason.strip()})" if reason.strip() else ""
    return f"{verb.label.capitalize()}{because}: claim {claim.pk}, {words}"
