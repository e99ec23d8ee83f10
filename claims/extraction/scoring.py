"""Precision, recall and overlap of attributions, compared as sets of words; returns values, never prints."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from claims.extraction import spans
from claims.extraction.polnear import AnnotatedText, AttributedSpans
from claims.extraction.records import Kind, Span

WORD = re.compile(r"\w+")
MARKS, OPENING, CLOSING = '"“”', '"“', '"”'
MATCH = 0.5  # share of words that two contents must have in common (intersection over union)

Words = frozenset[int]
Groups = Mapping[str, Sequence[tuple[str, ...]]]  # by document
Label = tuple[str, str]  # ("kind" or "group", its name)


@dataclass(frozen=True, slots=True)
class Figure:
    """Precision, recall and their harmonic mean, 0 where nothing was given."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @classmethod
    def of(cls, right: float, predicted: int, gold: int) -> Figure:
        return cls(share(right, predicted), share(right, gold))


@dataclass(frozen=True, slots=True)
class KindRecall:
    recall: float
    count: int


@dataclass(frozen=True, slots=True)
class AttributionScores:
    """content_partial: soft overlap of Johansson & Moschitti (2010). attribution: MATCH and the right source.

    ``recall_by_group`` counts an attribution in each group that the caller puts it into.
    """

    documents: int
    gold: int
    predicted: int
    content_exact: Figure
    content_partial: Figure
    content_token: Figure
    attribution: Figure
    attribution_strict: Figure
    recall_by_kind: Mapping[Kind, KindRecall]
    recall_by_group: Mapping[str, KindRecall] = field(default_factory=dict)


class TextWords:
    """The words of a text by number, so that quotation marks and blanks at an edge never count."""

    def __init__(self, text: str) -> None:
        self._words = [match.span() for match in WORD.finditer(text)]

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._words]

    @cached_property
    def _ends(self) -> list[int]:
        return [end for _, end in self._words]

    def within(self, found: Iterable[Span]) -> Words:
        """Return the numbers of the words that any of the spans touches."""
        ranges = (range(bisect_right(self._ends, start), bisect_left(self._starts, end)) for start, end in found)
        return frozenset(number for numbers in ranges for number in numbers)


@dataclass(frozen=True, slots=True)
class _Sets:
    """An attribution as sets of words."""

    source: Words
    content: Words
    kind: Kind
    groups: tuple[str, ...] = ()

    def same_source(self, other: _Sets) -> bool:
        return bool(self.source & other.source) or not (self.source or other.source)


def share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0


def agreement(one: Words, other: Words) -> float:
    """Return intersection over union."""
    return len(one & other) / len(one | other) if one or other else 0.0


def best_pairs(one: Sequence[Words], other: Sequence[Words]) -> list[tuple[float, int, int]]:
    """Return (agreement, index, index) of all pairs that share a word, the best first."""
    pairs = [
        (agreement(left, right), i, j) for i, left in enumerate(one) for j, right in enumerate(other) if left & right
    ]
    return sorted(pairs, reverse=True)


def score_attributions(
    gold: Mapping[str, AnnotatedText], predicted: Mapping[str, Sequence[AttributedSpans]], groups: Groups | None = None
) -> AttributionScores:
    """Score predictions by document name; documents without a prediction count as empty.

    ``groups`` are those of each gold attribution of a document, in its order.
    """
    tally: Counter[str] = Counter()
    soft = [0.0, 0.0]
    found, total = Counter[Label](), Counter[Label]()
    for name, annotated in gold.items():
        words = TextWords(annotated.text)
        wanted = _as_sets(words, annotated.text, annotated.attributions, (groups or {}).get(name, ()))
        given = _as_sets(words, annotated.text, predicted.get(name, ()))
        tally.update(_count(wanted, given))
        soft[0] += _soft(given, wanted)
        soft[1] += _soft(wanted, given)
        total.update(_labels(wanted))
        found.update(_labels(_matched(wanted, given, tally)))
    return _scores(len(gold), tally, soft, found, total)


