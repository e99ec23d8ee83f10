"""One extraction into the database: an article with its segments, claims and provisional actors, or a new version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history

from claims.extraction.records import ExtractedClaim, Extraction, Precision, Speaker, StatedDate
from claims.ingest.anchors import reanchor
from claims.ingest.documents import IncomingArticle, Outcome, Status
from claims.models import (
    Actor,
    ActorKind,
    Article,
    ArticleVersion,
    Claim,
    ClaimIssue,
    Issue,
    Origin,
    Outlet,
    Segment,
    checksum_of,
)
from claims.models.spans import as_lists

# Two claims of one article are the same if their contents share this part of their joint characters.
SAME_CONTENT = 0.5


@dataclass(frozen=True, slots=True)
class Known:
    """Primary keys by slug, read once a run."""

    actors: dict[str, int]
    issues: Mapping[str, int]
    outlets: Mapping[str, int]

    @classmethod
    def from_database(cls) -> Known:
        """Read them all."""
        return cls(
            actors=dict(Actor.objects.values_list("slug", "pk")),
            issues=dict(Issue.objects.values_list("slug", "pk")),
            outlets=dict(Outlet.objects.values_list("slug", "pk")),
        )


@transaction.atomic
def create_article(incoming: IncomingArticle, extraction: Extraction, known: Known) -> Outcome:
    """Store a new article with all that was found in it, or nothing."""
    outlet_id = known.outlets.get(incoming.outlet or extraction.outlet or "")
    origin = Origin.objects.create(outlet_id=outlet_id)
    article = Article(origin=origin, text=incoming.text, checksum=checksum_of(incoming.text))
    _describe(article, incoming, extraction, outlet_id)
    article.save()
    _store_segments(article, extraction)
    stored = _store_claims(article, extraction.claims, extraction.version, known)
    return Outcome(incoming.name, Status.CREATED, article=article.pk, claims=stored)


@transaction.atomic
def update_article(article: Article, incoming: IncomingArticle, extraction: Extraction, known: Known) -> Outcome:
    """Store a changed text as the article's next version; claims move with their words or are left as orphans."""
    article = Article.objects.select_for_update().get(pk=article.pk)
    old = article.text
    ArticleVersion.objects.create(
        article=article,
        number=article.version,
        text=old,
        checksum=article.checksum,
        segments=list(article.segments.values_list("kind", "label", "start", "end")),
    )
    article.text, article.checksum, article.version = incoming.text, checksum_of(incoming.text), article.version + 1
    _describe(article, incoming, extraction, article.outlet_id)
    article.save_edit()
    article.segments.all().delete()
    _store_segments(article, extraction)
    anchored = _move_claims(article, old)
    stored = _store_claims(article, _not_in(anchored, extraction.claims), extraction.version, known)
    return Outcome(incoming.name, Status.UPDATED, article=article.pk, claims=stored)


def _describe(article: Article, incoming: IncomingArticle, extraction: Extraction, outlet_id: int | None) -> None:
    """Fill what the article does not say yet: front matter goes before what the text says; nothing is invented."""
    stated = extraction.published
    if incoming.published:
        stated = StatedDate(incoming.published, Precision.DAY, "front matter")
    article.outlet_id = article.outlet_id or outlet_id
    article.title = article.title or (incoming.title or extraction.title or "")[:500]
    article.byline = article.byline or (incoming.byline or extraction.byline or "")[:300]
    article.url = article.url or incoming.url
    article.file_name = incoming.name[:255]
    article.language = incoming.language
    article.extractor_version = extraction.version
    if stated and article.published_on is None:
        article.published_on, article.published_precision = stated.value, stated.precision
        article.published_basis = stated.basis[:200]


def _store_segments(article: Article, extraction: Extraction) -> None:
    Segment.objects.bulk_create(
        Segment(article=article, kind=segment.kind, label=segment.label[:30], start=segment.start, end=segment.end)
        for segment in extraction.segments
    )


def _move_claims(article: Article, old: str) -> list[Claim]:
    """Move the claims of the version before onto the new text where all their words stand; return those moved."""
    moved = []
    for claim in Claim.objects.filter(article=article, anchored_version=article.version - 1):
        claim.article = article
        places = [reanchor(old, spans, article.text) for spans in (claim.source, claim.cue, claim.content)]
        if None in places:
            continue
        claim.anchored_version = article.version
        claim.set_spans(source=places[0], cue=places[1], content=places[2])
        claim._change_reason = f"Moved to version {article.version} of the article"
        claim.save()
        moved.append(claim)
    return moved


