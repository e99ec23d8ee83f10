"""Claims as other programs read them: the export contract, one claim a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TypedDict

from claims.models import Claim, ClaimIssue, LinkState, Relation, as_iso
from claims.models.claims import ClaimQuerySet

# Claims held in memory at once while exporting.
_BATCH = 500


class ExportedLink(TypedDict):
    """A link from the claim to another."""

    to: str
    relation: str
    outcome: str | None
    state: str
    score: float
    derived: bool


class ExportedPart(TypedDict):
    """What the claim says on one issue: the words that deal with it, and what the speaker does by them."""

    issue: str
    stance: str
    specificity: int
    act: str
    content: list[list[int]]
    text: str
    inherited: bool


class ExportedClaim(TypedDict):
    """One line of the export; docs/export.md describes each field."""

    article: str
    id: str
    source: list[list[int]]
    cue: list[list[int]]
    content: list[list[int]]
    text: str
    kind: str
    speaker: str | None
    speakers: list[str]
    reported_via: str | None
    addressee: str | None
    sourcing: str | None
    affiliation: str | None
    act: str
    issues: dict[str, str]
    specificity: dict[str, int]
    parts: list[ExportedPart]
    condition: list[list[int]]
    negated: bool
    conditional: bool
    hypothetical: bool
    past: bool
    said_on: str | None
    said_on_basis: str | None
    confidence: float
    reason: list[str]
    state: str
    statement: str | None
    outlet: str | None
    url: str | None
    article_version: int
    extractor_version: str | None
    links: list[ExportedLink]


def exported(claims: ClaimQuerySet) -> Iterator[ExportedClaim]:
    """Yield the claims, in the order of the articles and their texts, with a bounded number of rows in memory."""
    rows = (
        claims.select_related("article__outlet", "speaker", "reported_via", "addressee", "affiliation")
        .prefetch_related("co_speakers", "claim_issues__issue", "links_out", "statement__claims")
        .defer("article__text")
        .order_by("article_id", "start", "pk")
    )
    return (_exported(claim) for claim in rows.iterator(chunk_size=_BATCH))


def as_json_lines(claims: Iterable[ExportedClaim]) -> Iterator[str]:
    """Yield each claim as one line of JSON, without the newline."""
    return (json.dumps(claim, ensure_ascii=False) for claim in claims)


def _part(claim: Claim, row: ClaimIssue) -> ExportedPart:
    return {
        "issue": row.issue.slug,
        "stance": row.stance,
        "specificity": row.specificity,
        "act": row.act or claim.act,
        "content": row.content or claim.content,
        "text": row.content_text or claim.content_text,
        "inherited": row.inherited,
    }


def _exported(claim: Claim) -> ExportedClaim:
    names = [actor.name for actor in claim.speakers]
    issues = claim.claim_issues.all()
    return {
        "article": claim.article.file_name or str(claim.article_id),
        "id": str(claim.pk),
        "source": claim.source,
        "cue": claim.cue,
        "content": claim.content,
        "text": claim.content_text,
        "kind": claim.kind,
        "speaker": " + ".join(names) or None,
        "speakers": names,
        "reported_via": claim.reported_via.name if claim.reported_via else None,
        "addressee": claim.addressee.name if claim.addressee else None,
        "sourcing": claim.sourcing or None,
        "affiliation": claim.affiliation.name if claim.affiliation else None,
        "act": claim.act,
        "issues": {row.issue.slug: row.stance for row in issues},
        "specificity": {row.issue.slug: row.specificity for row in issues},
        "parts": [_part(claim, row) for row in issues],
        "condition": claim.condition,
        "negated": claim.negated,
        "conditional": claim.conditional,
        "hypothetical": claim.hypothetical,
        "past": claim.past,
        "said_on": as_iso(claim.said_on, claim.said_on_precision),
        "said_on_basis": claim.said_on_basis or None,
        "confidence": round(claim.confidence, 4),
        "reason": claim.reason,
        "state": claim.state,
        "statement": str(claim.statement_id) if claim.statement_id else None,
        "outlet": claim.article.outlet.name if claim.article.outlet else None,
        "url": claim.article.url or None,
        "article_version": claim.anchored_version,
        "extractor_version": claim.extractor_version or None,
        "links": list(_links(claim)),
    }


def _links(claim: Claim) -> Iterator[ExportedLink]:
    """Yield the links from the claim, then those that follow from being witnesses of one statement."""
    stored = claim.links_out.all()
    for link in stored:
        yield {
            "to": str(link.b_id),
            "relation": link.relation,
            "outcome": link.outcome or None,
            "state": link.state,
            "score": round(link.score, 4),
            "derived": False,
        }
    told = {link.b_id for link in stored if link.relation == Relation.SAME_STATEMENT}
    witnesses = claim.statement.claims.all() if claim.statement else ()
    for other in sorted(witness.pk for witness in witnesses):
        if other > claim.pk and other not in told:
            yield {
                "to": str(other),
                "relation": Relation.SAME_STATEMENT.value,
                "outcome": None,
                "state": LinkState.SUGGESTED.value,
                "score": 1.0,
                "derived": True,
            }
