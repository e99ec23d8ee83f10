"""Re-extraction into the database: what nobody has decided is brought up to date, everything else stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q

from claims.extraction.records import ArticleText, ExtractedClaim, Extraction
from claims.ingest.matching import Matching, match_claims
from claims.ingest.storing import (
    EXTRACTED,
    EXTRACTED_PART,
    Known,
    claim_from,
    co_speakers_of,
    part_from,
    store_parts,
    store_segments,
)
from claims.models import (
    Article,
    Claim,
    ClaimIssue,
    ClaimKey,
    LinkState,
    Precision,
    SegmentKind,
    Statement,
    TermState,
    by_machine,
)
from claims.terms import topics_of, update_terms

REASON = "Re-extracted"
GONE = "Re-extracted: not found again"
# The basis of a publication date that does not come from the text.
FRONT_MATTER = "front matter"


class RenewalStatus(StrEnum):
    """What became of an article; unchanged means that extraction found again what is stored."""

    RENEWED = "renewed"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Renewal:
    """What became of one article. ``kept`` counts claims that people decided on or that something rests on."""

    article: int
    name: str
    status: RenewalStatus
    reason: str = ""
    updated: int = 0
    added: int = 0
    removed: int = 0
    kept: int = 0


def known_beforehand(article: Article) -> ArticleText:
    """Return the text with what is known besides it: what extraction itself once read from the text is left out."""
    headlines = {
        article.text[segment.start : segment.end].strip().casefold()
        for segment in article.segments.all()
        if segment.kind == SegmentKind.HEADLINE
    }
    given_title = article.title.strip().casefold() not in headlines
    return ArticleText(
        text=article.text,
        published=article.published_on if _is_given_date(article) else None,
        title=(article.title or None) if given_title else None,
        outlet=article.outlet.slug if article.outlet else None,
    )


def _is_given_date(article: Article) -> bool:
    given = article.published_basis == FRONT_MATTER or is_edited(article)
    return given and article.published_precision == Precision.DAY


def is_edited(article: Article) -> bool:
    """Tell whether a person ever changed what is known about the article."""
    return bool(article.history.exclude(history_user=None).exists())


@transaction.atomic
def renew_article(article: Article, extraction: Extraction, known: Known) -> Renewal:
    """Store a new extraction of the article's text, or nothing. The caller holds the lock on the article."""
    described = _describe(article, extraction)
    stored = list(_current_claims(article))
    topics = topics_of(claims=Claim.objects.filter(article=article))
    matching = match_claims(extraction.claims, stored)
    added = _add(article, extraction, matching, known)
    places = matching.same | added
    updated = sum(_update(claim, number, extraction, places, known) for number, claim in matching.same.items())
    removed = _remove(matching.gone)
    topics |= topics_of(claims=Claim.objects.filter(article=article))
    update_terms(topics=topics)
    changed = described or added or updated or removed
    if changed:
        # Without keys an article counts as not linked: should this run end before it is, manage.py link finds it.
        ClaimKey.objects.of_article(article).delete()
    return Renewal(
        article=article.pk,
        name=str(article),
        status=RenewalStatus.RENEWED if changed else RenewalStatus.UNCHANGED,
        updated=updated,
        added=len(added),
        removed=removed,
        kept=len(stored) - removed - sum(claim.is_untouched for claim in matching.same.values()),
    )


def _current_claims(article: Article) -> Iterable[Claim]:
    claims = article.claims.filter(anchored_version=article.version).order_by("start", "pk")
    for claim in claims.prefetch_related("co_speakers", "claim_issues"):
        claim.article = article
        yield claim


def _describe(article: Article, extraction: Extraction) -> bool:
    """Bring what was read from the text up to date; return whether anything but the version changed.

    Segments and date of an article that a person edited stay.
    """
    Article.objects.filter(pk=article.pk).update(extractor_version=extraction.version)
    article.extractor_version = extraction.version
    if is_edited(article):
        return False
    segmented = _renew_segments(article, extraction)
    before = _description(article)
    _renew_date(article, extraction)
    article.title = article.title or (extraction.title or "")[:500]
    article.byline = article.byline or (extraction.byline or "")[:300]
    if before != _description(article):
        by_machine(article, REASON)
        article.save_edit()
        return True
    return segmented


def _description(article: Article) -> tuple[Any, ...]:
    published = (article.published_on, article.published_precision, article.published_basis)
    return (*published, article.title, article.byline)


def _renew_segments(article: Article, extraction: Extraction) -> bool:
    found = [(str(segment.kind), segment.start, segment.end, segment.label[:30]) for segment in extraction.segments]
    if found == list(article.segments.order_by("start").values_list("kind", "start", "end", "label")):
        return False
    article.segments.all().delete()
    store_segments(article, extraction)
    return True