def _not_in(stored: Sequence[Claim], found: Sequence[ExtractedClaim]) -> list[ExtractedClaim]:
    """Return what is not stored yet, each nested claim with the new number of the one around it, if that is new too."""
    new = [number for number, claim in enumerate(found) if not _stands_in(claim, stored)]
    places = {number: place for place, number in enumerate(new)}
    return [
        replace(found[number], nested_in=None if (outer := found[number].nested_in) is None else places.get(outer))
        for number in new
    ]


def _stands_in(claim: ExtractedClaim, stored: Iterable[Claim]) -> bool:
    new = _characters(claim.attribution.content)
    return any(_overlap(new, _characters(other.content)) >= SAME_CONTENT for other in stored)


def _characters(spans: Sequence[Sequence[int]]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def _overlap(one: set[int], other: set[int]) -> float:
    return len(one & other) / len(one | other)


def _store_claims(article: Article, found: Sequence[ExtractedClaim], version: str, known: Known) -> int:
    claims = [_claim(article, claim, version, known) for claim in found]
    _create_outermost_first(claims, found)
    issues = [
        ClaimIssue(
            claim=claim,
            issue_id=known.issues[mention.issue],
            stance=mention.stance,
            specificity=mention.specificity,
            confidence=mention.confidence,
            reason=list(mention.reason),
        )
        for claim, record in zip(claims, found, strict=True)
        for mention in record.issues
    ]
    bulk_create_with_history(issues, ClaimIssue, default_change_reason="Extracted")
    for claim, record in zip(claims, found, strict=True):
        if len(record.speaker.actors) > 1:
            claim.co_speakers.set([_registered(slug, known) for slug in record.speaker.actors[1:]])
    return len(claims)


def _create_outermost_first(claims: Sequence[Claim], found: Sequence[ExtractedClaim]) -> None:
    pairs = list(zip(claims, found, strict=True))
    outermost = [claim for claim, record in pairs if record.nested_in is None]
    bulk_create_with_history(outermost, Claim, default_change_reason="Extracted")
    nested = [(claim, record.nested_in) for claim, record in pairs if record.nested_in is not None]
    for claim, outer in nested:
        claim.nested_in = claims[outer]
    bulk_create_with_history([claim for claim, _ in nested], Claim, default_change_reason="Extracted")


def _claim(article: Article, record: ExtractedClaim, version: str, known: Known) -> Claim:
    attribution, said_on = record.attribution, record.said_on
    claim = Claim(
        article=article,
        anchored_version=article.version,
        kind=attribution.kind,
        speaker_id=_actor_id(record.speaker, known),
        speaker_confidence=record.speaker.confidence,
        speaker_candidates=list(record.speaker.candidates),
        reported_via_id=_actor_id(record.reported_via, known),
        act=record.act,
        negated=record.negated,
        conditional=record.conditional,
        hypothetical=record.hypothetical,
        past=record.past,
        said_on=said_on.value if said_on else None,
        said_on_precision=said_on.precision if said_on else "",
        said_on_basis=said_on.basis[:200] if said_on else "",
        confidence=record.confidence,
        reason=[*attribution.reason, *record.speaker.reason, *record.reason],
        extractor_version=version,
    )
    claim.set_spans(
        source=as_lists(attribution.source), cue=as_lists(attribution.cue), content=as_lists(attribution.content)
    )
    return claim


def _actor_id(speaker: Speaker | None, known: Known) -> int | None:
    """Return the registered actor, or a provisional one for a person the registry does not know."""
    if speaker is None:
        return None
    if speaker.actors:
        return _registered(speaker.actors[0], known)
    return _provisional_actor(speaker.name, known) if speaker.name else None


def _registered(slug: str, known: Known) -> int:
    """Return the actor of a slug, or of the outlet of that slug, which thereby becomes an actor."""
    if slug not in known.actors:
        known.actors[slug] = Outlet.objects.get(slug=slug).as_actor().pk
    return known.actors[slug]


def _provisional_actor(name: str, known: Known) -> int:
    slug = slugify(name, allow_unicode=False)[:100] or f"actor-{checksum_of(name)[:12]}"
    if slug not in known.actors:
        actor, _ = Actor.objects.get_or_create(
            slug=slug, defaults={"name": name[:200], "kind": ActorKind.PERSON, "provisional": True}
        )
        known.actors[slug] = actor.pk
    return known.actors[slug]
