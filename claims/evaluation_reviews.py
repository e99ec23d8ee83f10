"""The part of ``manage.py evaluate`` that measures fresh extraction against the reviews of the seed reports."""

from __future__ import annotations

import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText, ExtractedClaim, ExtractionSettings
from claims.extraction.scoring import Figure, share
from claims.ingest.configuration import extraction_settings
from claims.ingest.documents import IncomingArticle, UnreadableDocumentError
from claims.ingest.readers import Document, Reader
from claims.ingest.registry import registry_from_database
from claims.models import Claim, as_iso
from claims.seed_reviews import SeedReview, SeedReviewError, matches, places_of, read_reviews

HELD_OUT = "held_out.txt"
LONGEST = 1_000_000  # bytes of one report


@dataclass(frozen=True, slots=True)
class ReviewScores:
    """Extraction against reviews; fields after ``claims`` are over matched claims, ``date`` over the ``dated`` ones."""

    articles: int
    reviews: int
    found: int
    claims: Figure
    speaker: float
    act: float
    issues: Figure
    stance: float
    date: float
    dated: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one claim that extraction and review do not agree on."""

    article: str
    field: str
    found: str
    wanted: str
    words: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The counts of one article, and its differences."""

    article: str
    counts: Counter[str]
    differences: tuple[Difference, ...]


def add_reviews(parts: Any, seeds: Path) -> None:
    """Add ``reviews [FILE]`` to the subcommands; ``seeds`` holds the file, its articles and the names held out."""
    reviews = parts.add_parser("reviews", help="fresh extraction, against the reviews of the seed reports")
    reviews.add_argument("gold", nargs="?", type=Path, default=seeds / "reviews.jsonl", metavar="FILE")
    reviews.add_argument("--json", action="store_true", help="write the figures as JSON")
    reviews.add_argument("--show", action="store_true", help="list the differences, except in reports held out")


def review_report(path: Path, *, as_json: bool, show: bool) -> str:
    """Extract the reports beside ``path`` and compare; raise CommandError with the remedy where that fails."""
    try:
        compared = compare_reports(path, extraction_settings())
        held_out = frozenset(_lines(path.parent / HELD_OUT))
    except OSError as error:
        raise CommandError(f'Cannot read "{error.filename}": {error.strerror}. Give a file of reviews.') from error
    except (SeedReviewError, UnreadableDocumentError) as error:
        raise CommandError(str(error)) from error
    groups = grouped(compared, held_out)
    if as_json:
        return json.dumps({name: asdict(scores) for name, scores in groups.items()})
    shown = [one for one in compared if show and one.article not in held_out]
    return "\n".join([*_tables(groups), *(_row(row) for one in shown for row in one.differences)])


def compare_reports(path: Path, settings: ExtractionSettings) -> list[Compared]:
    """Compare each report that ``path`` reviews with what is extracted from it now, whatever is stored of it."""
    by_article: dict[str, list[SeedReview]] = defaultdict(list)
    for review in read_reviews(path):
        by_article[review.article].append(review)
    reports = [_report(path.parent / "articles" / name) for name in by_article]
    texts = [ArticleText(report.text, report.published, report.title, report.outlet) for report in reports]
    extractions = Extractor(registry_from_database(), settings).extract(texts)
    pairs = zip(by_article.items(), reports, extractions, strict=True)
    return [_compare(name, reviews, report.text, found.claims) for (name, reviews), report, found in pairs]


def grouped(compared: Sequence[Compared], held_out: frozenset[str]) -> dict[str, ReviewScores]:
    """Return the figures over all reports, and apart for those on which rules may be built and those held out."""
    groups = {
        "all": list(compared),
        "development": [one for one in compared if one.article not in held_out],
        "held out": [one for one in compared if one.article in held_out],
    }
    return {name: _scores(found) for name, found in groups.items() if found}


