"""What linking knows of a claim, and of actors and issues, read from the database in few queries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.db.models import F

from claims.linking.wording import Wording, wording_of
from claims.models import (
    Act,
    Actor,
    ActorKind,
    Alias,
    AliasKind,
    Article,
    Claim,
    ClaimIssue,
    Issue,
    Precision,
    Segment,
    SegmentKind,
    Stance,
    State,
)

# What can be answered, accepted or refused.
PUT_FORWARD = frozenset({Act.DEMAND, Act.OFFER})
_TOKEN = re.compile(r"\w+")
_LONGEST_NAME = 4  # words


@dataclass(frozen=True, slots=True)
class Facts:
    """One claim. Days are ordinals; actors are slugs. ``place`` (checksum, start) does not depend on arrival.

    ``lineage``: the speakers and all they belong to; ``sides``: the outermost of these. ``lead``: it stands in the
    headline or the first paragraph. ``head``: it is the first thing that its side puts forward in the article.
    ``goes_on``: right before it, in the same paragraph, its side has refused or accepted something.
    ``first``: the first claim of its speakers with this act in the article. ``firm``: the stances but neutral.
    ``near``: the day it was said, else the day it was reported; None for neither, and for what was said earlier.
    """

    pk: int
    place: tuple[str, int]
    article: int
    origin: int | None
    speakers: frozenset[str]
    lineage: frozenset[str]
    sides: frozenset[str]
    collective: bool
    act: str
    conditional: bool
    past: bool
    stances: Mapping[str, str]
    day: int | None
    exact: bool
    published: int | None
    wording: Wording
    mentions: frozenset[str]
    lead: bool = False
    head: bool = False
    goes_on: bool = False
    first: bool = False
    firm: Mapping[str, str] = field(init=False)
    near: int | None = field(init=False)

    def __post_init__(self) -> None:
        """Keep what is asked for at every comparison."""
        firm = {issue: stance for issue, stance in self.stances.items() if stance != Stance.NEUTRAL}
        object.__setattr__(self, "firm", firm)
        reported = None if self.past else self.published
        object.__setattr__(self, "near", reported if self.day is None else self.day)


@dataclass(frozen=True)
class Knowledge:
    """Actors and issues, read once a run. ``proposers``: whose proposal an issue is, by issue."""

    lineage: Mapping[int, frozenset[str]]
    side: Mapping[int, str]
    slug: Mapping[int, str]
    persons: frozenset[int]
    names: Mapping[tuple[str, ...], str]
    excludes: Mapping[str, frozenset[str]]
    proposers: Mapping[str, str]
    issues: Mapping[int, str] = field(default_factory=dict)

    def mentioned(self, text: str) -> frozenset[str]:
        """Return the sides named in the text, by themselves, their organs or their people."""
        tokens = _TOKEN.findall(text.lower())
        found, at = set(), 0
        while at < len(tokens):
            # Nearly no word begins a name.
            lengths = self.lengths.get(tokens[at], ())
            length = next((n for n in lengths if tuple(tokens[at : at + n]) in self.names), 0)
            if length:
                found.add(self.names[tuple(tokens[at : at + length])])
            at += length or 1
        return frozenset(found)

    @cached_property
    def lengths(self) -> Mapping[str, Sequence[int]]:
        """How many words the names have that begin with a word, the longest first."""
        found: dict[str, set[int]] = defaultdict(set)
        for name in self.names:
            found[name[0]].add(len(name))
        return {word: sorted(lengths, reverse=True) for word, lengths in found.items()}


def knowledge_from_database() -> Knowledge:
    """Read actors, their names and the issues."""
    actors = {actor.pk: actor for actor in Actor.objects.only("pk", "slug", "kind", "part_of", "merged_into", "name")}
    chains = {pk: list(_upwards(pk, actors)) for pk in actors}
    side = {pk: actors[chain[-1]].slug for pk, chain in chains.items()}
    issues = Issue.objects.prefetch_related("excludes").select_related("proposed_by")
    return Knowledge(
        lineage={pk: frozenset(actors[up].slug for up in chain) for pk, chain in chains.items()},
        side=side,
        slug={pk: actors[chains[pk][0]].slug for pk in actors},
        persons=frozenset(pk for pk, actor in actors.items() if actor.kind == ActorKind.PERSON),
        names=_names(actors, side),
        excludes={issue.slug: frozenset(other.slug for other in issue.excludes.all()) for issue in issues},
        proposers={issue.slug: side[issue.proposed_by_id] for issue in issues if issue.proposed_by_id},
        issues={issue.pk: issue.slug for issue in issues},
    )


def _upwards(pk: int, actors: Mapping[int, Actor]) -> Iterator[int]:
    """Yield the actor that goes by this number now, then what it belongs to, outwards."""
    seen: set[int] = set()
    at: int | None = pk
    while at is not None and at in actors and at not in seen:
        seen.add(at)
        actor = actors[at]
        if actor.merged_into_id is None:
            yield at
        at = actor.merged_into_id or actor.part_of_id


def _names(actors: Mapping[int, Actor], side: Mapping[int, str]) -> dict[tuple[str, ...], str]:
    names: dict[tuple[str, ...], str] = {}
    aliases = Alias.objects.exclude(kind=AliasKind.DESCRIPTION).order_by("pk").values_list("actor_id", "text")
    for pk, text in [*((actor.pk, actor.name) for actor in actors.values()), *aliases]:
        words = tuple(word.lower() for word in _TOKEN.findall(text))
        if words and len(words) <= _LONGEST_NAME:
            names.setdefault(words, side[pk])
    return names


def facts_of(claims: Iterable[int], knowledge: Knowledge) -> dict[int, Facts]:
    """Return the facts of claims by key, without ``lead`` and ``head``, which need the whole article."""
    pks = sorted(set(claims))
    together = _co_speakers(pks)
    stances = _stances(pks, knowledge)
    fields = (
        "pk", "article_id", "article__checksum", "article__origin_id", "article__published_on",
        "article__published_precision", "start", "speaker_id", "act", "conditional", "past", "said_on",
        "said_on_precision", "content_text",
    )  # fmt: skip
    found: dict[int, Facts] = {}
    for row in Claim.objects.filter(pk__among=pks).order_by().values_list(*fields):
        (pk, article, checksum, origin, published, published_precision, start, speaker, act, conditional, past, said,
         said_precision, text) = row  # fmt: skip
        speakers = [*([speaker] if speaker else []), *together.get(pk, ())]
        wording = wording_of(text)
        found[pk] = Facts(
            pk=pk, place=(checksum, start), article=article, origin=origin,
            speakers=frozenset(knowledge.slug[actor] for actor in speakers),
            lineage=frozenset().union(*(knowledge.lineage[actor] for actor in speakers)),
            sides=frozenset(knowledge.side[actor] for actor in speakers),
            collective=any(actor not in knowledge.persons for actor in speakers),
            act=act, conditional=conditional, past=past, stances=_settled(stances.get(pk, {}), act, knowledge),
            day=_day(said, said_precision), exact=said_precision == Precision.DAY,
            published=_day(published, published_precision), wording=wording, mentions=knowledge.mentioned(text),
        )  # fmt: skip
    return found


def facts_of_articles(articles: Sequence[Article], knowledge: Knowledge) -> list[list[Facts]]:
    """Return for each article the facts of its claims in reading order, each with its part in the article."""
    told: dict[int, list[Facts]] = defaultdict(list)
    for facts in facts_of(_claims_of(articles), knowledge).values():
        told[facts.article].append(facts)
    bodies = _bodies(articles)
    return [_in_article(article, told[article.pk], bodies.get(article.pk, 0), knowledge) for article in articles]


def _in_article(article: Article, told: Iterable[Facts], body: int, knowledge: Knowledge) -> list[Facts]:
    lead = _lead_ends(article.text, body)
    leading: set[str] = set()
    acted: set[tuple[frozenset[str], str]] = set()
    found: list[Facts] = []
    for facts in sorted(told, key=lambda facts: (facts.place[1], facts.pk)):
        before = found[-1] if found else None
        puts_forward = facts.act in PUT_FORWARD and bool(facts.sides) and not facts.past
        head = puts_forward and not facts.sides <= leading
        leading |= facts.sides if puts_forward else set()
        goes_on = before is not None and _goes_on(before, facts, article.text, knowledge)
        first = (facts.speakers, facts.act) not in acted
        acted.add((facts.speakers, facts.act))
        found.append(replace(facts, lead=facts.place[1] < lead, head=head, goes_on=goes_on, first=first))
    return found


def _goes_on(before: Facts, facts: Facts, text: str, knowledge: Knowledge) -> bool:
    one_paragraph = "\n" not in text[before.place[1] : facts.place[1]]
    return one_paragraph and bool(before.sides & facts.sides) and _takes_sides(before, knowledge)


def _takes_sides(facts: Facts, knowledge: Knowledge) -> bool:
    foreign = (knowledge.proposers.get(issue) for issue in facts.stances)
    return facts.act in (Act.REJECT, Act.ACCEPT) or any(side and side not in facts.sides for side in foreign)


def _claims_of(articles: Sequence[Article]) -> list[int]:
    """Return the claims of the articles' current texts that nobody has rejected."""
    claims = Claim.objects.filter(article__in=articles, anchored_version=F("article__version"))
    return list(claims.exclude(state=State.REJECTED).order_by().values_list("pk", flat=True))


