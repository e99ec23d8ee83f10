"""When an article that names no year may have appeared: offices held, dated events, and what its first lines name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from spacy.tokens import Doc

from claims.extraction import recency
from claims.extraction.aliases import Mention
from claims.extraction.date_clauses import share_a_verb
from claims.extraction.dates import DateIndex, Expression, Form
from claims.extraction.event_dates import HINT, dated_by
from claims.extraction.lexicon import read_words
from claims.extraction.places import tokens_at
from claims.extraction.publication import EARLIEST, LATEST, Limit, PossibleDays, day_of_dateline, since, up_to, yearly
from claims.extraction.records import SegmentKind, Span
from claims.extraction.registry import KnownEvent, KnownTenure, Registry
from claims.extraction.terms import Match, TermIndex, Word, words_of

YEAR_LONG = 364  # days for which a date may be given without its year, a day of grace less
WEEK_LONG = 7  # days for which a day of the week may be given without its date
NEWS = 4  # days within which news is printed
SAME_DAY = 1  # an agency dates its story by the day of its news
NAMED_WITHIN = 60  # characters behind words like "hours after" in which the event is named
TITLE_REACH = 70  # characters between an office and the name of who holds it
EVENT_REACH = 40  # characters between an event and its date
PLACE_REACH = 15  # characters between an event and its month or day of the week
AT_EVENT = re.compile(r"^\s*(?:(?:meeting|summit|talks|conference)\s+)?(?:in\s+[A-Z]\w+\s+)?(?:on\s+|late\s+)?$")

LATE = re.compile(r"\blate (?:on )?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the rules look at in one article."""

    doc: Doc
    text: str
    mentions: Sequence[Mention]
    dates: DateIndex


class Chronology:
    """The registry's tenures and events as limits on the day of publication."""

    def __init__(self, registry: Registry) -> None:
        self._tenures: dict[str, list[tuple[KnownTenure, frozenset[str]]]] = defaultdict(list)
        titles = {office.slug: frozenset({office.name, *office.titles}) for office in registry.offices}
        for tenure in registry.tenures:
            named = frozenset(title.lower() for title in titles.get(tenure.office, ()))
            self._tenures[tenure.holder].append((tenure, named))
        self._events = TermIndex((term, event) for event in registry.events for term in event.terms)

    def narrowed(self, days: PossibleDays, scene: Scene) -> PossibleDays:
        """Return the days that agree with everything the article tells."""
        for allowed, reason in self._limits(scene):
            days = days.limited(allowed, reason)
        return days

    def with_events(self, days: PossibleDays, scene: Scene) -> DateIndex:
        """Return the dates of the text with those that known events give ("hours after the summit")."""
        return scene.dates.with_events(list(self._told_by_events(days, scene)))

    def _told_by_events(self, days: PossibleDays, scene: Scene) -> Iterator[Expression]:
        first, last = days.bounds
        for hint in HINT.finditer(scene.text):
            near = Span(hint.start(), min(len(scene.text), hint.end() + NAMED_WITHIN))
            words = words_of(scene.doc, [near])
            for place, events in _by_place(scene, words, self._events.find(words)).items():
                yield from dated_by(scene.text, place, events, first, last)

    def _limits(self, scene: Scene) -> Iterator[Limit]:
        yield from self._offices(scene)
        yield from self._dated_events(scene)
        yield from recency.of_years(scene.doc, scene.dates)
        yield from first_lines(scene)
        yield from recency.of_yearless_days(scene.doc, scene.dates)

    def _offices(self, scene: Scene) -> Iterator[Limit]:
        for mention in scene.mentions:
            if mention.kind not in {"name", "short"} or len(mention.slugs) != 1:
                continue
            around = _around(scene, mention.span)
            for slug, former in _titled(self._tenures.get(mention.slugs[0], ()), around):
                yield self._tenure_days(mention.slugs[0], slug, former=former)

    def _tenure_days(self, holder: str, office: str, *, former: bool) -> Limit:
        tenures = [tenure for tenure, _ in self._tenures[holder] if tenure.office == office]
        if former:
            ended = [tenure.ended for tenure in tenures if tenure.ended]
            return since(min(ended, default=EARLIEST)), f"former {office}: {holder}"
        held = frozenset[int]().union(*(_during(tenure) for tenure in tenures))
        return held, f"{office}: {holder}"

    def _dated_events(self, scene: Scene) -> Iterator[Limit]:
        for place in _read_places(scene.doc):
            words = words_of(scene.doc, [place])
            for match_span, events in _by_place(scene, words, self._events.find(words)).items():
                yield from _event_limits(scene, match_span, events)
                yield from recency.of_events(scene.text, match_span, events)
                near = scene.dates.within(_sentence(scene, match_span))
                yield from recency.of_times(scene.doc, match_span, events, near)


def _during(tenure: KnownTenure) -> frozenset[int]:
    first = tenure.started or EARLIEST
    return since(first) & up_to(tenure.ended or LATEST)


def _around(scene: Scene, span: Span) -> tuple[str, str]:
    """The words of the sentence in front of a name, and those behind it."""
    sentence = tokens_at(scene.doc, span).sent
    before = scene.text[max(sentence.start_char, span.start - TITLE_REACH) : span.start]
    after = scene.text[span.end : min(sentence.end_char, span.end + TITLE_REACH)]
    return before.lower(), after.lower()


