"""Figures for resolved claims and their links against a gold set; returns values, never prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from claims.extraction.gold_claims import GivenClaim, GoldClaim, GoldSet, link_pair
from claims.extraction.scoring import MATCH, Figure, TextWords, Words, agreement, share

RELATIONS = ("same_statement", "same_position", "responds_to", "contradicts", "updates")

Match = tuple[GivenClaim, GoldClaim]
Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The share of ``count`` cases that are right."""

    value: float
    count: int


@dataclass(frozen=True, slots=True)
class LinkScores:
    """``figure`` is over links whose two claims were matched, ``recall_all`` over all ``core`` links."""

    figure: Figure
    recall_all: float
    core: int
    given: int


@dataclass(frozen=True, slots=True)
class ClaimScores:
    """``neutral`` claims match only an optional gold claim or a part of one; they are neither right nor wrong."""

    documents: int
    gold: int
    predicted: int
    neutral: int
    claims: Figure
    speaker: float
    kind: float
    act: float
    date: Accuracy
    issues: Figure
    stance: float
    links: Mapping[str, LinkScores]
    any_link_precision: float
    any_link_recall: float


def score_claims(gold: GoldSet, given: Iterable[GivenClaim]) -> ClaimScores:
    """Match one to one (content agreement of MATCH, and a shared source word or the right speaker), then compare."""
    rows = [claim for claim in given if claim.doc in gold.texts]
    words = {doc: TextWords(text) for doc, text in gold.texts.items()}
    pairs = matches(gold, rows, words)
    matched = {claim.id for claim, _ in pairs}
    neutral = sum(_is_neutral(gold, claim, words) for claim in rows if claim.id not in matched)
    links = {relation: _links(gold, rows, pairs, relation) for relation in RELATIONS}
    precision, recall = _any_link(gold, rows, pairs)
    return ClaimScores(
        documents=len(gold.texts),
        gold=len(gold.claims),
        predicted=len(rows),
        neutral=neutral,
        claims=Figure.of(len(pairs), len(rows) - neutral, len(gold.claims)),
        speaker=_mean(pairs, lambda claim, want: gold.is_speaker(claim.speaker, want)),
        kind=_mean(pairs, lambda claim, want: claim.kind == want.kind),
        act=_mean(pairs, lambda claim, want: claim.act in want.acts),
        date=_dates(pairs),
        issues=_issues(pairs),
        stance=_stance(pairs),
        links=links,
        any_link_precision=precision,
        any_link_recall=recall,
    )


def matches(gold: GoldSet, rows: Sequence[GivenClaim], words: Mapping[str, TextWords]) -> list[Match]:
    """Pair given claims with gold ones, one to one, the best agreement first."""
    given = [(words[row.doc].within(row.content), words[row.doc].within(row.source)) for row in rows]
    wanted = [(words[want.doc].within(want.content), words[want.doc].within(want.source)) for want in gold.claims]
    scored = [
        (agreement(given[i][0], wanted[j][0]), i, j)
        for i, row in enumerate(rows)
        for j, want in enumerate(gold.claims)
        if row.doc == want.doc and given[i][0] & wanted[j][0]
    ]
    used: set[int] = set()
    pairs: dict[int, int] = {}
    for value, i, j in sorted(scored, reverse=True):
        if value < MATCH or i in pairs or j in used:
            continue
        if given[i][1] & wanted[j][1] or gold.is_speaker(rows[i].speaker, gold.claims[j]):
            used.add(j)
            pairs[i] = j
    return [(rows[i], gold.claims[j]) for i, j in pairs.items()]


def _is_neutral(gold: GoldSet, claim: GivenClaim, words: Mapping[str, TextWords]) -> bool:
    text = words[claim.doc]
    content = text.within(claim.content)
    optional: list[Words] = [text.within(other.content) for other in gold.optional if other.doc == claim.doc]
    parts = [text.within(part) for want in gold.claims if want.doc == claim.doc for part in want.parts]
    return bool(content) and any(agreement(content, other) >= MATCH for other in (*optional, *parts))


def _mean(pairs: Sequence[Match], is_right: Callable[[GivenClaim, GoldClaim], bool]) -> float:
    return share(sum(is_right(claim, want) for claim, want in pairs), len(pairs))


def _dates(pairs: Sequence[Match]) -> Accuracy:
    dated = [(claim, want) for claim, want in pairs if want.date]
    return Accuracy(_mean(dated, lambda claim, want: claim.date.startswith(want.date)), len(dated))


def _issues(pairs: Sequence[Match]) -> Figure:
    right = sum(len(claim.stances.keys() & want.stances.keys()) for claim, want in pairs)
    return Figure.of(right, sum(len(c.stances) for c, _ in pairs), sum(len(w.stances) for _, w in pairs))


def _stance(pairs: Sequence[Match]) -> float:
    found = [(c, w, issue) for c, w in pairs for issue in c.stances.keys() & w.stances.keys()]
    return share(sum(_is_stance(c.stances[issue], w, issue) for c, w, issue in found), len(found))


def _is_stance(stance: str, want: GoldClaim, issue: str) -> bool:
    """A conditional "for" may also be given as neutral."""
    return stance == want.stances[issue] or (issue in want.conditional and stance in {"for", "neutral"})


def _given_links(rows: Iterable[GivenClaim], pairs: Sequence[Match], relation: str | None) -> Pairs:
    """Links between matched claims, by the ids of their gold claims."""
    names = {claim.id: want.id for claim, want in pairs}
    return frozenset(
        link_pair(names[row.id], names[link.to], link.relation)
        for row in rows
        for link in row.links
        if row.id in names and link.to in names and (relation is None or link.relation == relation)
    )


def _gold_links(gold: GoldSet, relation: str, *, optional: bool) -> Pairs:
    return frozenset(link.pair for link in gold.links if link.relation == relation and link.optional is optional)


def _links(gold: GoldSet, rows: Sequence[GivenClaim], pairs: Sequence[Match], relation: str) -> LinkScores:
    core, free = (_gold_links(gold, relation, optional=optional) for optional in (False, True))
    given = _given_links(rows, pairs, relation)
    matched = {want.id for _, want in pairs}
    reachable = [pair for pair in core if set(pair) <= matched]
    right, wrong = len(given & core), len(given - core - free)
    return LinkScores(Figure.of(right, right + wrong, len(reachable)), share(right, len(core)), len(core), len(given))


def _any_link(gold: GoldSet, rows: Sequence[GivenClaim], pairs: Sequence[Match]) -> tuple[float, float]:
    """Precision and recall whatever the relation and direction."""
    given = {frozenset(pair) for pair in _given_links(rows, pairs, None)}
    core = {frozenset(link.pair) for link in gold.links if not link.optional}
    every = {frozenset(link.pair) for link in gold.links}
    return share(len(given & every), len(given)), share(len(given & core), len(core))
