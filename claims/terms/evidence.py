"""Claims as evidence for terms: who demands, offers or refuses what on which issue, gathered by what says the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from claims.models import Act, Actor, ActorKind, Claim, ClaimIssue, Precision, Stance, State, Term
from claims.terms.wording import Gist, gist_of, normalised, shortened

Topic = tuple[int, int]
"""The keys of an actor and an issue."""

_IN_ARTICLE = "article "
TERM_ACTS = (Act.DEMAND, Act.OFFER, Act.REJECT)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one claim says on one issue on behalf of one actor."""

    claim: int
    topic: Topic
    act: str
    stance: str
    wording: str
    gist: Gist
    conditions: str
    statement: int | None
    # The larger, the better it words the term.
    rank: tuple[bool, bool, int, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Claims of one actor that put the same term forward, in the words of the best of them."""

    act: str
    stance: str
    wording: str
    gist: Gist
    conditions: str
    claims: frozenset[int]


def topics_of(*, claims: QuerySet[Claim]) -> set[Topic]:
    """Return the actor and issue of each term that the claims may be evidence for."""
    rows = ClaimIssue.objects.filter(claim__in=claims).order_by()
    alone = rows.exclude(claim__speaker=None).values_list("claim__speaker", "issue")
    together = rows.exclude(claim__co_speakers=None).values_list("claim__co_speakers", "issue")
    return {*alone.distinct(), *together.distinct()}


def all_topics() -> set[Topic]:
    """Return the topics of all claims and of all terms."""
    return topics_of(claims=Claim.objects.all()) | set(Term.objects.order_by().values_list("actor", "issue"))


def groups_by_topic(topics: set[Topic]) -> dict[Topic, list[Group]]:
    """Return what the claims of each topic put forward, each thing once."""
    by_bucket: dict[tuple[Topic, str, str], list[Evidence]] = defaultdict(list)
    for evidence in _evidence(topics):
        by_bucket[evidence.topic, evidence.act, evidence.stance].append(evidence)
    groups: dict[Topic, list[Group]] = defaultdict(list)
    for (topic, _, _), some in sorted(by_bucket.items()):
        groups[topic].extend(_group(same) for same in _gathered(some))
    return groups


def _evidence(topics: set[Topic]) -> Iterator[Evidence]:
    actors = _negotiators({actor for actor, _ in topics})
    for row in _rows(actors, {issue for _, issue in topics}):
        claim = row.claim
        speakers = {other.pk for other in claim.co_speakers.all()} | ({claim.speaker_id} if claim.speaker_id else set())
        for actor in speakers & actors:
            if (actor, row.issue_id) in topics:
                yield _evidence_of(row, (actor, row.issue_id))


def _negotiators(actors: set[int]) -> set[int]:
    """Leave out outlets: they report what others demand."""
    return set(Actor.objects.filter(pk__in=actors).exclude(kind=ActorKind.OUTLET).values_list("pk", flat=True))


def _rows(actors: set[int], issues: set[int]) -> Iterable[ClaimIssue]:
    """Return the parts of claims that put a term forward: not denied, not imagined, with a stance."""
    together = Claim.co_speakers.through.objects.filter(actor__in=actors).values("claim")
    return (
        ClaimIssue.objects.filter(issue__in=issues)
        .filter(Q(claim__speaker__in=actors) | Q(claim__in=together))
        .filter(Q(act__in=TERM_ACTS) | Q(act="", claim__act__in=TERM_ACTS))
        .exclude(stance=Stance.NEUTRAL)
        .exclude(claim__state=State.REJECTED)
        .exclude(Q(claim__negated=True) | Q(claim__hypothetical=True))
        .select_related("claim", "issue")
        .prefetch_related("claim__co_speakers")
        .order_by()
    )


def _evidence_of(row: ClaimIssue, topic: Topic) -> Evidence:
    claim = row.claim
    words = normalised(row.content_text or claim.content_text, without=claim.condition_text)
    # What only points ("the proposal") is worded by the issue it points to.
    wording = row.issue.name if row.inherited else words
    return Evidence(
        claim=claim.pk,
        topic=topic,
        act=row.act or claim.act,
        stance=row.stance,
        wording=wording,
        gist=gist_of(wording),
        conditions=" ".join(claim.condition_text.split()),
        statement=claim.statement_id,
        rank=(claim.is_reviewed, not row.inherited, row.specificity, -len(wording)),
    )


def _gathered(some: Sequence[Evidence]) -> list[list[Evidence]]:
    """Gather what says the same, the longest wording first, so that the order of the articles does not matter.

    Claims of one statement say the same whatever their words.
    """
    leaders: list[list[Evidence]] = []
    by_statement: dict[int, list[Evidence]] = {}
    for evidence in sorted(some, key=lambda one: (-len(one.gist.words), one.wording, one.claim)):
        known = by_statement.get(evidence.statement) if evidence.statement else None
        group = known or next((led for led in leaders if led[0].gist.says_same_as(evidence.gist)), None)
        if group is None:
            group = []
            leaders.append(group)
        group.append(evidence)
        if evidence.statement:
            by_statement.setdefault(evidence.statement, group)
    return leaders


def _group(some: Sequence[Evidence]) -> Group:
    best = max(some, key=lambda one: (one.rank, one.wording))
    conditions = dict.fromkeys(one.conditions for one in sorted(some, key=lambda one: one.wording) if one.conditions)
    return Group(
        act=best.act,
        stance=best.stance,
        wording=best.wording,
        gist=best.gist,
        conditions=shortened("; ".join(conditions)),
        claims=frozenset(one.claim for one in some),
    )


@dataclass(frozen=True, slots=True)
class Occasion:
    """When, or else where, a term was put forward: the day if it is known, else the article."""

    name: str

    @classmethod
    def of(cls, said_on: date | None, precision: str, article: int) -> Occasion:
        """Return the occasion of a claim."""
        return cls(said_on.isoformat() if said_on and precision == Precision.DAY else f"{_IN_ARTICLE}{article}")

    @property
    def article(self) -> int:
        """The key of the article, for an occasion without a day."""
        return int(self.name.removeprefix(_IN_ARTICLE))

    @property
    def day(self) -> date | None:
        """The day, if it is known."""
        return None if self.name.startswith(_IN_ARTICLE) else date.fromisoformat(self.name)
