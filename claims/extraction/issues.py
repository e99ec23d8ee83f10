"""Which issues a claim is about, with stance, specificity and part, by the terms of the registry."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from claims.extraction import spans
from claims.extraction.clauses import Clause, cut_to, find_clauses
from claims.extraction.lexicon import read_words
from claims.extraction.places import text_of
from claims.extraction.records import Act, IssueMention, Span, Stance
from claims.extraction.registry import KnownIssue
from claims.extraction.stance import Attitude, Reading, is_dismissed, is_pejorative, stance_of
from claims.extraction.terms import Match, TermIndex, words_of

SURE, LIKELY = 0.6, 0.45  # confidence of a term of several words, and of one word
FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Entry:
    """One matching term's issue and the stance of who affirms it."""

    issue: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a content: the tokens it covers and the stance it has there."""

    match: Match[Entry]
    stance: Stance
    tokens: range
    pejorative: bool = False

    @property
    def issue(self) -> str:
        return self.match.entry.issue

    @property
    def rank(self) -> tuple[bool, int]:
        """An explicit stance goes before neutral, then the longer term."""
        return self.stance is not Stance.NEUTRAL, self.match.length


class IssueFinder:
    """Terms of all issues in one index."""

    def __init__(self, issues: Sequence[KnownIssue]) -> None:
        self._scaled = {issue.slug: issue.stance_scale for issue in issues}
        self.proposals = frozenset(issue.slug for issue in issues if issue.proposed_by)
        self.parents = {issue.slug: issue.parent for issue in issues}
        self._excluded = excluded(issues)
        self._index = TermIndex(
            (term.text, Entry(issue.slug, Stance(term.stance))) for issue in issues for term in issue.terms
        )

    def find(self, reading: Reading, act: Act) -> list[Hit]:
        """Return what the words hold; words inside of a longer term of another issue count with that alone.

        Only who offers what is told of a narrower issue ("ready for talks") also speaks for the wider ("talks").
        """
        found = list(self._index.find(reading.words))
        kept = [match for match in found if not any(self._covers(reading, other, match, act) for other in found)]
        return [self._hit(reading, match) for match in kept]

    def _covers(self, reading: Reading, other: Match[Entry], match: Match[Entry], act: Act) -> bool:
        """A narrower issue covers its parent, a plan or offer what it is about, a decision what is to be decided.

        More words also tell better whose army is to leave ("Ukraine … withdraw its troops from …").
        """
        if not match.is_inside(other) or other.entry.issue == match.entry.issue:
            return False
        if match.length == 1 and match.end == other.end:
            return True
        if other.entry.issue in self._excluded[match.entry.issue]:
            return True
        parent, own = self.parents.get(other.entry.issue), self.parents.get(match.entry.issue)
        if parent == match.entry.issue:
            return act is not Act.OFFER
        between = reading.words[other.start : match.start + 1]
        open_question = any(word.forms[0] in {"whether", "if", "when"} for word in between)
        return names_proposal(other.term) or bool(parent and parent == own and open_question)

    def nearest(self, doc: Doc, place: Span) -> Entry | None:
        """Return what the last term in ``place`` is about.

        A narrower issue gives way to its parent where both are spoken of ("the decision on talks": the talks)."""
        found = sorted(self._index.find(words_of(doc, [place])), key=lambda match: (match.end, match.length))
        if not found:
            return None
        parent = self.parents.get(found[-1].entry.issue)
        return next((match.entry for match in reversed(found) if match.entry.issue == parent), found[-1].entry)

    def _hit(self, reading: Reading, match: Match[Entry]) -> Hit:
        tokens = range(reading.words[match.start].token, reading.words[match.end - 1].token + 1)
        if not self._scaled[match.entry.issue]:
            return Hit(match, Stance.NEUTRAL, tokens)
        stance = stance_of(reading, match.entry.stance, match.term, match.start, match.end)
        named = is_pejorative(reading.words[match.start : match.end]) or is_dismissed(reading.words, match.end)
        return Hit(match, stance, tokens, named)

    def mentions(
        self, doc: Doc, content: Sequence[Span], hits: Sequence[Hit], attitude: Attitude
    ) -> list[IssueMention]:
        """Return one mention an issue, in the order of the issues' first words, each with its part of the content."""
        clauses = find_clauses(doc, content) if hits else []
        grouped: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            grouped[hit.issue].append(hit)
        return [self._mention(doc, clauses, found, attitude, hits) for found in grouped.values()]

    def _applied(self, attitude: Attitude, hit: Hit) -> Stance:
        if not self._scaled[hit.issue]:
            return Stance.NEUTRAL
        stays = attitude is Attitude.OPPOSES and hit.stance is Stance.AGAINST and hit.pejorative
        return hit.stance if stays else attitude.applied(hit.stance)

    def _mention(
        self, doc: Doc, clauses: Sequence[Clause], hits: Sequence[Hit], attitude: Attitude, others: Sequence[Hit]
    ) -> IssueMention:
        best = max(hits, key=lambda hit: hit.rank)
        stance = self._applied(attitude, best)
        places = part_of(doc, clauses, [hit for hit in hits if hit.stance is best.stance], others)
        return IssueMention(
            issue=best.issue,
            stance=stance,
            specificity=specificity(doc, places, stance),
            confidence=SURE if best.match.length > 1 else LIKELY,
            reason=(f"term:{' '.join(best.match.term)}",),
            spans=places,
        )