def _bodies(articles: Sequence[Article]) -> dict[int, int]:
    """Return by article where its body starts."""
    rows = Segment.objects.filter(article__in=articles, kind=SegmentKind.BODY).order_by("-start")
    return dict(rows.values_list("article_id", "start"))


def _lead_ends(text: str, start: int) -> int:
    """Return where the first paragraph of the body ends: what stands before sums up what comes after."""
    while start < len(text) and text[start].isspace():
        start += 1
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def _settled(stances: Mapping[str, str], act: str, knowledge: Knowledge) -> dict[str, str]:
    """Who refuses a proposal is against it, who accepts it is for it, whatever stance was read from the words."""
    by_act = {Act.REJECT: Stance.AGAINST, Act.ACCEPT: Stance.FOR}.get(Act(act))
    return {issue: by_act if by_act and issue in knowledge.proposers else stance for issue, stance in stances.items()}


def _day(value: date | None, precision: str) -> int | None:
    return value.toordinal() if value and precision == Precision.DAY else None


def _co_speakers(pks: Sequence[int]) -> dict[int, list[int]]:
    rows = Claim.co_speakers.through.objects.filter(claim__among=pks).order_by("actor_id")
    found: dict[int, list[int]] = defaultdict(list)
    for claim, actor in rows.values_list("claim_id", "actor_id"):
        found[claim].append(actor)
    return found


def _stances(pks: Sequence[int], knowledge: Knowledge) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for claim, issue, stance in (
        ClaimIssue.objects.filter(claim__among=pks).order_by().values_list("claim_id", "issue_id", "stance")
    ):
        found[claim][knowledge.issues[issue]] = stance
    return found
