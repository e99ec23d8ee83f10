"""One parsed article into an Extraction: speakers, acts, issues and dates joined to the attributions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from claims.extraction import spans
from claims.extraction.actions import Actions
from claims.extraction.aliases import AliasIndex, Mention
from claims.extraction.chronology import Chronology, Scene
from claims.extraction.dates import DateIndex
from claims.extraction.discourse import Scene as Discourse
from claims.extraction.lexicon import read_cues
from claims.extraction.meaning import MeaningFinder
from claims.extraction.publication import PossibleDays, limits_of_page, publication_date
from claims.extraction.records import (
    ArticleText,
    Attribution,
    ExtractedClaim,
    Extraction,
    Segment,
    SegmentKind,
    Span,
    Speaker,
)
from claims.extraction.registry import Registry
from claims.extraction.relays import via_of, with_source_quoted
from claims.extraction.sides import Roles
from claims.extraction.speakers import SpeakerFinder
from claims.extraction.timing import Timing, until_today

Nested = Callable[[Doc, Attribution], list[Attribution]]

PRESS = r"press(?! (?:secretar|service|office|conference|team|spokes|attach))"
MEDIA = re.compile(rf"\b(?:(?:media|newspapers?|news agency|outlets?)\b|{PRESS}\b)", re.IGNORECASE)
BYLINE_PREFIX = re.compile(r"^\W*(?:by|authors?|written by|reporting by|reported by|text by)\b:?\s*", re.IGNORECASE)
# "According to" an outlet only passes on what it holds; "the outlet reported that" is a claim of its own as well.
ACCORDING = "cue:according"


@dataclass(frozen=True, slots=True)
class Article:
    """A parsed article with what all of its claims share."""

    doc: Doc
    text: str
    mentions: Sequence[Mention]
    published: date | None
    dates: DateIndex
    days: PossibleDays
    roles: Roles

    def words(self, found: Sequence[Span]) -> str:
        return " ".join(self.text[start:end] for start, end in found)

    def sentence(self, attribution: Attribution) -> Span:
        """The sentence of the cue."""
        cue = self.doc.char_span(*spans.cover(attribution.cue or attribution.content), alignment_mode="expand")
        sentence = cue.root.sent if cue is not None else self.doc[:]
        return Span(sentence.start_char, sentence.end_char)


class Assembly:
    """Joins what is known beforehand to what each component found; ``nested`` looks inside an attribution."""

    def __init__(self, registry: Registry, nlp: Language, version: str, nested: Nested) -> None:
        self.nested = nested
        self.aliases = AliasIndex(registry, nlp)
        self.speakers = SpeakerFinder(self.aliases)
        self.actions = Actions(read_cues())
        self.meanings = MeaningFinder(registry)
        self.chronology = Chronology(registry)
        self.version = version

    def read(self, doc: Doc, given: ArticleText) -> Extraction:
        """``doc`` has been through the pipeline; ``given.published`` goes before what the text says."""
        segments = tuple(_retyped(segment, given) for segment in doc._.segments)
        doc._.segments = segments
        stated = publication_date(given.text, segments)
        mentions = self.aliases.find(doc)
        dates = DateIndex(given.text)
        published = given.published or (stated.value if stated else None)
        days = PossibleDays.only(published) if published else self._possible_days(doc, given, mentions, dates)
        dates = self.chronology.with_events(days, Scene(doc, given.text, mentions, dates))
        roles = self.meanings.roles(doc, mentions)
        article = Article(doc, given.text, mentions, published, dates, days, roles)
        return Extraction(
            segments=segments,
            claims=tuple(self._claims(article)),
            version=self.version,
            title=_first(given.text, segments, SegmentKind.HEADLINE),
            byline=_byline(given.text, segments),
            outlet=_outlet(segments, article.mentions),
            published=stated or (None if published else days.as_date()),
        )

    def _possible_days(
        self, doc: Doc, given: ArticleText, mentions: Sequence[Mention], dates: DateIndex
    ) -> PossibleDays:
        """When an article without a date of its own may have appeared."""
        days = until_today()
        for allowed, reason in limits_of_page(given.text, doc._.segments):
            days = days.limited(allowed, reason)
        return self.chronology.narrowed(days, Scene(doc, given.text, mentions, dates))

    def _claims(self, article: Article) -> list[ExtractedClaim]:
        found: tuple[Attribution, ...] = article.doc._.attributions
        headline = next((one for one in article.doc._.segments if one.kind is SegmentKind.HEADLINE), None)
        whole = (with_source_quoted(article.doc, _without_headline(one, headline)) for one in found)
        outermost = tuple(one for one in whole if not self.actions.states_nothing(article.doc, one))
        scene = self.speakers.read_scene(article.doc, outermost, article.mentions, article.days.about)
        speakers = self.speakers.find_in(scene)
        claims: list[ExtractedClaim] = []
        for outer, speaker in zip(outermost, speakers, strict=True):
            inner = self.nested(article.doc, outer) if self._passes_on(article, outer, speaker) else []
            place: int | None = None
            if not inner or ACCORDING not in outer.reason:
                place = len(claims)
                claim = replace(
                    self._claim(article, scene, outer, speaker),
                    reported_via=via_of(article.doc, article.text, article.sentence(outer), article.mentions),
                )
                claims.append(claim)
            for attribution, who in zip(inner, self._inner_speakers(article, inner, scene), strict=True):
                claim = replace(self._claim(article, scene, attribution, who), reported_via=speaker, nested_in=place)
                claims.append(claim)
        completed, points_to = self.meanings.completed(article.roles, claims)
        return Timing(article.doc, article.dates, article.days, article.sentence).dated(completed, points_to)

    def _inner_speakers(self, article: Article, inner: Sequence[Attribution], outer: Discourse) -> Sequence[Speaker]:
        if not inner:
            return ()
        scene = self.speakers.read_scene(article.doc, inner, article.mentions, article.days.about, outer.people)
        return self.speakers.find_in(scene)

    def _passes_on(self, article: Article, attribution: Attribution, speaker: Speaker) -> bool:
        """Tell whether it only reports what somebody else says: a medium, or "according to"."""
        return ACCORDING in attribution.reason or self._is_media(article, attribution, speaker)

    def _claim(self, article: Article, scene: Discourse, attribution: Attribution, speaker: Speaker) -> ExtractedClaim:
        by_media = self._is_media(article, attribution, speaker)
        found = self.meanings.find(article.roles, attribution, speaker, by_media=by_media)
        meaning = found.meaning
        return ExtractedClaim(
            attribution=attribution,
            speaker=speaker,
            act=meaning.act,
            issues=found.issues,
            negated=meaning.negated,
            conditional=meaning.conditional,
            hypothetical=meaning.hypothetical,
            past=meaning.past,
            addressee=self.speakers.addressee(scene, attribution, meaning.act, speaker),
            condition=meaning.condition,
            confidence=round(attribution.confidence * (0.5 + speaker.confidence / 2), 2),
            reason=(*attribution.reason, *speaker.reason, meaning.reason),
        )

    def _is_media(self, article: Article, attribution: Attribution, speaker: Speaker) -> bool:
        named = any(slug in self.aliases.outlets for slug in speaker.actors)
        return named or MEDIA.search(article.words(attribution.source)) is not None


def _without_headline(attribution: Attribution, headline: Segment | None) -> Attribution:
    """A headline that stands over what somebody says in the text below is no part of it."""
    cue = attribution.cue or attribution.content
    if headline is None or cue[0].start < headline.end or attribution.content[0].start >= headline.end:
        return attribution
    content = tuple(place for place in attribution.content if place.start >= headline.end)
    return replace(attribution, content=content) if content else attribution


def _retyped(segment: Segment, given: ArticleText) -> Segment:
    """Return a supposed headline as body where the article is known to have another title."""
    words = given.text[segment.start : segment.end].strip().casefold()
    if segment.kind is not SegmentKind.HEADLINE or not given.title or words == given.title.strip().casefold():
        return segment
    return replace(segment, kind=SegmentKind.BODY)


def _outlet(segments: Sequence[Segment], mentions: Sequence[Mention]) -> str | None:
    """The outlet that the page names outside of its body, as in a notice at the end."""
    outlets = [mention for mention in mentions if mention.kind == "outlet"]
    for segment in segments:
        if segment.kind in {SegmentKind.BODY, SegmentKind.HEADLINE} or segment.label in {"caption", "teaser"}:
            continue
        for mention in outlets:
            if segment.start <= mention.span.start < segment.end:
                return mention.slugs[0]
    return None


def _first(text: str, segments: Sequence[Segment], kind: SegmentKind) -> str | None:
    return next((text[segment.start : segment.end] for segment in segments if segment.kind is kind), None)


def _byline(text: str, segments: Sequence[Segment]) -> str | None:
    line = _first(text, segments, SegmentKind.BYLINE)
    return BYLINE_PREFIX.sub("", line) if line else None
