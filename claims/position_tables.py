"""The position matrix from the database: the latest claim of each actor on each issue, picked by window functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Case, DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from claims.models import Actor, ActorKind, Claim, ClaimIssue, Issue, Stance, State, Tenure
from claims.positions import Cell, Move, Position, Sides, cells, in_order, latest


@dataclass(frozen=True)
class Question:
    """What a matrix is asked for. No issues means all; ``sides`` puts speakers under the state they speak for.

    Suggestions less sure than ``least`` do not count.
    """

    on: date
    states: Sequence[str]
    issues: Sequence[Issue] = ()
    actors: Sequence[Actor] = ()
    versus: date | None = None
    sides: bool = True
    rows: int | None = None
    least: float = 0.0


@dataclass(frozen=True)
class Row:
    """An actor and its cells in the order of the issues; None where it has taken no position."""

    actor: Actor
    cells: tuple[Cell | None, ...]


Change = tuple[Actor, Issue, Cell]


@dataclass(frozen=True)
class Matrix:
    """Rows of actors by columns of issues. ``everyone`` are all actors that could be rows; ``claims`` those shown."""

    rows: list[Row]
    issues: list[Issue]
    everyone: list[Actor]
    claims: Mapping[int, Claim]
    left_out: int

    @property
    def changes(self) -> list[Change]:
        """The cells in which something changed, the latest first."""
        found = [
            (row.actor, issue, cell)
            for row in self.rows
            for issue, cell in zip(self.issues, row.cells, strict=True)
            if cell and cell.position and cell.move not in (None, Move.SAME)
        ]
        return sorted(found, key=lambda change: change[2].position.day if change[2].position else date.min)[::-1]


def matrix(question: Question) -> Matrix:
    """Return the matrix. Takes the same number of queries whatever the number of claims, rows and issues."""
    found = _positions(question)
    now = latest(found)
    before = latest(position for position in found if position.day <= question.versus) if question.versus else None
    table = cells(now, before)
    actors = Actor.objects.in_bulk({row for row, _ in table})
    everyone = [actors[row] for row in in_order(table, {pk: actor.name for pk, actor in actors.items()})]
    asked = {actor.pk for actor in question.actors}
    chosen = [actor for actor in everyone if not asked or actor.pk in asked]
    issues = list(question.issues) or list(Issue.objects.filter(pk__in={issue for _, issue in table}))
    rows = [Row(actor, tuple(table.get((actor.pk, issue.pk)) for issue in issues)) for actor in chosen[: question.rows]]
    return Matrix(rows, issues, everyone, _claims(rows), len(chosen) - len(rows))


def _positions(question: Question) -> list[Position]:
    """Return every position that can count on one of the two days, under the side it is taken for."""
    found = _latest_of_each_speaker(question)
    if not question.sides:
        return found
    return [replace(position, actor=side) for side, position in _sides().on_behalf(found)]


def _latest_of_each_speaker(question: Question) -> list[Position]:
    counting = ClaimIssue.objects.filter(claim__state__in=question.states, claim__hypothetical=False)
    rows: QuerySet[Any] = dated(counting).filter(
        ~Q(claim__state=State.SUGGESTED) | Q(claim__confidence__gte=question.least)
    )
    rows = rows.filter(day__lte=question.on)
    if question.issues:
        rows = rows.filter(issue__in=question.issues)
    together = Claim.co_speakers.through.objects.values("claim")
    alone = _ranked("claim__speaker", rows.exclude(claim__speaker=None), question)
    joined = _ranked("claim__co_speakers", rows.filter(claim__in=together), question)
    return [Position(*row) for found in (alone, joined) for row in found]


def dated(rows: QuerySet[ClaimIssue]) -> QuerySet[Any]:
    """Annotate ``day``: when it was said, or else the day of the report, unless that tells of something earlier.

    And ``does``: the act of the part on the issue, or else of the claim.
    """
    reported = Case(When(claim__past=False, then=F("claim__article__published_on")))
    does = Case(When(act="", then=F("claim__act")), default=F("act"))
    return rows.annotate(day=Coalesce(F("claim__said_on"), reported, output_field=DateField()), does=does)


def _ranked(path: str, rows: QuerySet[Any], question: Question) -> Iterable[tuple[Any, ...]]:
    """Return the fields of a Position for the claim that counts of each speaker on each issue.

    In and out of office are apart, and so are the days up to the earlier one and those after it: one pass over the
    claims answers for both days.
    """
    parts: list[Any] = [F(path), F("issue")]
    if question.sides:
        rows = rows.annotate(in_office=_in_office(path))
        parts.append(F("in_office"))
    if question.versus:
        parts.append(Case(When(day__lte=question.versus, then=Value(1)), default=Value(0)))
    mention = Case(When(stance=Stance.NEUTRAL, then=Value(1)), default=Value(0), output_field=IntegerField())
    order = [mention.asc(), F("day").desc(), F("specificity").desc(), F("claim").desc()]
    ranked = rows.order_by().annotate(place=Window(RowNumber(), partition_by=parts, order_by=order)).filter(place=1)
    fields: Iterable[tuple[Any, ...]] = ranked.values_list(
        "claim", path, "issue", "stance", "specificity", "does", "claim__conditional", "day"
    )
    return fields


def _in_office(path: str) -> Exists:
    said_on = OuterRef("day")
    return Exists(
        Tenure.objects.filter(
            Q(started=None) | Q(started__lte=said_on), Q(ended=None) | Q(ended__gte=said_on), holder=OuterRef(path)
        )
    )


def _sides() -> Sides:
    """Read who is part of what and who held which office. Two queries."""
    rows = Tenure.objects.exclude(office__body=None).exclude(holder__kind=ActorKind.OUTLET)
    return Sides(
        parts=dict(Actor.objects.values_list("pk", "part_of")),
        tenures=rows.order_by(F("started").desc(nulls_last=True)).values_list(
            "holder", "office__body", "started", "ended"
        ),
    )


def _claims(rows: Iterable[Row]) -> dict[int, Claim]:
    shown = [cell for row in rows for cell in row.cells if cell]
    keys = {position.claim for cell in shown for position in (cell.position, cell.before) if position}
    parts = Claim.objects.select_related("article", "speaker").prefetch_related("co_speakers")
    return parts.defer("article__text").in_bulk(keys)
