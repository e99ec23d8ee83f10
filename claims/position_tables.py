"""The position matrix from the database: of each actor on each issue the claim that goes before all others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, Max, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat

from claims.models import Actor, ActorKind, Claim, ClaimIssue, Issue, Precedence, Standing, State, Tenure
from claims.positions import Cell, Move, Position, Sides, cells, in_order


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


# What a cell shows of a claim; there are hundreds of cells, and reading the spans of each claim would take longest.
_SHOWN = (
    "act", "anchored_version", "article__version", "condition_text", "conditional", "content_text", "said_on",
    "said_on_precision", "source_text", "sourcing", "speaker__kind", "speaker__name", "state",
)  # fmt: skip
# The precedence of the claim that counts, by row and issue.
Picks = dict[tuple[int, int], int]


def matrix(question: Question) -> Matrix:
    """Return the matrix. Takes the same number of queries whatever the number of claims, rows and issues."""
    now, before = _picked(question)
    keys = {*now, *before}
    actors = Actor.objects.in_bulk({row for row, _ in keys})
    everyone = [actors[row] for row in in_order(keys, {pk: actor.name for pk, actor in actors.items()})]
    asked = {actor.pk for actor in question.actors}
    chosen = [actor for actor in everyone if not asked or actor.pk in asked]
    issues = list(question.issues) or list(Issue.objects.filter(pk__in={issue for _, issue in keys}))
    shown = {(actor.pk, issue.pk) for actor in chosen[: question.rows] for issue in issues}
    claims = _claims(picks[key] for picks in (now, before) for key in shown & picks.keys())
    table = cells(_read(now, shown, claims), _read(before, shown, claims) if question.versus else None)
    rows = [Row(actor, tuple(table.get((actor.pk, issue.pk)) for issue in issues)) for actor in chosen[: question.rows]]
    return Matrix(rows, issues, everyone, claims, len(chosen) - len(rows))


def _picked(question: Question) -> tuple[Picks, Picks]:
    """Return what counts on the day and on the one that it is compared with, under the side it is taken for."""
    row_of = _sides().row_of if question.sides else _speaker
    now: Picks = {}
    before: Picks = {}
    for speaker, issue, *found in _highest(question):
        for picks, number in zip((now, before), found[1:] if question.sides else found, strict=False):
            row = number and row_of(speaker, number)
            if row and number > picks.get((row, issue), 0):
                picks[row, issue] = number
    return now, before


def _speaker(speaker: int, _precedence: int) -> int:
    return speaker


class _SidesByPrecedence(Sides):
    """Sides, asked for the claim that counts. Of those who never held an office the day need not be known."""

    def row_of(self, speaker: int, precedence: int) -> int | None:
        """Return the side for which the speaker made the claim, or None."""
        if speaker in self.officials:
            return self.side(speaker, Precedence.of(precedence).day)
        return self.roots[speaker]


def _highest(question: Question) -> Iterable[tuple[Any, ...]]:
    """Return speaker, issue and the highest precedences up to both days; for sides in and out of office apart."""
    found = Standing.objects.filter(state__in=question.states, precedence__isnull=False, day__lte=question.on)
    if State.SUGGESTED in question.states:
        found = found.filter(~Q(state=State.SUGGESTED) | Q(confidence__gte=question.least))
    if question.issues:
        found = found.filter(issue__in=question.issues)
    parts = ["speaker", "issue", *(["in_office"] if question.sides else [])]
    highest = {"latest": Max("precedence")}
    if question.versus:
        highest["earlier"] = Max("precedence", filter=Q(day__lte=question.versus))
    rows: Iterable[tuple[Any, ...]] = found.order_by().values_list(*parts).annotate(**highest)
    return rows


def _read(picks: Picks, shown: set[tuple[int, int]], claims: Mapping[int, Claim]) -> dict[tuple[int, int], Position]:
    return {key: _position(*key, Precedence.of(picks[key]), claims) for key in shown & picks.keys()}


def _position(row: int, issue: int, chosen: Precedence, claims: Mapping[int, Claim]) -> Position:
    claim = claims[chosen.claim]
    part = next(part for part in claim.claim_issues.all() if part.issue_id == issue)
    act = part.act or claim.act
    return Position(claim.pk, row, issue, part.stance, chosen.specificity, act, claim.conditional, chosen.day)


def dated(rows: QuerySet[ClaimIssue]) -> QuerySet[Any]:
    """Annotate ``day``: when it was said, or else the day of the report, unless that tells of something earlier.

    And ``does``: the act of the part on the issue, or else of the claim.
    """
    reported = Case(When(claim__past=False, then=F("claim__article__published_on")))
    does = Case(When(act="", then=F("claim__act")), default=F("act"))
    return rows.annotate(day=Coalesce(F("claim__said_on"), reported, output_field=DateField()), does=does)


def _sides() -> _SidesByPrecedence:
    """Read who is part of what and who held which office. Two queries."""
    rows = Tenure.objects.exclude(office__body=None).exclude(holder__kind=ActorKind.OUTLET)
    return _SidesByPrecedence(
        parts=dict(Actor.objects.values_list("pk", "part_of")),
        tenures=rows.order_by(F("started").desc(nulls_last=True)).values_list(
            "holder", "office__body", "started", "ended"
        ),
    )


def _claims(picked: Iterable[int]) -> dict[int, Claim]:
    """Return the claims of what was picked by key, with what a cell shows of them. Three queries."""
    keys = {Precedence.of(number).claim for number in picked}
    parts = ClaimIssue.objects.order_by().only("claim", "issue", "stance", "act")
    found = Claim.objects.filter(pk__among=keys).order_by().select_related("article", "speaker").only(*_SHOWN)
    # By name, but not by the index of names: SQLite would look for each actor there is among those who speak together.
    together = Prefetch("co_speakers", Actor.objects.order_by(Concat("name", Value(""))))
    return {claim.pk: claim for claim in found.prefetch_related(together, Prefetch("claim_issues", parts))}