def _as_sets(
    words: TextWords, text: str, rows: Sequence[AttributedSpans], groups: Sequence[tuple[str, ...]] = ()
) -> list[_Sets]:
    sets = (
        _Sets(words.within(row.source), words.within(row.content), kind_of(text, row.content), of)
        for row, of in zip(rows, groups or ((),) * len(rows), strict=True)
    )
    return [row for row in sets if row.content]


def _labels(rows: Iterable[_Sets]) -> Iterator[Label]:
    for row in rows:
        yield "kind", row.kind
        yield from (("group", name) for name in row.groups)


def _count(wanted: Sequence[_Sets], given: Sequence[_Sets]) -> dict[str, int]:
    exact = Counter(row.content for row in wanted) & Counter(row.content for row in given)
    gold_words = frozenset[int]().union(*(row.content for row in wanted))
    given_words = frozenset[int]().union(*(row.content for row in given))
    return {
        "gold": len(wanted),
        "given": len(given),
        "exact": exact.total(),
        "gold words": len(gold_words),
        "given words": len(given_words),
        "right words": len(gold_words & given_words),
    }


def _soft(rows: Sequence[_Sets], others: Sequence[_Sets]) -> float:
    """Sum, over the rows, the largest share of a row that one of the others covers."""
    return sum(
        max((len(row.content & other.content) for other in others), default=0) / len(row.content) for row in rows
    )


def _matched(wanted: Sequence[_Sets], given: Sequence[_Sets], tally: Counter[str]) -> list[_Sets]:
    """Pair one to one by best agreement; count and return the gold rows whose source is right too."""
    right: list[_Sets] = []
    used_given: set[int] = set()
    used_gold: set[int] = set()
    for value, i, j in best_pairs([row.content for row in given], [row.content for row in wanted]):
        if value < MATCH or i in used_given or j in used_gold:
            continue
        used_given.add(i)
        used_gold.add(j)
        if given[i].same_source(wanted[j]):
            right.append(wanted[j])
        tally["strict"] += given[i].content == wanted[j].content and given[i].source == wanted[j].source
    tally["right"] += len(right)
    return right


def _scores(
    documents: int, tally: Counter[str], soft: Sequence[float], found: Counter[Label], total: Counter[Label]
) -> AttributionScores:
    given, gold = tally["given"], tally["gold"]
    return AttributionScores(
        documents=documents,
        gold=gold,
        predicted=given,
        content_exact=Figure.of(tally["exact"], given, gold),
        content_partial=Figure(share(soft[0], given), share(soft[1], gold)),
        content_token=Figure.of(tally["right words"], tally["given words"], tally["gold words"]),
        attribution=Figure.of(tally["right"], given, gold),
        attribution_strict=Figure.of(tally["strict"], given, gold),
        recall_by_kind={Kind(name): recall for name, recall in _recalls("kind", found, total)},
        recall_by_group=dict(_recalls("group", found, total)),
    )


def _recalls(dimension: str, found: Counter[Label], total: Counter[Label]) -> Iterator[tuple[str, KindRecall]]:
    for label, count in sorted(total.items()):
        if label[0] == dimension:
            yield label[1], KindRecall(share(found[label], count), count)


def kind_of(text: str, content: Sequence[Span]) -> Kind:
    """Tell from the quotation marks at and inside the edges of ``content`` how a gold attribution is worded."""
    if not content:
        return Kind.INDIRECT
    whole = spans.cover(content)
    around = [mark for mark in text[max(0, whole.start - 1) : whole.end + 1] if mark in MARKS]
    if not around:
        return Kind.INDIRECT
    if len(around) < 2 or not _is_enclosed(text, whole):
        return Kind.MIXED
    inner = text[whole.start : whole.end].strip().strip(MARKS)
    if len(content) > 1 or not any(mark in MARKS for mark in inner):
        return Kind.DIRECT
    balanced = len(around) % 2 == 0 and not any(mark in OPENING for mark in inner)
    return Kind.DIRECT if balanced else Kind.MIXED


def _is_enclosed(text: str, whole: Span) -> bool:
    before = text[max(0, whole.start - 1) : whole.start + 1].strip() or text[whole.start : whole.end].strip()
    after = text[max(0, whole.end - 2) : whole.end + 2]
    return before.startswith(tuple(OPENING)) and any(mark in CLOSING for mark in after)
