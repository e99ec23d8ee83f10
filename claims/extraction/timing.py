"""When each claim of an article was said: by its own words, else by the speech or the news it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from spacy.tokens import Doc

from claims.extraction import spans
from claims.extraction.date_clauses import is_aside
from claims.extraction.dates import DateIndex, Expression, Form
from claims.extraction.lexicon import read_words
from claims.extraction.narrative import Narrative
from claims.extraction.places import text_of, tokens_at
from claims.extraction.publication import PossibleDays
from claims.extraction.records import (
    Attribution,
    ExtractedClaim,
    Kind,
    Precision,
    SegmentKind,
    Span,
    Speaker,
    StatedDate,
)
from claims.extraction.terms import tokens_of

NARRATED_DAYS = 21  # days before the appearance that a report tells as its story; older dates are background
NEWS_DAYS = 1  # days between what an article tells as new and its appearance
OPENING = 5  # characters in front of a date that opens its sentence
TAIL = 40  # characters at the end of a noun phrase where a date may still belong to the cue
PRINTED = 60  # characters in front of a date in which a word like "published" belongs to it
TURNING = frozenset({Form.DAY_MONTH, Form.WEEKDAY, Form.FULL, Form.EARLIER, Form.LATER})
LONG_AGO = TURNING | {Form.MONTH}  # what moves the paragraphs of a chronicle
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known of the time of one claim before the others are looked at.

    ``standing``: a position told in the present tense ("demands"); ``perfect``: told without a time ("has said").
    ``vague``: told with a time that is no date ("recently", "a few weeks ago"). ``loose``: the month of an event of
    several days beside the cue, for want of a better date.
    ``in_front``: it stands in the headline or the first paragraph.
    """

    stated: StatedDate | None
    standing: bool
    perfect: bool
    in_front: bool
    prompt: bool
    vague: bool
    loose: StatedDate | None = None

    @property
    def is_timeless(self) -> bool:
        """Tell whether it belongs to no speech of the report's story."""
        return self.standing or self.perfect or self.vague


@dataclass(frozen=True, slots=True)
class Turn:
    """The character at which a report's story moves to a day; ``local``: for the rest of its paragraph only."""

    place: int
    stated: StatedDate
    local: bool = False