def _titled(
    tenures: Sequence[tuple[KnownTenure, frozenset[str]]], around: tuple[str, str]
) -> Iterator[tuple[str, bool]]:
    """Yield each office that the words around its holder's name give, and whether as a former one."""
    before, after = around
    for tenure, titles in tenures:
        for title in titles:
            match = re.search(rf"\b{re.escape(title)},?\s+(?:gen(?:eral|\.)\s+|mr\.?\s+)?$", before)
            behind = re.match(rf",\s+(?:the\s+)?(?:\w+[\s’']+){{0,3}}{re.escape(title)}\b", after)
            if match or behind:
                lead = before[: match.start()] if match else after[: behind.end()] if behind else ""
                yield tenure.office, re.search(r"\b(?:former|ex|then|late)\b", lead) is not None
                break


def _read_places(doc: Doc) -> Iterator[Span]:
    for segment in doc._.segments:
        if segment.kind in {SegmentKind.HEADLINE, SegmentKind.BODY}:
            yield Span(segment.start, segment.end)


def _by_place(
    scene: Scene, words: Sequence[Word], matches: Iterator[Match[KnownEvent]]
) -> dict[Span, list[KnownEvent]]:
    """The events that the same words may mean; words inside of longer ones that match are left out."""
    found = list(matches)
    places: dict[Span, list[KnownEvent]] = defaultdict(list)
    for match in found:
        if any(match.is_inside(other) for other in found):
            continue
        first, last = scene.doc[words[match.start].token], scene.doc[words[match.end - 1].token]
        places[Span(first.idx, last.idx + len(last))].append(match.entry)
    return places


def _event_limits(scene: Scene, place: Span, events: Sequence[KnownEvent]) -> Iterator[Limit]:
    names = "/".join(event.slug for event in events)
    if all(event.sudden for event in events):
        yield since(min(event.started for event in events)), f"after {names}"
    for expression in scene.dates.within(_sentence(scene, place)):
        found = frozenset[int]().union(*(_dated(scene, event, place, expression) for event in events))
        if found:
            yield found, f"{names} on {expression.words}"
    if _is_going_on(scene, place):
        found = frozenset[int]().union(*(_while(event) for event in events if event.ended))
        if found:
            yield found, f"during {names}"


def _sentence(scene: Scene, place: Span) -> Span:
    sentence = tokens_at(scene.doc, place).sent
    return Span(sentence.start_char, max(place.end, sentence.end_char))


def _dated(scene: Scene, event: KnownEvent, place: Span, expression: Expression) -> frozenset[int]:
    """The days on which the expression, said of this event, may have been printed."""
    distance = max(expression.span.start - place.end, place.start - expression.span.end, 0)
    if expression.form is Form.DAY_MONTH and distance <= EVENT_REACH:
        return _days_after(_days(event) & frozenset(yearly(expression)), YEAR_LONG)
    if expression.form is Form.MONTH and distance <= PLACE_REACH and not event.open_ended:
        months = {date.fromordinal(day).month for day in _days(event)}
        return since(event.started, YEAR_LONG) if expression.month in months else frozenset()
    if expression.form is Form.WEEKDAY and not event.open_ended and _is_at(scene, place, expression):
        days = frozenset(day for day in _days(event) if date.fromordinal(day).weekday() == expression.weekday)
        return _days_after(days, WEEK_LONG)
    return frozenset()


def _is_at(scene: Scene, place: Span, expression: Expression) -> bool:
    """Tell whether a day of the week belongs to the event: "at the summit on Tuesday", "told the summit on Tuesday"."""
    if AT_EVENT.match(scene.text[place.end : expression.span.start]) and expression.span.start >= place.end:
        return True
    if scene.text[expression.span.end : place.start] in {"’s ", "'s ", " "}:
        return True
    return not expression.ahead and share_a_verb(scene.doc, expression.span, place)


def _days(event: KnownEvent) -> frozenset[int]:
    last = event.ended or event.started
    return frozenset(range(event.started.toordinal(), last.toordinal() + 1))


def _days_after(days: frozenset[int], count: int) -> frozenset[int]:
    return frozenset(day + more for day in days for more in range(count))


def _is_going_on(scene: Scene, place: Span) -> bool:
    """Tell whether the verb over the event's name says that it takes place now ("is in Rome for the summit")."""
    root = tokens_at(scene.doc, place).root
    going = read_words().attending
    above = [root, *root.ancestors]
    verb = next((token for token in above if token.tag_.startswith("VB")), None)
    return verb is not None and verb.tag_ in {"VBZ", "VBP"} and verb.lemma_.lower() in going


def _while(event: KnownEvent) -> frozenset[int]:
    day = timedelta(days=1)
    return since(event.started - day) & up_to((event.ended or event.started) + day)


def first_lines(scene: Scene) -> Iterator[Limit]:
    """News is printed within days of what its first paragraph tells."""
    lead = next((segment for segment in scene.doc._.segments if segment.kind is SegmentKind.BODY), None)
    if lead is None:
        return
    for expression in scene.dates.within(Span(lead.start, lead.end)):
        if expression.ahead or expression.last:
            continue
        if expression.form is Form.WEEKDAY:
            late = LATE.search(scene.text[: expression.span.start]) is not None
            within = SAME_DAY if day_of_dateline(scene.text, scene.doc._.segments) and not late else NEWS
            yield _on_weekdays(expression.weekday or 0, within), f"first lines: {expression.words}"
            return
        if expression.form is Form.DAY_MONTH:
            yield _days_after(frozenset(yearly(expression)), NEWS), f"first lines: {expression.words}"
            return


@cache
def _on_weekdays(weekday: int, within: int) -> frozenset[int]:
    """The days on which news of a day of the week is printed, up to ``within`` days."""
    wanted = {(weekday + more) % 7 for more in range(within)}
    return frozenset(day for day in range(EARLIEST.toordinal(), LATEST.toordinal()) if (day - 1) % 7 in wanted)
