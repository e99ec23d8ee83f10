"""The export contract (DESIGN section 8) for claims that are not stored yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from claims.extraction.records import ExtractedClaim, Extraction, Span, Speaker
from claims.extraction.registry import Registry


class ClaimLine(TypedDict):
    """One claim a line; offsets in characters of the article's text. Unknown speaker or date is None."""

    article: str
    id: str
    source: list[Span]
    cue: list[Span]
    content: list[Span]
    kind: str
    speaker: str | None
    reported_via: str | None
    addressee: str | None
    sourcing: str | None
    affiliation: str | None
    act: str
    issues: dict[str, str]
    said_on: str | None
    confidence: float
    state: str
    links: list[object]


def claim_lines(article: str, extraction: Extraction, registry: Registry) -> Iterator[ClaimLine]:
    names = {actor.slug: actor.name for actor in registry.actors}
    names |= {outlet.slug: outlet.name for outlet in registry.outlets}
    for number, claim in enumerate(extraction.claims, 1):
        yield _line(article, f"{article}#{number}", claim, names)


def _line(article: str, identifier: str, claim: ExtractedClaim, names: dict[str, str]) -> ClaimLine:
    attribution = claim.attribution
    return ClaimLine(
        article=article,
        id=identifier,
        source=list(attribution.source),
        cue=list(attribution.cue),
        content=list(attribution.content),
        kind=attribution.kind.value,
        speaker=speaker_name(claim.speaker, names),
        reported_via=speaker_name(claim.reported_via, names) if claim.reported_via else None,
        addressee=speaker_name(claim.addressee, names) if claim.addressee else None,
        sourcing=claim.speaker.sourcing.value or None,
        affiliation=names.get(claim.speaker.affiliation),
        act=claim.act.value,
        issues={mention.issue: mention.stance.value for mention in claim.issues},
        said_on=claim.said_on.value.isoformat() if claim.said_on else None,
        confidence=claim.confidence,
        state="suggested",
        links=[],
    )


def speaker_name(speaker: Speaker, names: dict[str, str]) -> str | None:
    """Return the name, several joined by " + ", or None for an open speaker."""
    members = [names[slug] for slug in speaker.actors]
    members += [other.name for other in (speaker, *speaker.beside) if other.name]
    return " + ".join(members) or None
