"""Headline, byline, dateline, boilerplate and body of an article, by features of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc

from claims.extraction import spans
from claims.extraction.kept import keep
from claims.extraction.lexicon import Boilerplate, LineRule, read_boilerplate
from claims.extraction.mentions import read_genders
from claims.extraction.records import Segment, SegmentKind, Span

if TYPE_CHECKING:
    from thinc.types import Ints2d

BULLET = re.compile(r"^(?:[•·▪►●*\-–—>]+|\d{1,2}[.)])\s+")
PROSE_END = re.compile(r"[.!?…:;,][\"'”’»)\]]*$|[\"”»]$")
MONTH_DAY = r"(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8}\.?)(?:,?\s+\d{4})?"
AGENCY = r"(?:\([^)\n]{2,30}\)|/[^/\n]{2,30}/)"
SIGNED = re.compile(r"^[\"“„«].+[\"”»]\s*(?:[—–―]|--?)\s*\S")  # a quotation with the speaker's name behind it
# "KYIV, Ukraine (Agency) —", "KYIV, March 3 (Agency) -", "Kyiv, 3 March (Agency) –" and "KYIV, March 3. /Agency/."
DATELINE = re.compile(
    rf"^(?:[A-Z][A-Z.'’-]+(?:[ ,]+[A-Z][\w.'’-]+){{0,5}}?(?:[,.]?\s+{MONTH_DAY})?[.,]?(?:\s*{AGENCY})?"
    rf"|[A-Z][\w.'’-]+(?:[ ,]+[A-Z][\w.'’-]+){{0,4}}?(?:[,.]?\s+{MONTH_DAY})?[.,]?\s*{AGENCY})[.:]?\s*(?:—|–|--?)\s+"
    rf"|^[A-Z][\w.'’-]+(?:[ ,]+[A-Z][\w.'’-]+){{0,4}}?[,.]?\s+{MONTH_DAY}[.,]?\s*{AGENCY}[.:]?\s+"
)
NAME = r"[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){1,3}"
AUTHORS = re.compile(rf"^{NAME}(?:\s*(?:,|and|&|in|from)\s+(?:{NAME}|[A-Z][\w’'-]+))*(?:\s*[|—–-].*\d.*)?$")
SENTENCE_ENDS = frozenset([*".!?…:;—–*|”’»)'", '"', "...", "''", "--"])
LONG_LINE = 18  # words; an unfinished line this long is a torn paragraph, not a heading
HEADLINE_WORDS = 30
SENTENCE_WORDS = 600  # a longer stretch without a break is cut, so that no clause costs more than that
ANNOUNCED = 5  # lines that a lone "Read more:" may announce
LONE_WORDS = 1  # more words behind "More on this" are a headline of their own
WRAPPED = range(45, 101)  # characters of a hard-wrapped line

keep("segments", lambda row: Segment(**{**row, "kind": SegmentKind(row["kind"])}))


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the text without the white space at its edges."""

    span: Span
    text: str
    indented: bool
    after_blank: bool

    @property
    def bare(self) -> str:
        return BULLET.sub("", self.text)

    @property
    def bulleted(self) -> bool:
        return BULLET.match(self.text) is not None

    @property
    def is_prose(self) -> bool:
        ended = PROSE_END.search(self.text) or SIGNED.match(self.text)
        return ended is not None or len(self.text.split()) >= LONG_LINE


@Language.factory("segments", assigns=["doc._.segments", "token.is_sent_start"])
def make_segments(nlp: Language, name: str) -> Segments:  # noqa: ARG001
    return Segments(read_boilerplate())


class Segments:
    """Writes ``doc._.segments`` and the sentence starts that a parser must keep; runs before the parser."""

    def __init__(self, boilerplate: Boilerplate) -> None:
        self.boilerplate = boilerplate

    def __call__(self, doc: Doc) -> Doc:
        doc._.segments = self.find(doc)
        mark_sentences(doc, frozenset(segment.start for segment in doc._.segments))
        return doc

    def find(self, doc: Doc) -> tuple[Segment, ...]:
        return find_segments(doc.text, self.boilerplate)


def find_segments(text: str, boilerplate: Boilerplate) -> tuple[Segment, ...]:
    """Type every line of ``text``; only white space stays outside the segments."""
    lines = read_lines(text)
    typed = [_by_rule(line, boilerplate) for line in lines]
    typed = _with_announced(lines, typed, boilerplate)
    typed = _with_widgets(lines, typed)
    typed = _with_authors(lines, _with_headline(lines, typed))
    return tuple(_split_datelines(text, _with_trailer(lines, typed)))


