"""What stands on the front page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import ClassVar

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from claims.exchanges import PROPOSALS
from claims.models import REVIEWED, Article, Claim, Issue, Link, LinkState, Relation
from claims.position_search import headline_issues
from claims.position_tables import Change, Matrix, Question, Row, matrix
from claims.positions import Cell

LATEST = 14
SIDES = 5
CHANGES = 8
UNANSWERED = 5


@dataclass(frozen=True)
class Front:
    """The front page: ``latest`` groups claims under the day on which they were said."""

    day: date
    since: date
    latest: list[tuple[date, list[Claim]]]
    table: Matrix
    unanswered: list[Claim]
    reviewed: int
    suggested: int
    articles: int
    DAYS: ClassVar[int] = 7

    @property
    def changes(self) -> list[Change]:
        """What changed since, the latest first, as much as fits."""
        return self.table.changes[:CHANGES]

    @property
    def sides(self) -> list[Row]:
        """The rows of the matrix in small."""
        return self.table.rows[:SIDES]

    @property
    def by_issue(self) -> list[tuple[Issue, list[tuple[Row, Cell | None]]]]:
        """The matrix in small, turned round: each issue with the cells of the sides."""
        return [
            (issue, [(row, row.cells[number]) for row in self.sides]) for number, issue in enumerate(self.table.issues)
        ]


def front(*, least: float = 0.0, today: date | None = None) -> Front:
    """Return the front page of a day. The week ends with the last reviewed claim, however long ago that is.

    Suggestions less sure than ``least`` are not counted.
    """
    today = today or timezone.localdate()
    reviewed = Claim.objects.reviewed()
    last = reviewed.filter(said_on__lte=today).last_day() or today
    since = last - timedelta(days=Front.DAYS)
    table = matrix(Question(on=last, versus=since, states=REVIEWED, issues=headline_issues()))
    return Front(
        day=last,
        since=since,
        latest=_by_day(last),
        table=table,
        unanswered=_unanswered(last),
        reviewed=reviewed.count(),
        suggested=Claim.objects.suggested().filter(confidence__gte=least).count(),
        articles=Article.objects.count(),
    )


def _by_day(last: date) -> list[tuple[date, list[Claim]]]:
    newest = Claim.objects.reviewed().filter(said_on__lte=last).order_by("-said_on", "-article_id", "start", "pk")
    claims = Claim.objects.rows_of(newest[:LATEST]).with_parts()
    return [(day, list(found)) for day, found in groupby(claims, key=lambda claim: claim.said_on) if day]


def _unanswered(last: date) -> list[Claim]:
    """Return the latest reviewed proposals that no claim on record answers, each statement in its own wording."""
    replies = Link.objects.filter(b=OuterRef("pk"), relation=Relation.RESPONDS_TO).exclude(state=LinkState.REJECTED)
    proposals = Claim.objects.reviewed().filter(act__in=PROPOSALS, said_on__lte=last)
    whole = proposals.filter(Q(statement=None) | Q(canonical_of__isnull=False))
    newest = whole.filter(~Exists(replies)).order_by("-said_on", "-article_id", "start", "pk")
    return list(Claim.objects.rows_of(newest[:UNANSWERED]).with_parts())
