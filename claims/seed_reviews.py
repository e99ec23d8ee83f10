"""Reviews that come with the seed reports: what an editor decided on each of their claims, in the words of the text."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from claims.models import Act, Actor, Article, Claim, ClaimIssue, Issue, Kind, Precision, Stance, State

# A suggestion is the reviewed claim if their contents share this part of their joint characters.
SAME_CONTENT = 0.5
FLAGS = ("negated", "conditional", "hypothetical", "past")
_QUOTATION = re.compile(r'^(?:that\s+)?"[^"]*"$')

Spans = list[list[int]]


class SeedReviewError(ValueError):
    """A review cannot be used; the message names the file, the line and the remedy."""


@dataclass(frozen=True, slots=True)
class SeedReview:
    """One claim as an editor sees it. Spans are given as words; ``issues`` maps a slug to stance and specificity."""

    article: str
    source: str
    cue: str
    content: tuple[str, ...]
    act: str
    speaker: str | None = None
    issues: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    said_on: str | None = None
    co_speakers: tuple[str, ...] = ()
    reported_via: str | None = None
    addressee: str | None = None
    condition: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Where the words of a review stand in the text."""

    source: Spans
    cue: Spans
    content: Spans
    condition: Spans


def read_reviews(path: Path) -> list[SeedReview]:
    """Read a file of JSON lines, one review a line; raise SeedReviewError on any fault."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SeedReviewError(f'Cannot read "{path}": {error.strerror}. Name a file of reviews.') from error
    return [_read_line(f'"{path.name}", line {number}', line) for number, line in enumerate(lines, 1) if line.strip()]


def _read_line(where: str, line: str) -> SeedReview:
    try:
        values = json.loads(line)
        lists = {name: tuple(values.get(name, ())) for name in ("content", "co_speakers", "flags")}
        issues = {slug: (stance, specificity) for slug, (stance, specificity) in values.get("issues", {}).items()}
        return SeedReview(**{**values, **lists, "issues": issues})
    except (ValueError, TypeError, AttributeError) as error:
        raise SeedReviewError(f"{where}: {error}. Correct that line.") from error


def places_of(review: SeedReview, text: str) -> Places:
    """Return where the words stand: of several places the cue nearest to the content, the source nearest to the cue."""
    first, *others = review.content
    pairs = [(content, cue) for content in _found(first, text) for cue in _found(review.cue, text)]
    content, cue = min(pairs, key=lambda pair: _gap(pair[0], pair[1], text))
    spans, at = [content], content[1]
    for piece in others:
        spans.append(min(span for span in _found(piece, text) if span[0] >= at))
        at = spans[-1][1]
    source = [_nearest(review.source, cue, text)] if review.source else []
    condition = [_nearest(review.condition, content, text)] if review.condition else []
    return Places(_lists(source), _lists([cue]), _lists(spans), _lists(condition))


def _nearest(words: str, to: tuple[int, int], text: str) -> tuple[int, int]:
    return min(_found(words, text), key=lambda span: _gap(span, to, text))


def _found(words: str, text: str) -> list[tuple[int, int]]:
    """Return every place of whole words; raise SeedReviewError if there is none."""
    found = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    if not found:
        raise SeedReviewError(f'"{words}" does not stand in the article. Correct the review, or leave it out.')
    return found


def _gap(one: tuple[int, int], other: tuple[int, int], text: str) -> int:
    """Return the characters between two spans; the end of a sentence between them counts as far away."""
    left, right = sorted((one, other))
    between = text[left[1] : right[0]]
    return len(between) + 1000 * len(re.findall(r"""[.!?]["']?\s""", between)) + 1000 * between.count("\n")


def _lists(spans: Sequence[tuple[int, int]]) -> Spans:
    return [[start, end] for start, end in spans]