def _renew_date(article: Article, extraction: Extraction) -> None:
    if article.published_basis == FRONT_MATTER:
        return
    stated = extraction.published
    article.published_on = stated.value if stated else None
    article.published_precision = stated.precision if stated else ""
    article.published_basis = stated.basis[:200] if stated else ""


def _add(article: Article, extraction: Extraction, matching: Matching, known: Known) -> dict[int, Claim]:
    """Store the new claims, outermost first; return them by their number."""
    added: dict[int, Claim] = {}
    for number in sorted(matching.new, key=lambda number: extraction.claims[number].nested_in is not None):
        record = extraction.claims[number]
        claim = claim_from(article, record, extraction.version, known)
        claim.nested_in = _outer(record, matching.same | added)
        by_machine(claim, REASON)
        claim.save()
        added[number] = claim
    store_parts(list(added.values()), [extraction.claims[number] for number in added], known)
    return added


def _outer(record: ExtractedClaim, places: Mapping[int, Claim]) -> Claim | None:
    return places.get(record.nested_in) if record.nested_in is not None else None


def _update(claim: Claim, number: int, extraction: Extraction, places: Mapping[int, Claim], known: Known) -> bool:
    """Bring a suggestion that nobody touched up to date; return whether anything but its version changed."""
    if not claim.is_untouched:
        return False
    record = extraction.claims[number]
    fresh = claim_from(claim.article, record, extraction.version, known)
    fresh.nested_in = _outer(record, places)
    names = ("nested_in_id", *EXTRACTED)
    changed = [name for name in names if getattr(claim, name) != getattr(fresh, name)]
    for name in changed:
        setattr(claim, name, getattr(fresh, name))
    if changed:
        claim.extractor_version = extraction.version
        by_machine(claim, REASON)
        claim.save()
    elif claim.extractor_version != extraction.version:
        Claim.objects.filter(pk=claim.pk).update(extractor_version=extraction.version)
    together = _update_co_speakers(claim, co_speakers_of(record, known))
    parts = _update_parts(claim, [part_from(claim, mention, known) for mention in record.issues])
    return bool(changed) or together or parts


def _update_co_speakers(claim: Claim, wanted: Sequence[int]) -> bool:
    if {actor.pk for actor in claim.co_speakers.all()} == set(wanted):
        return False
    by_machine(claim, REASON)
    claim.co_speakers.set(wanted)
    return True


def _update_parts(claim: Claim, wanted: Sequence[ClaimIssue]) -> bool:
    stored = {row.issue_id: row for row in claim.claim_issues.all()}
    gone = [row for issue, row in stored.items() if issue not in {part.issue_id for part in wanted}]
    for row in gone:
        by_machine(row, GONE)
        row.delete()
    updated = sum(_update_part(stored.get(part.issue_id), part) for part in wanted)
    return bool(updated or gone)


def _update_part(stored: ClaimIssue | None, part: ClaimIssue) -> bool:
    row = stored or part
    changed = [name for name in EXTRACTED_PART if getattr(row, name) != getattr(part, name)]
    for name in changed:
        setattr(row, name, getattr(part, name))
    if changed or stored is None:
        by_machine(row, REASON)
        row.save()
        return True
    return False


def _remove(gone: Sequence[Claim]) -> int:
    """Delete suggestions that were not found again, the innermost first, unless something rests on them."""
    removed = 0
    for claim in sorted(gone, key=lambda claim: claim.nested_in_id is None):
        if claim.is_untouched and not rests_on(claim):
            by_machine(claim, GONE)
            claim.delete()
            removed += 1
    return removed


def rests_on(claim: Claim) -> bool:
    """Tell whether a person's work would be lost with the claim: decided links, terms, anything that refers to it."""
    decided = Q(decided_at__isnull=False) | ~Q(state=LinkState.SUGGESTED)
    return (
        claim.links_out.filter(decided).exists()
        or claim.links_in.filter(decided).exists()
        or claim.terms.exclude(state=TermState.SUGGESTED, edit_version=1).exists()
        or _is_joined_by_a_person(claim)
        or any(_refers(relation, claim) for relation in _other_relations())
    )


def _is_joined_by_a_person(claim: Claim) -> bool:
    return bool(Statement.history.filter(id=claim.statement_id).exclude(history_user=None).exists())


def _other_relations() -> list[Any]:
    """Return every other relation to a claim, those of later models included; issues of a claim are part of it."""
    ours = {"links_out", "links_in", "terms", "claim_issues", "canonical_of", "keys"}
    return [relation for relation in Claim._meta.related_objects if relation.get_accessor_name() not in ours]


def _refers(relation: Any, claim: Claim) -> bool:
    rows = relation.related_model._default_manager.filter(**{relation.field.name: claim})
    return bool(rows.exists())
