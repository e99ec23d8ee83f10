"""A small registry of invented actors, and articles and documents made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import spacy
from spacy.tokens import Doc

from claims.extraction.records import ArticleText, Attribution, Kind, Segment, SegmentKind, Span
from claims.extraction.registry import (
    KnownActor,
    KnownAlias,
    KnownIssue,
    KnownOffice,
    KnownOutlet,
    KnownTenure,
    KnownTerm,
    Registry,
)

VOCAB = spacy.blank("en").vocab


def make_registry() -> Registry:
    """Two states, Norvania and Sudoria, with a president each, a press and three issues."""
    return Registry(
        actors=(
            KnownActor("norvania", "Norvania", "state", aliases=_aliases(metonym="Port Ansel", adjective="Norvanian")),
            KnownActor("sudoria", "Sudoria", "state", aliases=_aliases(metonym="Belmar", adjective="Sudorian")),
            KnownActor("ida-kessel", "Ida Kessel", "person", "female", "norvania", aliases=_aliases(short="Kessel")),
            KnownActor("tom-arden", "Tom Arden", "person", "male", "sudoria", aliases=_aliases(short="Arden")),
            KnownActor("max-oleg", "Max Oleg", "person", "male", "sudoria", aliases=_aliases(short="Oleg")),
            KnownActor("norvanian-officials", "Norvanian officials", "group", part_of="norvania"),
        ),
        offices=(
            KnownOffice("norvania-president", "President of Norvania", "norvania", ("president", "leader")),
            KnownOffice("sudoria-president", "President of Sudoria", "sudoria", ("president", "leader")),
        ),
        tenures=(
            KnownTenure("norvania-president", "ida-kessel", date(2019, 5, 1)),
            KnownTenure("sudoria-president", "max-oleg", date(2010, 1, 1), date(2020, 12, 31)),
            KnownTenure("sudoria-president", "tom-arden", date(2021, 1, 1)),
        ),
        issues=(
            KnownIssue("ceasefire", "Ceasefire", "the fighting stops", terms=_terms("truce", "stop* ... fighting")),
            KnownIssue("withdrawal", "Withdrawal", "troops leave", terms=_terms("withdraw*", "pull* out")),
            KnownIssue("front", "Front", "-", stance_scale=False, terms=_terms("front line")),
            KnownIssue("plan", "Plan", "the plan is fine", terms=(KnownTerm("the plan", "neutral"),)),
        ),
        outlets=(KnownOutlet("morning-wire", "Morning Wire", names=("MW News",)),),
    )


def _aliases(**named: str) -> tuple[KnownAlias, ...]:
    return tuple(KnownAlias(text, kind) for kind, text in named.items())


def _terms(*texts: str) -> tuple[KnownTerm, ...]:
    return tuple(KnownTerm(text) for text in texts)


def make_article(*paragraphs: str, published: date | None = date(2024, 6, 19)) -> ArticleText:
    """An article that appeared on a Wednesday unless told otherwise."""
    return ArticleText("\n\n".join(paragraphs), published=published)


def make_doc(
    words: Sequence[str],
    *,
    heads: Sequence[int] | None = None,
    deps: Sequence[str] | None = None,
    tags: Sequence[str] | None = None,
    lemmas: Sequence[str] | None = None,
    ents: Sequence[str] | None = None,
) -> Doc:
    """A parsed document of one body segment; words are set apart by blanks except before punctuation."""
    spaces = [following not in {".", ",", "'s"} for following in [*words[1:], "."]]
    doc = Doc(
        VOCAB,
        words=list(words),
        spaces=spaces,
        heads=list(heads) if heads else None,
        deps=list(deps) if deps else None,
        tags=list(tags) if tags else None,
        lemmas=list(lemmas or [word.lower() for word in words]),
        ents=list(ents) if ents else None,
    )
    doc._.segments = (Segment(SegmentKind.BODY, 0, len(doc.text)),)
    return doc


def make_attribution(text: str, content: str, *, source: str = "", cue: str = "", reason: str = "") -> Attribution:
    """An attribution whose spans are the first places of the given words in ``text``."""
    return Attribution(
        content=_places(text, content),
        source=_places(text, source),
        cue=_places(text, cue),
        kind=Kind.INDIRECT,
        confidence=0.7,
        reason=(reason,) if reason else (),
    )


def _places(text: str, words: str) -> tuple[Span, ...]:
    start = text.index(words)
    return (Span(start, start + len(words)),) if words else ()