def mark_sentences(doc: Doc, starts: frozenset[int]) -> None:
    """Begin a sentence at each segment, and forbid one inside it save after an end mark, before a capital.

    A parser keeps what is set here: abbreviations ("the U.S. envoy") and torn sentences (". of the") stay whole.
    """
    # setting token.is_sent_start one by one would take quadratic time
    marks = numpy.fromiter(_sentence_marks(doc, starts), dtype="int64", count=len(doc))
    doc.from_array([SENT_START], cast("Ints2d", marks.astype("uint64").reshape(-1, 1)))


def _sentence_marks(doc: Doc, starts: frozenset[int]) -> Iterator[int]:
    """Yield for each token 1 (a sentence starts), -1 (none may start) or 0 (the parser decides)."""
    before, sure = "", 0
    for token in doc:
        word, length = token.text, token.i - sure
        barred = word[0].islower() or word.isspace() or before not in SENTENCE_ENDS
        if token.idx in starts or length >= SENTENCE_WORDS or (length >= SENTENCE_WORDS // 2 and not barred):
            sure = token.i
            yield 1
        else:
            yield -1 if token.i and barred else 0
        if not word.isspace():
            before = word


def read_lines(text: str) -> list[Line]:
    """Split ``text`` at newlines; lines that were only wrapped at a fixed width are joined again."""
    lines: list[Line] = []
    for block, after_blank in _blocks(text):
        parts = [Span(block[0].start, block[-1].end)] if _is_wrapped(block) else block
        for number, part in enumerate(parts):
            lines.append(_line(text, part, after_blank=after_blank and number == 0))
    return [line for line in lines if line.text]


def _blocks(text: str) -> Iterator[tuple[list[Span], bool]]:
    """Yield runs of lines between blank lines."""
    block: list[Span] = []
    position = 0
    for raw in text.split("\n"):
        span = Span(position, position + len(raw))
        position = span.end + 1
        if raw.strip():
            block.append(span)
        elif block:
            yield block, True
            block = []
    if block:
        yield block, True


def _is_wrapped(block: Sequence[Span]) -> bool:
    widths = [span.end - span.start for span in block[:-1]]
    return len(widths) >= 2 and all(width in WRAPPED for width in widths) and max(widths) - min(widths) <= 20


def _line(text: str, raw: Span, *, after_blank: bool) -> Line:
    span = spans.strip(text, raw)
    inside = text[span.start : span.end]
    return Line(span=span, text=inside, indented=span.start > raw.start, after_blank=after_blank)


def _segment(line: Line, kind: SegmentKind, label: str = "") -> Segment:
    return Segment(kind=kind, start=line.span.start, end=line.span.end, label=label)


def _by_rule(line: Line, boilerplate: Boilerplate) -> Segment:
    rule = boilerplate.find(line.bare)
    if rule is not None and not _is_plain_prose(line, rule):
        return _segment(line, rule.kind, rule.label)
    if line.is_prose:
        return _segment(line, SegmentKind.BODY)
    return _segment(line, SegmentKind.BOILERPLATE, "heading")


def _is_plain_prose(line: Line, rule: LineRule) -> bool:
    """A prefix such as "share on" may also open a real paragraph of several sentences; a teaser never is that long."""
    return rule.label in {"share-bar", "promo", "navigation"} and len(line.text.split()) > 40


def _with_announced(lines: Sequence[Line], typed: Sequence[Segment], boilerplate: Boilerplate) -> list[Segment]:
    """Extend teasers: "Read more:" on a line of its own makes the line after it (up to a blank line) a teaser."""
    result = list(typed)
    for number, line in enumerate(lines):
        rule = boilerplate.find(line.bare)
        if rule is None or not rule.lead or not _stands_alone(line, rule):
            continue
        for follower in _announced(lines, number):
            result[follower] = _segment(lines[follower], SegmentKind.BOILERPLATE, rule.label)
    return result


def _stands_alone(line: Line, rule: LineRule) -> bool:
    """A lone "Read more:" or "More on this story", not one with a headline behind it."""
    lower = line.bare.lower()
    if lower.endswith(":"):
        return True
    fitting = [prefix for prefix in rule.prefixes if lower.startswith(prefix.rstrip(":"))]
    rest = lower[len(max(fitting, key=len)) :] if fitting else lower
    return ":" not in lower and not line.is_prose and len(rest.split()) <= LONE_WORDS


def _announced(lines: Sequence[Line], number: int) -> Iterator[int]:
    for follower in range(number + 1, min(len(lines), number + 1 + ANNOUNCED)):
        line = lines[follower]
        first = follower == number + 1
        if (line.after_blank and not first) or (line.after_blank and line.is_prose):
            return
        yield follower


def _with_widgets(lines: Sequence[Line], typed: Sequence[Segment]) -> list[Segment]:
    """Mark lists above the first paragraph, which are menus and error notes, with the lines hanging from them."""
    result = list(typed)
    first = _first_paragraph(lines, typed)
    hanging = False
    for number in range(first):
        line = lines[number]
        hanging = line.bulleted or (hanging and line.indented and not line.after_blank)
        if hanging and typed[number].kind in {SegmentKind.BODY, SegmentKind.BOILERPLATE}:
            result[number] = replace(typed[number], kind=SegmentKind.BOILERPLATE, label="widget")
    return result


def _first_paragraph(lines: Sequence[Line], typed: Sequence[Segment]) -> int:
    for number, line in enumerate(lines):
        plain = not line.bulleted and not line.indented
        if typed[number].kind is SegmentKind.BODY and plain and len(line.text.split()) > 8:
            return number
    return 0


def _with_headline(lines: Sequence[Line], typed: Sequence[Segment]) -> list[Segment]:
    result = list(typed)
    found = _headline(lines, typed)
    if found is None:
        return result
    title = _folded(lines[found].text)
    result[found] = _segment(lines[found], SegmentKind.HEADLINE)
    for number in range(found + 1, len(lines)):
        if _folded(lines[number].bare) == title:
            result[number] = _segment(lines[number], SegmentKind.BOILERPLATE, "navigation")
    return result


def _headline(lines: Sequence[Line], typed: Sequence[Segment]) -> int | None:
    """The first heading, or the first line if it is short and more paragraphs follow."""
    bodies = [number for number, segment in enumerate(typed) if segment.kind is SegmentKind.BODY]
    for number, segment in enumerate(typed[: bodies[1] if len(bodies) > 1 else None]):
        words = len(lines[number].text.split())
        if segment.label == "heading" and 3 <= words <= HEADLINE_WORDS:
            return number
        if segment.kind is SegmentKind.BODY:
            return number if len(bodies) > 1 and words <= HEADLINE_WORDS and _is_title(lines[number]) else None
    return None


def _with_authors(lines: Sequence[Line], typed: Sequence[Segment]) -> list[Segment]:
    """Lines of names alone between the headline and the first paragraph name the authors."""
    result = list(typed)
    start = next((number for number, segment in enumerate(typed) if segment.kind is SegmentKind.HEADLINE), None)
    if start is None:
        return result
    for number in range(start + 1, len(lines)):
        if typed[number].kind is SegmentKind.BODY:
            break
        if typed[number].label == "heading" and _names_authors(lines[number].text):
            result[number] = _segment(lines[number], SegmentKind.BYLINE, "author")
    return result


def _names_authors(line: str) -> bool:
    first = line.split(maxsplit=1)[0].lower().rstrip(".,")
    return AUTHORS.match(line) is not None and first in read_genders().given


def _with_trailer(lines: Sequence[Line], typed: Sequence[Segment]) -> list[Segment]:
    """The last paragraph is none of the article if it announces a list of links or tells who the author is."""
    result = list(typed)
    last = next((n for n in reversed(range(len(typed))) if typed[n].kind is SegmentKind.BODY), None)
    if last is None or all(segment.kind is not SegmentKind.BODY for segment in typed[:last]):
        return result
    authors = [lines[number].text for number, one in enumerate(typed) if one.kind is SegmentKind.BYLINE]
    opening = " ".join(lines[last].text.split()[:2])
    tells_author = any(opening in author for author in authors) and re.match(r"\S+ \S+ is an? ", lines[last].text)
    announces = lines[last].text.endswith(":") and last + 1 < len(typed)
    if tells_author or announces:
        result[last] = _segment(lines[last], SegmentKind.BOILERPLATE, "author-note" if tells_author else "navigation")
    return result


def _is_title(line: Line) -> bool:
    """One sentence without an inner end; such a first line is a headline even with a full stop."""
    return re.search(r"[.!?][\"”’)]*\s+[A-Z“\"]", line.text) is None


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


def _split_datelines(text: str, typed: Sequence[Segment]) -> Iterator[Segment]:
    """Cut "KYIV (Agency) — " off the paragraph that it opens."""
    for segment in typed:
        match = DATELINE.match(text[segment.start : segment.end]) if segment.kind is SegmentKind.BODY else None
        if match is None or segment.start + match.end() >= segment.end:
            yield segment
            continue
        cut = segment.start + match.end()
        yield Segment(SegmentKind.DATELINE, segment.start, segment.start + len(match.group().rstrip()))
        yield replace(segment, start=cut)
