"""Attributions in the making: quotations are joined to the cue beside them, nested ones are dropped."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from claims.extraction import spans
from claims.extraction.quotations import Quotation
from claims.extraction.records import Span

NEAR = 60  # characters between a quotation and the clause that introduces or follows it


@dataclass(slots=True)
class Draft:
    """An attribution while its content may still grow. ``speaks``: the cue takes quotations. ``outer``: may nest."""

    source: Span | None
    cue: Span
    content: list[Span]
    speaks: bool
    lemma: str
    outer: bool = False
    reason: list[str] = field(default_factory=list)

    @property
    def clause(self) -> Span:
        """Source and cue together."""
        return spans.cover((self.cue, self.source)) if self.source else self.cue

    def extend(self, span: Span, reason: str) -> None:
        self.content = list(spans.merge([*self.content, span]))
        self.reason.append(reason)


def attach_quotations(
    text: str, paragraphs: Sequence[Span], quotations: Sequence[Quotation], drafts: Iterable[Draft]
) -> None:
    """Give each quotation to the draft whose content it touches, whose clause is beside it, or that it continues."""
    starts = [paragraph.start for paragraph in paragraphs]
    by_paragraph = _grouped(starts, drafts)
    previous: Draft | None = None
    last_paragraph = -1
    for quotation in quotations:
        number = bisect_right(starts, quotation.span.start) - 1
        here = by_paragraph.get(number, [])
        if number > last_paragraph + 1:
            previous = None
        last_paragraph = number
        owner = _touching(quotation, here) or _beside(text, quotation, here)
        if owner is not None:
            _join(text, owner, quotation)
        elif previous is not None and _continues(text, quotation, previous, paragraphs[number]):
            previous.extend(quotation.span, "quote:continued")
            continue
        if owner is not None:
            previous = owner


def _grouped(starts: Sequence[int], drafts: Iterable[Draft]) -> dict[int, list[Draft]]:
    groups: dict[int, list[Draft]] = {}
    for draft in sorted(drafts, key=lambda draft: draft.cue):
        groups.setdefault(bisect_right(starts, draft.cue.start) - 1, []).append(draft)
    return groups


def _touching(quotation: Quotation, drafts: Sequence[Draft]) -> Draft | None:
    shared = [(sum(spans.overlap(span, quotation.span) for span in draft.content), draft) for draft in drafts]
    best = max((pair for pair in shared if pair[0]), key=lambda pair: pair[0], default=None)
    return best[1] if best else None


def _join(text: str, draft: Draft, quotation: Quotation) -> None:
    """Extend the content over the whole quotation, and over the few words between the two."""
    draft.extend(quotation.span, "quote")
    if len(draft.content) < 2:
        return
    first, second = draft.content[-2:]
    gap = text[first.end : second.start]
    if not spans.overlaps(Span(first.end, second.start), draft.clause) and len(gap.split()) <= 3 and "." not in gap:
        draft.content[-2:] = [Span(first.start, second.end)]


def _beside(text: str, quotation: Quotation, drafts: Sequence[Draft]) -> Draft | None:
    """The nearest speaking clause without content of its own, within NEAR characters and not past another sentence."""
    if not quotation.is_speech and not _ends_speech(text, quotation):
        return None
    free = [draft for draft in drafts if draft.speaks and not draft.content]
    near = [(distance, draft) for draft in free if (distance := _distance(text, quotation, draft)) is not None]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _distance(text: str, quotation: Quotation, draft: Draft) -> int | None:
    clause = draft.clause
    if clause.start >= quotation.span.end:
        gap, sense = text[quotation.span.end : clause.start], 0
    elif clause.end <= quotation.span.start:
        gap, sense = text[clause.end : quotation.span.start], 1
    else:
        return None
    if len(gap) > NEAR or any(mark in gap for mark in ('"', "“", "”", ". ")):
        return None
    return len(gap) + sense


def _ends_speech(text: str, quotation: Quotation) -> bool:
    inside = text[quotation.span.start : quotation.span.end].rstrip("\"”’'» ")
    return inside.endswith((",", ".", "!", "?"))


def _continues(text: str, quotation: Quotation, previous: Draft, paragraph: Span) -> bool:
    """A later sentence in quotation marks, or a paragraph that is one, goes on with the last quoted speaker."""
    if not quotation.is_speech or "quote" not in "".join(previous.reason):
        return False
    covers = quotation.span.end - quotation.span.start >= 0.9 * (paragraph.end - paragraph.start)
    before = text[paragraph.start : quotation.span.start].rstrip()
    same = paragraph.start <= previous.cue.start and (before.endswith((".", ",", "?", "!", ";", ":")) or before == "")
    return covers or (same and _ends_speech(text, quotation))


def without_nested(drafts: Sequence[Draft]) -> list[Draft]:
    """Drop drafts whose cue stands in another's content, save under an outer one such as "according to"."""
    index = _ContentIndex(drafts)
    return [draft for draft in drafts if draft.outer or not index.holds(draft)]


class _ContentIndex:
    """Which drafts' content covers a position; only the widest content up to each start is remembered."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        pairs = sorted(
            (span, number) for number, draft in enumerate(drafts) if not draft.outer for span in draft.content
        )
        self._spans = [span for span, _ in pairs]
        self._owners = [drafts[number] for _, number in pairs]

    def holds(self, draft: Draft) -> bool:
        index = bisect_right(self._spans, Span(draft.cue.start, 1 << 60)) - 1
        for back in range(index, max(-1, index - 12), -1):
            if self._owners[back] is not draft and spans.contains(self._spans[back], draft.cue):
                return True
        return False
