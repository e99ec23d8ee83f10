"""Linking articles: find candidates, score them, bring stored links and statements in line. Twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from simple_history.utils import bulk_update_with_history

from claims.linking import candidates, origins
from claims.linking.facts import Facts, Knowledge, facts_of, facts_of_articles, knowledge_from_database
from claims.linking.found import Found
from claims.linking.scores import relations
from claims.models import Article, Link, LinkState, Relation
from claims.models.grouping import regroup

# Articles linked together when many are; up to four times as many if they are of one day.
BATCH = 100
_REASON = "Linked"
_EITHER_OR = frozenset({Relation.SAME_STATEMENT, Relation.SAME_POSITION, Relation.CONTRADICTS})
Key = tuple[int, int, str]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking some articles changed."""

    articles: int = 0
    claims: int = 0
    created: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: Linked) -> Linked:
        return Linked(
            self.articles + other.articles,
            self.claims + other.claims,
            self.created + other.created,
            self.changed + other.changed,
            self.removed + other.removed,
        )


def link_articles(articles: QuerySet[Article], *, batch: int = BATCH) -> Iterator[Linked]:
    """Link the articles against the store, those of nearby days together; yield what each batch changed."""
    knowledge = knowledge_from_database()
    in_order = articles.order_by(F("published_on").asc(nulls_first=True), "pk")
    for chunk in _batches(in_order.values_list("published_on", "pk"), batch):
        yield link_batch(chunk, knowledge)


def _batches(articles: Iterable[tuple[date | None, int]], size: int) -> Iterator[list[int]]:
    """Yield so many articles and more: those of one day together, so that what belongs together is read once."""
    waiting: list[int] = []
    for _, day in groupby(list(articles), key=itemgetter(0)):
        for _, pk in day:
            waiting.append(pk)
            if len(waiting) >= 4 * size:
                yield waiting
                waiting = []
        if len(waiting) >= size:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def link_batch(pks: Sequence[int], knowledge: Knowledge) -> Linked:
    """Link a few articles: what is found is stored at once, or nothing of it."""
    articles = list(Article.objects.filter(pk__in=pks).order_by("pk"))
    with transaction.atomic():
        origins.find_origins(articles)
        told = facts_of_articles(articles, knowledge)
        batch = [facts for article in told for facts in article]
        candidates.store_keys(batch, knowledge)
        found, parted = _found(told, batch, knowledge)
        result = _store(batch, found, parted, knowledge)
    return replace(result, articles=len(articles), claims=len(batch))


def _found(
    told: Sequence[Sequence[Facts]], batch: Sequence[Facts], knowledge: Knowledge
) -> tuple[dict[Key, Found], dict[str, set[Pair]]]:
    """Return what holds between the claims of the batch and others, and the pairs that are no neighbours any more."""
    known = {facts.pk: facts for facts in batch}
    wanted = candidates.find(batch, knowledge)
    others = {pk for pair in wanted.pairs for pk in pair} - known.keys()
    known |= {pk: replace(facts, head=pk in wanted.heads) for pk, facts in facts_of(others, knowledge).items()}
    pairs = [pair for pair in wanted.pairs if known[pair[0]].article != known[pair[1]].article]
    found = {}
    for a, b in pairs:
        for link in relations(known[a], known[b], knowledge):
            if wanted.may_relate((a, b), link.relation):
                found[_key(link)] = link
    for article in told:
        for one, other in combinations(article, 2):
            found |= {_key(link): link for link in relations(one, other, knowledge)}
    return found, wanted.parted


def _key(link: Found | Link) -> Key:
    a, b = (link.a, link.b) if isinstance(link, Found) else (link.a_id, link.b_id)
    return (a, b, str(link.relation))


def _store(
    batch: Sequence[Facts], found: dict[Key, Found], parted: dict[str, set[Pair]], knowledge: Knowledge
) -> Linked:
    """Create, change and remove links until what nobody has decided on is what was found."""
    stored = {_key(link): link for link in _stored(facts.pk for facts in batch)}
    decided = {(a, b) for (a, b, relation), link in stored.items() if _is_decided(link, relation)}
    wanted = {key: link for key, link in found.items() if not (key[2] in _EITHER_OR and key[:2] in decided)}
    new = [link for key, link in wanted.items() if key not in stored]
    changed = [
        stored[key]
        for key, link in wanted.items()
        if key in stored and stored[key].state == LinkState.SUGGESTED and _update(stored[key], link)
    ]
    gone = [link for key, link in stored.items() if key not in wanted and link.state == LinkState.SUGGESTED]
    for relation, pairs in parted.items():
        kept = {(min(a, b), max(a, b)) for a, b, known in wanted if known == relation}
        gone += _parted(pairs - kept, relation, knowledge)
    if new:
        Link.objects.write_suggestions(map(_row, new), reason=_REASON)
    fields = ["score", "reasons", "outcome", "joins"]
    if changed:
        bulk_update_with_history(changed, Link, fields, batch_size=500, default_change_reason=_REASON)
    if gone:
        Link.objects.filter(pk__among=[link.pk for link in gone]).undecided().delete()
    joined = {pk for link in new if link.joins for pk in (link.a, link.b)}
    touched = [*changed, *gone]
    regroup(joined | {pk for link in touched if _key(link)[2] == Relation.SAME_STATEMENT for pk in _key(link)[:2]})
    return Linked(created=len(new), changed=len(changed), removed=len(gone))


def _stored(claims: Iterable[int]) -> Iterator[Link]:
    pks = sorted(claims)
    yield from Link.objects.filter(Q(a__among=pks) | Q(b__among=pks)).order_by()


def _parted(pairs: set[Pair], relation: str, knowledge: Knowledge) -> list[Link]:
    """Return the stored links of a relation between articles whose claims are no neighbours any more."""
    if not pairs:
        return []
    ends_of_pairs = {pk for pair in pairs for pk in pair}
    links = Link.objects.undecided().filter(a__among=ends_of_pairs, relation=relation).order_by()
    parted = [link for link in links if _pair_of(link) in pairs]
    known = facts_of({pk for link in parted for pk in (link.a_id, link.b_id)}, knowledge)
    ends = [(known[link.a_id], known[link.b_id]) for link in parted]
    stay = candidates.neighbours_among(ends, relation)
    return [
        link for link, (a, b) in zip(parted, ends, strict=True) if a.article != b.article and _pair_of(link) not in stay
    ]


def _pair_of(link: Link) -> Pair:
    return (min(link.a_id, link.b_id), max(link.a_id, link.b_id))


def _is_decided(link: Link, relation: str) -> bool:
    return relation in _EITHER_OR and link.state == LinkState.CONFIRMED


def _row(found: Found) -> tuple[Any, ...]:
    relation, outcome = str(found.relation), str(found.outcome)
    return (found.a, found.b, relation, outcome, found.score, found.joins, list(found.reasons))


def _update(link: Link, found: Found) -> bool:
    """Bring a link in line with what was found; return whether that changed it."""
    values = {"score": found.score, "reasons": list(found.reasons), "outcome": str(found.outcome), "joins": found.joins}
    if all(getattr(link, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(link, name, value)
    return True