def excluded(issues: Sequence[KnownIssue]) -> dict[str, set[str]]:
    """Return what each issue excludes or is excluded by."""
    found = {issue.slug: set(issue.excludes) for issue in issues}
    for issue in issues:
        for other in issue.excludes:
            found[other].add(issue.slug)
    return found


def names_proposal(term: Sequence[str]) -> bool:
    """Tell whether a term speaks of a proposal as a whole ("the peace plan", "terms ... set out")."""
    nouns = read_words().pointing
    return any(word.rstrip("*").removesuffix("s") in nouns or word.rstrip("*") in nouns for word in term)


def part_of(doc: Doc, clauses: Sequence[Clause], hits: Sequence[Hit], others: Sequence[Hit]) -> tuple[Span, ...]:
    """The clause that holds the words of the hits, cut where a list in it goes on to another issue."""
    wanted = {place for hit in hits for place in (hit.tokens[0], hit.tokens[-1])}
    held = [clause for clause in clauses if not wanted.isdisjoint(clause.tokens)]
    tokens = sorted(token for clause in held for token in clause.tokens)
    best = Clause(tokens[0], tuple(tokens), spans.merge(span for clause in held for span in clause.spans))
    first, last = min(wanted), max(wanted)
    foreign = [hit.tokens for hit in others if hit.issue != hits[0].issue]
    before = max((tokens[-1] for tokens in foreign if tokens[-1] < first), default=-1)
    behind = min((tokens[0] for tokens in foreign if tokens[0] > last), default=len(doc))
    start, end = best.tokens[0], best.tokens[-1] + 1
    if before >= start:
        start = next((place + 1 for place in range(first - 1, before, -1) if _separates(doc[place])), start)
    if behind < end:
        end = next((place for place in range(last + 1, behind) if _separates(doc[place])), end)
    return cut_to(doc, best, range(start, end)) or best.spans


def _separates(token: Token) -> bool:
    return token.dep_ == "cc" or token.lower_ in {"and", "or"} or token.text in {",", ";"}


def specificity(doc: Doc, places: Sequence[Span], stance: Stance) -> int:
    """Grade by PA-X: 0 mentioned, 1 general, 2 with figures, dates, places or means, 3 with its enforcement."""
    if stance is Stance.NEUTRAL:
        return 0
    text = " ".join(text_of(doc)[start:end] for start, end in places).lower()
    words = set(re.findall(r"[\w'-]+", text))
    concrete = bool(FIGURE.search(text)) or bool(words & read_words().concrete)
    if concrete and words & read_words().enforcing:
        return 3
    return 2 if concrete else 1
