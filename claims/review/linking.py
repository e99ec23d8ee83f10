"""Decisions on links, each an action that can be undone from the same list as all others."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from claims.models import (
    SYMMETRIC,
    Action,
    Claim,
    Link,
    LinkDecision,
    LinkState,
    Relation,
    Verb,
    in_english,
    recording,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def decide_link(link: Link, decision: str, user: User, *, relation: str = "", outcome: str = "") -> Action:
    """Confirm, reject or change the link; raise StaleEdit, or ValueError for what the relation cannot be."""
    words = {"confirm": "Confirmed", "reject": "Rejected", "change": f"Made “{relation}” of"}[decision]
    summary = f"{words} the link {in_english(Relation(link.relation).label)}: claim {link.a_id} and claim {link.b_id}"
    with recording(user=user, verb=Verb.LINK, summary=summary) as recorder:
        match decision:
            case "confirm":
                link.confirm(user)
            case "reject":
                link.reject(user)
            case _:
                link = link.change_relation(user, relation, outcome)
        recorder.link_decision = LinkDecision.last_on(link)
    assert recorder.action  # noqa: S101  (each decision is an action)
    return recorder.action


def link_by_hand(a: Claim, b: Claim, relation: str, outcome: str, user: User) -> Action:
    """Join two claims by a confirmed link; raise ValueError where there is one, or the claims are the same."""
    if a.pk == b.pk:
        raise ValueError(gettext("Claim %(a_pk)s cannot be linked to itself. Choose another claim.") % {"a_pk": a.pk})
    if relation in SYMMETRIC and a.pk > b.pk:
        a, b = b, a
    if stored := Link.objects.filter(a=a, b=b, relation=relation).first():
        raise ValueError(
            gettext("There is such a link already, %(lower)s. Decide on that one.")
            % {"lower": stored.get_state_display().lower()}
        )
    summary = f"Linked claim {a.pk} and claim {b.pk}: {in_english(Relation(relation).label)}"
    with recording(user=user, verb=Verb.LINK, summary=summary) as recorder:
        link = Link(
            a=a, b=b, relation=relation, outcome=outcome, state=LinkState.SUGGESTED, reasons=["added-by-editor"]
        )
        link._history_user = user  # type: ignore[attr-defined]  # read by simple_history
        link.save()
        link.confirm(user)
        recorder.made(link)
        recorder.link_decision = LinkDecision.last_on(link)
    assert recorder.action  # noqa: S101  (a link is made)
    return recorder.action


def differing(one: str, other: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Return the words of both texts as stretches, each with whether the other text lacks it."""
    left, right = one.split(), other.split()
    matcher = SequenceMatcher(None, [word.casefold() for word in left], [word.casefold() for word in right], False)  # noqa: FBT003
    ours: list[tuple[str, bool]] = []
    theirs: list[tuple[str, bool]] = []
    for kind, start, end, low, high in matcher.get_opcodes():
        if start < end:
            ours.append((" ".join(left[start:end]), kind != "equal"))
        if low < high:
            theirs.append((" ".join(right[low:high]), kind != "equal"))
    return ours, theirs
