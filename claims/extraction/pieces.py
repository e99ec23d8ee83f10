"""Very long texts in pieces: cut at paragraph breaks before parsing, joined again by offset afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims.extraction import spans
from claims.extraction.records import ArticleText, Attribution, ExtractedClaim, Extraction, Span

LIMIT = 100_000  # characters; a parse needs about a gigabyte a million characters


def split(article: ArticleText, limit: int | None = None) -> Iterator[tuple[int, ArticleText]]:
    """Yield (offset, piece); a text up to ``limit`` (LIMIT) characters is one piece."""
    start = 0
    while True:
        end = _cut(article.text, start, limit or LIMIT)
        yield start, replace(article, text=article.text[start:end])
        start = end
        if start >= len(article.text):
            return


def _cut(text: str, start: int, limit: int) -> int:
    end = start + limit
    if end >= len(text):
        return len(text)
    for mark in ("\n\n", "\n", ". ", " "):
        found = text.rfind(mark, start + limit // 2, end)
        if found != -1:
            return found + len(mark)
    return end


def join(parts: Sequence[tuple[int, Extraction]]) -> Extraction:
    """Put the extractions of a text's pieces together; what the text says about itself comes from the first."""
    first = parts[0][1]
    if len(parts) == 1:
        return first
    segments = [
        replace(segment, start=segment.start + offset, end=segment.end + offset)
        for offset, part in parts
        for segment in part.segments
    ]
    claims: list[ExtractedClaim] = []
    for offset, part in parts:
        before = len(claims)
        claims.extend(_shifted(claim, offset, before) for claim in part.claims)
    warning = f"The text was read in {len(parts)} pieces; pronouns do not reach across them."
    return replace(first, segments=tuple(segments), claims=tuple(claims), warnings=(*first.warnings, warning))


def _shifted(claim: ExtractedClaim, offset: int, before: int) -> ExtractedClaim:
    """Move a claim by ``offset`` characters, behind ``before`` claims of the pieces in front."""
    found: Attribution = claim.attribution
    moved = replace(
        found,
        content=_moved(found.content, offset),
        source=_moved(found.source, offset),
        cue=_moved(found.cue, offset),
    )
    nested_in = None if claim.nested_in is None else claim.nested_in + before
    issues = tuple(replace(mention, spans=_moved(mention.spans, offset)) for mention in claim.issues)
    condition = _moved(claim.condition, offset)
    return replace(claim, attribution=moved, nested_in=nested_in, issues=issues, condition=condition)


def _moved(found: Sequence[Span], offset: int) -> tuple[Span, ...]:
    return tuple(spans.shift(span, offset) for span in found)