class Timing:
    """Dates for the claims of one article, in which nothing holds that depends on an unknown day of publication."""

    def __init__(self, doc: Doc, dates: DateIndex, days: PossibleDays, sentence: Callable[[Attribution], Span]) -> None:
        self.doc, self.dates, self.days, self._sentence = doc, dates, days, sentence
        self.narrative = Narrative(dates, days)
        self._front = _end_of_front(doc)
        self._turns: list[Turn] = []

    def dated(self, claims: Sequence[ExtractedClaim], points_to: Sequence[int | None]) -> list[ExtractedClaim]:
        """Return the claims with their dates; ``points_to`` gives the claim that the content of each points to."""
        moments = [self.moment(claim) for claim in claims]
        self._turns = list(self._find_turns(claims))
        found = [moment.stated for moment in moments]
        self._spread(claims, moments, found)
        for number, moment in enumerate(moments):
            target = points_to[number]
            if found[number] is None and moment.prompt and target is not None:
                found[number] = _because(found[target], "at once after")
        self._take_news_day(claims, moments, found)
        dated = [stated or moment.loose for stated, moment in zip(found, moments, strict=True)]
        return [replace(claim, said_on=stated) for claim, stated in zip(claims, dated, strict=True)]

    def moment(self, claim: ExtractedClaim) -> Moment:
        attribution = claim.attribution
        cue = spans.cover(attribution.cue or attribution.content)
        tags = [token.tag_ for token in tokens_of(self.doc, attribution.cue)]
        lower = " ".join(token.lower_ for token in tokens_of(self.doc, attribution.cue))
        finite = next((tag for tag in tags if tag in FINITE), "")
        in_front = cue.start < self._front
        sentence = self._sentence(attribution)
        beside = self.dates.of_cue(sentence, cue, attribution.content)
        vague = bool(beside) and beside[0].form is Form.VAGUE
        loose = next((expression for expression in beside if _is_loose(expression)), None)
        return Moment(
            stated=None if vague else self._own(claim, cue, [one for one in beside if not _is_loose(one)]),
            vague=vague,
            loose=loose.full() if loose else None,
            standing=finite in {"VBZ", "VBP"} and not in_front and "VBN" not in tags,
            perfect=finite in {"VBZ", "VBP"} and "VBN" in tags and not self._is_told(attribution),
            in_front=in_front,
            prompt=any(word in read_words().prompt for word in lower.split()),
        )

    def _is_told(self, attribution: Attribution) -> bool:
        """ "Has told reporters" happened on one occasion, unlike "has said"."""
        return any(token.lemma_ == "tell" for token in tokens_of(self.doc, attribution.cue))

    def _own(self, claim: ExtractedClaim, cue: Span, beside: Sequence[Expression]) -> StatedDate | None:
        """Return what the words say of the claim's time; ``beside`` are the dates near its cue, the nearest first."""
        attribution = claim.attribution
        own = [expression for expression in beside if not is_aside(self.doc, expression.span, cue)]
        inside = [
            expression for expression in self.dates.within(spans.cover(attribution.content)) if not expression.ahead
        ]
        direct = [expression for expression in own if self._hangs_on(expression, attribution)]
        if attribution.kind is Kind.INDIRECT:
            direct += [expression for expression in inside if self._hangs_on(expression, attribution)]
        for expression in (*direct, *own):
            if (stated := self.narrative.meaning(expression)) is not None:
                return stated
        tail = self._tail(attribution)
        return self.narrative.meaning(tail) if tail else None

    def _hangs_on(self, expression: Expression, attribution: Attribution) -> bool:
        """ "Accused Moscow on Friday of …": the parse hangs the date, even inside of the content, on the cue's verb."""
        cue = {token.i for token in tokens_of(self.doc, attribution.cue)}
        date_word = tokens_at(self.doc, expression.span).root
        above = [date_word.head, date_word.head.head] if date_word.dep_ == "pobj" else [date_word.head]
        return above[-1].i in cue

    def _tail(self, attribution: Attribution) -> Expression | None:
        """The date at the end of content that is a noun phrase tells when that was said ("claimed it on Friday")."""
        content = spans.cover(attribution.content)
        tokens = list(tokens_of(self.doc, attribution.content))
        if not tokens or any(token.tag_ in FINITE | {"VB"} for token in tokens) or attribution.kind == "direct":
            return None
        last = [e for e in self.dates.within(content) if e.form in {Form.MONTH, Form.DAY_MONTH, Form.WEEKDAY}]
        return last[0] if last and not last[0].ahead else None

    def _spread(
        self, claims: Sequence[ExtractedClaim], moments: Sequence[Moment], found: list[StatedDate | None]
    ) -> None:
        """A speaker's claims belong to his or her last dated speech, or the next where none came before."""
        spoken: dict[Speaker, list[int]] = {}
        for number, claim in enumerate(claims):
            if moments[number].stated and not claim.past:
                spoken.setdefault(_who(claim), []).append(number)
        for number, claim in enumerate(claims):
            moment, who = moments[number], _who(claim)
            if found[number] or claim.past or moment.is_timeless or not _is_somebody(who):
                continue
            dated = spoken.get(who, [])
            before = [other for other in dated if other < number]
            alike = {moments[other].stated.value for other in dated if moments[other].stated}  # type: ignore[union-attr]
            told = self._turn_before(claim)
            if before and not self._turns_between(claims[before[-1]], claim):
                found[number] = _because(moments[before[-1]].stated, "same-speech")
            elif not before and told is None and len(alike) == 1:
                found[number] = _because(moments[dated[0]].stated, "same-speech")

    def _take_news_day(
        self, claims: Sequence[ExtractedClaim], moments: Sequence[Moment], found: list[StatedDate | None]
    ) -> None:
        """What a report tells in the simple past, without another time, belongs to the day of its news."""
        news = self._news_day(moments)
        for number, (claim, moment) in enumerate(zip(claims, moments, strict=True)):
            recent = moment.in_front or not moment.perfect
            if found[number] is not None or not recent or claim.past or moment.standing or moment.vague:
                continue
            turn = self._turn_before(claim)
            if turn and (news or self._same_paragraph(turn, claim)):
                found[number] = _because(turn.stated, "story")
            else:
                found[number] = _because(news, "news of the day")

    def _find_turns(self, claims: Sequence[ExtractedClaim]) -> Iterator[Turn]:
        """Yield the days that the story moves to: not days spoken of, nor when a paper printed something."""
        said = (span for claim in claims for span in claim.attribution.content)
        printed = (self._sentence(claim.attribution) for claim in claims if "media" in claim.reason)
        apart = spans.SpanIndex(spans.merge((*said, *printed)))
        latest, forms = self.days.bounds[1], LONG_AGO if self.narrative.is_chronicle else TURNING
        moved = False
        for expression in self.dates.expressions:
            if expression.ahead or expression.last or expression.form not in forms or _prints(self.doc, expression):
                continue
            if apart.touches(expression.span):
                continue
            stated = self.narrative.meaning(expression)
            if stated is None:
                continue
            told = timedelta(0) <= latest - stated.value <= timedelta(days=NARRATED_DAYS)
            if told and stated.precision is Precision.DAY:
                aside = self._is_before_the_story(expression) or (moved and self._ends_a_paragraph(expression))
                moved = moved or not aside
                yield Turn(self._takes_effect(expression), stated, local=aside)
            elif self.narrative.is_chronicle and stated.precision is not Precision.YEAR:
                yield Turn(expression.span.start, stated, local=True)

    def _is_before_the_story(self, expression: Expression) -> bool:
        """ "Kyiv had agreed on Tuesday" looks back; the story goes on only from "On Tuesday Kyiv had agreed"."""
        found = tokens_at(self.doc, expression.span)
        if found.root.sent.start_char > expression.span.start - OPENING:
            return False
        verb = next((token for token in found.root.ancestors if token.tag_[:2] in {"VB", "MD"}), None)
        return verb is not None and verb.tag_ == "VBN" and any(child.lower_ == "had" for child in verb.children)

    def _takes_effect(self, expression: Expression) -> int:
        """Where the story moves: a date that only describes something in its sentence moves what comes after that."""
        if is_aside(self.doc, expression.span):
            return tokens_at(self.doc, expression.span).root.sent.end_char - 1
        return expression.span.start

    def _ends_a_paragraph(self, expression: Expression) -> bool:
        """A date inside the last of several sentences dates that one; the next paragraph goes back to the story."""
        text, start = text_of(self.doc), expression.span.start
        sentence = tokens_at(self.doc, expression.span).root.sent
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", start)
        behind = text[sentence.end_char : last if last >= 0 else len(text)]
        opens = start - sentence.start_char <= OPENING
        return not opens and not behind.strip() and bool(text[first : sentence.start_char].strip())

    def _turn_before(self, claim: ExtractedClaim) -> Turn | None:
        """Where the story stood last before the claim's cue."""
        cue = spans.cover(claim.attribution.cue or claim.attribution.content)
        before = (turn for turn in reversed(self._turns) if turn.place < cue.start)
        return next((turn for turn in before if not turn.local or self._same_paragraph(turn, claim)), None)

    def _turns_between(self, one: ExtractedClaim, other: ExtractedClaim) -> bool:
        """Tell whether the story moved on to another day between two claims."""
        left, right = self._turn_before(one), self._turn_before(other)
        return right is not None and left is not None and right.stated.value != left.stated.value

    def _same_paragraph(self, turn: Turn, claim: ExtractedClaim) -> bool:
        cue = spans.cover(claim.attribution.cue or claim.attribution.content)
        return "\n" not in text_of(self.doc)[turn.place : cue.start]

    def _news_day(self, moments: Sequence[Moment]) -> StatedDate | None:
        """The last day a claim is dated to, if the article appeared on it or on the next."""
        own = [moment.stated for moment in moments if moment.stated and moment.stated.precision is Precision.DAY]
        own += [stated for expression in self._front_dates() if (stated := self.days.resolve(expression))]
        days = [stated for stated in own if stated.precision is Precision.DAY]
        if not days:
            return None
        last = max(days, key=lambda stated: stated.value)
        first, latest = self.days.bounds
        known = self.days.day is not None
        ends = first if not known else latest
        return last if last.value <= ends <= last.value + timedelta(days=NEWS_DAYS) else None

    def _front_dates(self) -> Iterator[Expression]:
        for expression in self.dates.within(Span(0, self._front)):
            if not expression.ahead and not expression.last:
                yield expression


def _is_loose(expression: Expression) -> bool:
    return bool(expression.event) and expression.day is None


def _prints(doc: Doc, expression: Expression) -> bool:
    """Tell whether a date only says when something was printed ("reported on December 4", "published on")."""
    start = expression.span.start
    return read_words().printing.search(text_of(doc)[max(0, start - PRINTED) : start]) is not None


def _end_of_front(doc: Doc) -> int:
    """Where the headline and the first paragraph end."""
    body = next((segment for segment in doc._.segments if segment.kind is SegmentKind.BODY), None)
    return body.end if body else 0


def _who(claim: ExtractedClaim) -> Speaker:
    return Speaker(actors=claim.speaker.actors, name=claim.speaker.name)


def _is_somebody(who: Speaker) -> bool:
    return bool(who.actors or who.name)


def _because(known: StatedDate | None, reason: str) -> StatedDate | None:
    return StatedDate(known.value, known.precision, f"{reason}: {known.basis}") if known else None


def until_today(today: date | None = None) -> PossibleDays:
    return PossibleDays.until(today or date.today())
