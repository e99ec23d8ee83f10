"""One extraction into the database: an article with its segments, claims and provisional actors, or a new version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history

from claims.extraction.names import fold, name_key
from claims.extraction.records import ExtractedClaim, Extraction, IssueMention, Precision, Speaker, StatedDate
from claims.ingest.anchors import reanchor
from claims.ingest.documents import IncomingArticle, Outcome, Status
from claims.ingest.matching import not_in
from claims.models import (
    Actor,
    ActorKind,
    Article,
    ArticleVersion,
    Claim,
    ClaimIssue,
    ClaimKey,
    Issue,
    Origin,
    Outlet,
    Segment,
    by_machine,
    checksum_of,
)
from claims.models.spans import as_lists

# The fields of a claim that extraction fills; re-extraction brings them up to date where no person has decided.
EXTRACTED = (
    "source", "source_text", "cue", "content", "content_text", "condition", "condition_text", "kind", "speaker_id",
    "speaker_confidence", "speaker_candidates", "reported_via_id", "addressee_id", "sourcing",
    "affiliation_id", "act", "negated", "conditional",
    "hypothetical", "past", "said_on", "said_on_precision", "said_on_basis", "confidence", "reason",
)  # fmt: skip
# The same for an issue of a claim.
EXTRACTED_PART = (
    "stance", "specificity", "inherited", "content", "content_text", "act", "confidence", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """Primary keys by slug, read once a run; ``names`` finds provisional actors by kind, name and body."""

    actors: dict[str, int]
    issues: Mapping[str, int]
    outlets: Mapping[str, int]
    names: dict[tuple[str, str], list[tuple[int, int | None]]] = field(default_factory=dict)

    @classmethod
    def from_database(cls) -> Known:
        """Read them all."""
        return cls(
            actors={actor.slug: actor.standing.pk for actor in Actor.objects.select_related("merged_into")},
            issues=dict(Issue.objects.values_list("slug", "pk")),
            outlets=dict(Outlet.objects.values_list("slug", "pk")),
            names=_names_known(),
        )


@transaction.atomic
def create_article(incoming: IncomingArticle, extraction: Extraction, known: Known) -> Outcome:
    """Store a new article with all that was found in it, or nothing."""
    outlet_id = known.outlets.get(incoming.outlet or extraction.outlet or "")
    origin = Origin.objects.create(outlet_id=outlet_id)
    article = Article(origin=origin, text=incoming.text, checksum=checksum_of(incoming.text))
    _describe(article, incoming, extraction, outlet_id)
    by_machine(article, "Ingested")
    article.save()
    store_segments(article, extraction)
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
    by_machine(article, "Ingested")
    article.save_edit()
    article.segments.all().delete()
    store_segments(article, extraction)
    anchored = _move_claims(article, old)
    stored = _store_claims(article, not_in(anchored, extraction.claims), extraction.version, known)
    ClaimKey.objects.of_article(article).delete()  # so that it counts as not linked
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


def store_segments(article: Article, extraction: Extraction) -> None:
    """Store the segments of an article that has none."""
    Segment.objects.bulk_create(
        Segment(article=article, kind=segment.kind, label=segment.label[:30], start=segment.start, end=segment.end)
        for segment in extraction.segments
    )


def _move_claims(article: Article, old: str) -> list[Claim]:
    """Move the claims of the version before onto the new text where all their words stand; return those moved."""
    moved = []
    for claim in Claim.objects.filter(article=article, anchored_version=article.version - 1):
        claim.article = article
        spans = (claim.source, claim.cue, claim.content, claim.condition)
        places = [reanchor(old, some, article.text) for some in spans]
        if None in places:
            continue
        claim.anchored_version = article.version
        claim.set_spans(source=places[0], cue=places[1], content=places[2], condition=places[3])
        reason = f"Moved to version {article.version} of the article"
        by_machine(claim, reason)
        claim.save()
        _move_parts(claim, old, reason)
        moved.append(claim)
    return moved


def _move_parts(claim: Claim, old: str, reason: str) -> None:
    """Move the parts of a moved claim; one whose words are gone becomes the whole content again."""
    for row in claim.claim_issues.exclude(content=[]):
        row.claim = claim
        row.set_content(reanchor(old, row.content, claim.text) or [])
        by_machine(row, reason)
        row.save()


def _store_claims(article: Article, found: Sequence[ExtractedClaim], version: str, known: Known) -> int:
    claims = [claim_from(article, claim, version, known) for claim in found]
    _create_outermost_first(claims, found)
    store_parts(claims, found, known)
    return len(claims)


def store_parts(claims: Sequence[Claim], found: Sequence[ExtractedClaim], known: Known) -> None:
    """Store the issues and the co-speakers of new claims."""
    pairs = list(zip(claims, found, strict=True))
    issues = [part_from(claim, mention, known) for claim, record in pairs for mention in record.issues]
    bulk_create_with_history(issues, ClaimIssue, default_change_reason="Extracted")
    for claim, record in pairs:
        if others := co_speakers_of(record, known):
            claim.co_speakers.set(others)


def co_speakers_of(record: ExtractedClaim, known: Known) -> list[int]:
    """Return the keys of the actors who speak together with the speaker."""
    speaker = record.speaker
    found = [_registered(slug, known) for slug in speaker.actors[1:]]
    found += [_provisional_actor(other, known) for other in speaker.beside if other.name]
    first = _actor_id(speaker, known)
    return [pk for pk in dict.fromkeys(found) if pk != first]


def part_from(claim: Claim, mention: IssueMention, known: Known) -> ClaimIssue:
    """Return an issue of a claim, not stored yet."""
    row = ClaimIssue(
        claim=claim,
        issue_id=known.issues[mention.issue],
        stance=mention.stance,
        specificity=mention.specificity,
        inherited=mention.inherited,
        act=mention.act if mention.act and mention.act != claim.act else "",
        confidence=mention.confidence,
        reason=list(mention.reason),
    )
    spans = as_lists(mention.spans)
    row.set_content(spans if spans != claim.content else [])
    return row


def _create_outermost_first(claims: Sequence[Claim], found: Sequence[ExtractedClaim]) -> None:
    pairs = list(zip(claims, found, strict=True))
    outermost = [claim for claim, record in pairs if record.nested_in is None]
    bulk_create_with_history(outermost, Claim, default_change_reason="Extracted")
    nested = [(claim, record.nested_in) for claim, record in pairs if record.nested_in is not None]
    for claim, outer in nested:
        claim.nested_in = claims[outer]
    bulk_create_with_history([claim for claim, _ in nested], Claim, default_change_reason="Extracted")


def claim_from(article: Article, record: ExtractedClaim, version: str, known: Known) -> Claim:
    """Return a claim, not stored yet; the actors it names are."""
    attribution, said_on = record.attribution, record.said_on
    claim = Claim(
        article=article,
        anchored_version=article.version,
        kind=attribution.kind,
        speaker_id=_actor_id(record.speaker, known),
        speaker_confidence=record.speaker.confidence,
        speaker_candidates=list(record.speaker.candidates),
        reported_via_id=_actor_id(record.reported_via, known),
        addressee_id=_actor_id(record.addressee, known),
        sourcing=record.speaker.sourcing,
        affiliation_id=_registered(owner, known) if (owner := record.speaker.affiliation) else None,
        act=record.act,
        negated=record.negated,
        conditional=record.conditional,
        hypothetical=record.hypothetical,
        past=record.past,
        said_on=said_on.value if said_on else None,
        said_on_precision=said_on.precision if said_on else "",
        said_on_basis=said_on.basis[:200] if said_on else "",
        confidence=record.confidence,
        reason=list(dict.fromkeys((*attribution.reason, *record.speaker.reason, *record.reason))),
        extractor_version=version,
    )
    claim.set_spans(
        source=as_lists(attribution.source),
        cue=as_lists(attribution.cue),
        content=as_lists(attribution.content),
        condition=as_lists(record.condition),
    )
    return claim


def _actor_id(speaker: Speaker | None, known: Known) -> int | None:
    """Return the registered actor, or a provisional one for somebody the registry does not know."""
    if speaker is None:
        return None
    if speaker.actors:
        return _registered(speaker.actors[0], known)
    return _provisional_actor(speaker, known) if speaker.name else None


def _registered(slug: str, known: Known) -> int:
    """Return the actor of a slug, or of the outlet of that slug, which thereby becomes an actor."""
    if slug not in known.actors:
        known.actors[slug] = Outlet.objects.get(slug=slug).as_actor().pk
    return known.actors[slug]


def _names_known() -> dict[tuple[str, str], list[tuple[int, int | None]]]:
    found: dict[tuple[str, str], list[tuple[int, int | None]]] = {}
    for actor in Actor.objects.filter(provisional=True).order_by("pk"):
        found.setdefault((actor.kind, _name_key(actor.kind, actor.name)), []).append((actor.pk, actor.part_of_id))
    return found


def _name_key(kind: str, name: str) -> str:
    return name_key(name) if kind == ActorKind.PERSON else fold(name)


def _provisional_actor(speaker: Speaker, known: Known) -> int:
    """Return who was found by this name before, in any spelling, unless both are known to belong elsewhere."""
    name = (speaker.name or "")[:200]
    owner = _registered(speaker.affiliation, known) if speaker.affiliation else None
    same = known.names.setdefault((speaker.kind, _name_key(speaker.kind, name)), [])
    for pk, body in same:
        if owner is None or body is None or owner == body:
            return pk
    slug = _free_slug(name, speaker.affiliation if same else "")
    actor, _ = Actor.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "kind": speaker.kind,
            "gender": speaker.gender,
            "description": speaker.role[:300],
            "part_of_id": owner,
            "provisional": True,
        },
    )
    same.append((actor.standing.pk, actor.part_of_id))
    return actor.standing.pk


def _free_slug(name: str, namesake_of: str) -> str:
    """Return the slug of a name; a namesake's names its body as well."""
    slug = slugify(f"{fold(name)} {namesake_of}", allow_unicode=False)[:100]
    return slug or f"actor-{checksum_of(name)[:12]}"