class Reviewer:
    """Applies reviews as the decisions of one editor. Where anybody has decided anything, nothing is touched."""

    def __init__(self, editor: User) -> None:
        self.editor = editor
        self._actors = {actor.slug: actor for actor in Actor.objects.all()}
        self._issues = {issue.slug: issue for issue in Issue.objects.all()}

    def apply(self, reviews: Sequence[SeedReview]) -> Counter[str]:
        """Apply all, article by article; return how many were accepted, corrected, added or left."""
        by_article: dict[str, list[SeedReview]] = defaultdict(list)
        for review in reviews:
            by_article[review.article].append(review)
        return Counter(outcome for name, found in by_article.items() for outcome in self._apply_to(name, found))

    @transaction.atomic
    def _apply_to(self, name: str, reviews: Sequence[SeedReview]) -> list[str]:
        article = Article.objects.filter(file_name=name).order_by("pk").first()
        if article is None or article.claims.exclude(state=State.SUGGESTED, edit_version=1).exists():
            return ["left"] * len(reviews)
        try:
            places = [places_of(review, article.text) for review in reviews]
        except SeedReviewError:
            return ["left"] * len(reviews)
        matched = matches(places, article.claims.untouched().filter(anchored_version=article.version))
        pairs = enumerate(zip(reviews, places, strict=True))
        return [self._decide(article, review, place, matched.get(number)) for number, (review, place) in pairs]

    def _decide(self, article: Article, review: SeedReview, places: Places, found: Claim | None) -> str:
        claim = found or Claim(article=article, anchored_version=article.version)
        before = _values(claim)
        self._fill(claim, review, places)
        changed = _values(claim) != before
        if found is None:
            claim._history_user = self.editor
            claim.save()
        together = [self._actor(slug) for slug in review.co_speakers]
        if set(claim.co_speakers.all()) != set(together):
            claim.co_speakers.set([actor for actor in together if actor])
            changed = True
        changed = self._set_issues(claim, review) or changed
        if found is None:
            claim.accept(self.editor)
            return "added"
        claim.correct(self.editor) if changed else claim.accept(self.editor)
        return "corrected" if changed else "accepted"

    def _fill(self, claim: Claim, review: SeedReview, places: Places) -> None:
        claim.set_spans(source=places.source, cue=places.cue, content=places.content, condition=places.condition)
        claim.kind, claim.act = kind_of(review.content), review.act
        claim.speaker, claim.speaker_confidence = self._actor(review.speaker), 1 if review.speaker else 0
        claim.reported_via = self._actor(review.reported_via)
        claim.addressee = self._actor(review.addressee)
        for flag in FLAGS:
            setattr(claim, flag, flag in review.flags)
        said_on, precision = _date(review.said_on)
        if (claim.said_on, claim.said_on_precision) != (said_on, precision):
            claim.said_on, claim.said_on_precision = said_on, precision
            claim.said_on_basis = "an editor" if said_on else ""

    def _set_issues(self, claim: Claim, review: SeedReview) -> bool:
        """Make the claim's issues those of the review, each on the whole content; return whether a stance changed.

        Which part of the words an issue rests on was not reviewed, so it goes: nothing unreviewed passes as checked.
        """
        wanted = {self._issues[slug].pk: values for slug, values in review.issues.items()}
        rows = {row.issue_id: row for row in claim.claim_issues.all()}
        same = {pk: (row.stance, row.specificity) for pk, row in rows.items()} == wanted
        if same and not any(row.content or row.act or row.inherited for row in rows.values()):
            return False
        for pk in rows.keys() - wanted.keys():
            rows[pk]._history_user = self.editor  # type: ignore[attr-defined]
            rows[pk].delete()
        for pk, (stance, specificity) in wanted.items():
            row = rows.get(pk) or ClaimIssue(claim=claim, issue_id=pk)
            row.stance, row.specificity = stance, specificity
            row.content, row.content_text, row.act, row.inherited = [], "", "", False
            row._history_user = self.editor  # type: ignore[attr-defined]
            row.save()
        return not same

    def _actor(self, slug: str | None) -> Actor | None:
        return self._actors[slug] if slug else None


def check_reviews(reviews: Sequence[SeedReview]) -> None:
    """Raise SeedReviewError for an actor, issue, act, stance or flag that is not known."""
    known = {
        "actor": set(Actor.objects.values_list("slug", flat=True)),
        "issue": set(Issue.objects.values_list("slug", flat=True)),
        "act": set(Act.values),
        "stance": set(Stance.values),
        "flag": set(FLAGS),
    }
    for review in reviews:
        actors = [review.speaker, review.reported_via, review.addressee, *review.co_speakers]
        used = {
            "actor": {slug for slug in actors if slug},
            "issue": set(review.issues),
            "act": {review.act},
            "stance": {stance for stance, _ in review.issues.values()},
            "flag": set(review.flags),
        }
        for word, values in used.items():
            for value in sorted(values - known[word]):
                raise SeedReviewError(f'Unknown {word} "{value}" in a review of "{review.article}". Correct it.')


def matches(places: Sequence[Places], claims: Iterable[Claim]) -> dict[int, Claim]:
    """Return for each review the suggestion that means the same words, each suggestion once, the nearest ones first."""
    pairs = [
        (_likeness(place, claim), number, claim)
        for number, place in enumerate(places)
        for claim in claims
        if _overlap(place.content, claim.content) >= SAME_CONTENT
    ]
    matched: dict[int, Claim] = {}
    taken: set[int] = set()
    for _, number, claim in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2].pk)):
        if number not in matched and claim.pk not in taken:
            matched[number] = claim
            taken.add(claim.pk)
    return matched


def _likeness(place: Places, claim: Claim) -> float:
    """Return how much of content and cue is the same: the cue tells apart what two speakers do with the same words."""
    return _overlap(place.content, claim.content) + _overlap(place.cue, claim.cue)


def _overlap(one: Spans, other: Spans) -> float:
    left, right = _characters(one), _characters(other)
    return len(left & right) / len(left | right) if left | right else 0.0


def _characters(spans: Spans) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def kind_of(content: Sequence[str]) -> Kind:
    """Return whether the content is all, partly or not at all in quotation marks."""
    if all(_QUOTATION.match(piece) for piece in content):
        return Kind.DIRECT
    return Kind.MIXED if any('"' in piece for piece in content) else Kind.INDIRECT


def _date(text: str | None) -> tuple[date | None, str]:
    """Return the first day of ``2024-06-14``, ``2024-06`` or ``2024`` and how exact it is."""
    if not text:
        return None, ""
    precision = {4: Precision.YEAR, 7: Precision.MONTH}.get(len(text), Precision.DAY)
    return date.fromisoformat(f"{text}-01-01"[:10]), precision


def _values(claim: Claim) -> tuple[Any, ...]:
    names = ("source", "cue", "content", "condition", "kind", "act", "speaker_id", "reported_via_id", "addressee_id")
    spans = {"source", "cue", "content", "condition"}
    dated = ("said_on", "said_on_precision", *FLAGS)
    return tuple(
        json.dumps(getattr(claim, name)) if name in spans else getattr(claim, name) for name in (*names, *dated)
    )
