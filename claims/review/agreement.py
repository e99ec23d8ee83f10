"""A doubly reviewed sample: what a second editor makes of a claim, and how far two editors agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext

from claims.models import REVIEWED, Claim, SecondOpinion, State, Verdict, as_iso
from claims.models.claims import ClaimQuerySet

# Fields that are compared; each issue is one more question for both.
FIELDS = ("verdict", "speaker", "act", "kind", "said_on", "issues")


@dataclass(frozen=True)
class Agreement:
    """How far two editors agree on a field: ``share`` of the same answers, and Cohen's kappa (None: undefined)."""

    field: str
    pairs: int
    share: float
    kappa: float | None


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa (Cohen 1960) of the answers of two people; None where chance alone explains everything."""
    if not pairs:
        return None
    total = len(pairs)
    observed = sum(one == other for one, other in pairs) / total
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(ones[answer] * others[answer] for answer in ones) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def answers_of(claim: Claim) -> dict[str, Any]:
    """Return the fields of the claim as answers."""
    return {
        "speaker": " + ".join(sorted(actor.slug for actor in claim.speakers)),
        "act": claim.act,
        "kind": claim.kind,
        "said_on": as_iso(claim.said_on, claim.said_on_precision) or "",
        "issues": {row.issue.slug: row.stance for row in claim.claim_issues.all()},
    }


def agreements(opinions: Iterable[SecondOpinion]) -> list[Agreement]:
    """Compare each opinion with the first editor's decision; fields of a claim that either rejects do not count."""
    pairs: dict[str, list[tuple[str, str]]] = {field: [] for field in FIELDS}
    for opinion in opinions:
        claim = opinion.claim
        keeps = claim.state in REVIEWED, opinion.verdict != Verdict.WRONG
        pairs["verdict"].append(("right" if keeps[0] else "wrong", "right" if keeps[1] else "wrong"))
        if all(keeps):
            _compare(pairs, answers_of(claim), opinion.answers)
    return [_agreement(field, found) for field, found in pairs.items()]


def _compare(pairs: dict[str, list[tuple[str, str]]], first: dict[str, Any], second: dict[str, Any]) -> None:
    for field in ("speaker", "act", "kind", "said_on"):
        pairs[field].append((str(first[field]), str(second.get(field, ""))))
    theirs = second.get("issues", {})
    for issue in sorted({*first["issues"], *theirs}):
        pairs["issues"].append(
            (first["issues"].get(issue, gettext("not on it")), theirs.get(issue, gettext("not on it")))
        )


def _agreement(field: str, pairs: list[tuple[str, str]]) -> Agreement:
    share = sum(one == other for one, other in pairs) / len(pairs) if pairs else 0.0
    return Agreement(field, len(pairs), share, kappa(pairs))


def waiting_for_second(user: Any) -> ClaimQuerySet:
    """Return claims that others decided on and nobody gave a second opinion on, in an order that favours no kind.

    A multiplication by a large odd number, cut to its last digits, scatters the keys and is the same for everybody.
    """
    decided = Claim.objects.filter(state__in=[*REVIEWED, State.REJECTED]).exclude(reviewed_by=user.pk)
    return decided.filter(opinions=None).annotate(scattered=F("pk") * 7919 % 10_007).order_by("scattered", "pk")