def _report(path: Path) -> IncomingArticle:
    return Reader(LONGEST, ("en",)).read(Document(path.name, path), io.BytesIO())


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def _compare(name: str, reviews: Sequence[SeedReview], text: str, found: Sequence[ExtractedClaim]) -> Compared:
    outer = [claim for claim in found if claim.nested_in is None]
    places = [places_of(review, text) for review in reviews]
    matched = matches(places, [_unsaved(number, claim) for number, claim in enumerate(outer)])
    counts = Counter(reviews=len(reviews), found=len(outer), matched=len(matched))
    differences: list[Difference] = []
    for number, review in enumerate(reviews):
        if number not in matched:
            differences.append(_difference(review, "claim", "", review.cue))
            continue
        claim = outer[matched[number].pk]
        counts += _counts(claim, review)
        differences += _differences(claim, review)
    return Compared(name, counts, tuple(differences))


def _unsaved(number: int, claim: ExtractedClaim) -> Claim:
    given = claim.attribution
    return Claim(pk=number, content=[list(span) for span in given.content], cue=[list(span) for span in given.cue])


def _speaker(claim: ExtractedClaim) -> str | None:
    return next(iter(claim.speaker.actors), claim.speaker.name)


def _date(claim: ExtractedClaim) -> str | None:
    return as_iso(claim.said_on.value, claim.said_on.precision) if claim.said_on else None


def _stances(claim: ExtractedClaim) -> dict[str, str]:
    return {mention.issue: mention.stance.value for mention in claim.issues}


def _counts(claim: ExtractedClaim, review: SeedReview) -> Counter[str]:
    stances = _stances(claim)
    shared = stances.keys() & review.issues.keys()
    return Counter(
        speaker=_speaker(claim) == review.speaker,
        act=claim.act.value == review.act,
        issues_found=len(stances),
        issues_wanted=len(review.issues),
        issues=len(shared),
        stance=sum(stances[slug] == review.issues[slug][0] for slug in shared),
        dated=review.said_on is not None,
        date=review.said_on is not None and _date(claim) == review.said_on,
    )


def _differences(claim: ExtractedClaim, review: SeedReview) -> Iterator[Difference]:
    wanted = {slug: stance for slug, (stance, _) in review.issues.items()}
    fields: Mapping[str, tuple[object, object]] = {
        "speaker": (_speaker(claim), review.speaker),
        "act": (claim.act.value, review.act),
        "issues": (_in_order(_stances(claim)), _in_order(wanted)),
        "date": (_date(claim), review.said_on or _date(claim)),
    }
    for field, (found, want) in fields.items():
        if found != want:
            yield _difference(review, field, found, want)


def _in_order(stances: Mapping[str, str]) -> str:
    return ", ".join(f"{slug} {stance}" for slug, stance in sorted(stances.items()))


def _difference(review: SeedReview, field: str, found: object, wanted: object) -> Difference:
    words = f"{review.source} | {review.cue} | {' … '.join(review.content)}"
    return Difference(review.article, field, str(found or "-"), str(wanted or "-"), words)


def _scores(compared: Sequence[Compared]) -> ReviewScores:
    sums = sum((one.counts for one in compared), Counter[str]())
    return ReviewScores(
        articles=len(compared),
        reviews=sums["reviews"],
        found=sums["found"],
        claims=Figure.of(sums["matched"], sums["found"], sums["reviews"]),
        speaker=share(sums["speaker"], sums["matched"]),
        act=share(sums["act"], sums["matched"]),
        issues=Figure.of(sums["issues"], sums["issues_found"], sums["issues_wanted"]),
        stance=share(sums["stance"], sums["issues"]),
        date=share(sums["date"], sums["dated"]),
        dated=sums["dated"],
    )


def _tables(groups: Mapping[str, ReviewScores]) -> Iterator[str]:
    for name, scores in groups.items():
        yield f"{name}: {scores.articles} reports, {scores.reviews} reviews, {scores.found} claims found"
        for field, figure in (("claims", scores.claims), ("issues", scores.issues)):
            yield f"  {field:10} P {figure.precision:.3f}  R {figure.recall:.3f}  F1 {figure.f1:.3f}"
        for field in ("speaker", "act", "stance", "date"):
            yield f"  {field:10} {getattr(scores, field):.3f}"


def _row(row: Difference) -> str:
    return f"{row.article} {row.field}: {row.found}, should be {row.wanted}: {row.words}"
