"""One event, outlet by outlet: which statements of its days each outlet reports, in which words, which it leaves out.

An outlet is compared if one of its reports tells at least one reviewed claim of these days. What is left out is told
from the links between reports: a suggested link that nobody has decided on makes it "perhaps the same".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from django.db.models import IntegerField, QuerySet, Value
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from claims import queries
from claims.confidence import least_confidence
from claims.models import REVIEWED, Actor, Claim, Event, Issue, Link, Outlet, Relation
from claims.models.claims import ClaimQuerySet
from claims.witnesses import word_difference

# Reactions come the day after; a longer period is no single event any more.
AFTERWARDS = timedelta(days=1)
MOST_DAYS = 31
# Outlets side by side, those that report most; and events that are looked through for some with two outlets.
MOST_OUTLETS, MOST_EVENTS = 8, 30


class Telling(StrEnum):
    """How an outlet tells a statement."""

    ONLY = "only"
    FULLEST = "fullest"
    SAME = "same"
    CHANGED = "changed"
    PERHAPS = "perhaps"
    LEFT_OUT = "left out"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Told:
    """A claim of the days: what sorting it into rows and columns takes. ``row``: its statement, or itself if alone."""

    pk: int
    row: int
    outlet: int | None
    article: int
    origin: int
    published: date | None
    said: date | None
    reviewed: bool


@dataclass
class Row:
    """A statement: its reports by outlet, and those that may be reports of it by a link that nobody decided on."""

    reports: dict[int | None, Told] = field(default_factory=dict)
    perhaps: dict[int | None, Told] = field(default_factory=dict)
    said: date | None = None

    @property
    def is_reviewed(self) -> bool:
        """Whether an editor has looked at one of the reports."""
        return any(told.reviewed for told in self.reports.values())

    @property
    def outlets(self) -> set[int | None]:
        """The outlets that report it, for sure or perhaps."""
        return {*self.reports, *self.perhaps}


@dataclass(frozen=True)
class Column:
    """An outlet; ``told`` of the statements, ``alone`` those that no other outlet tells."""

    outlet: Outlet | None
    reports: int
    origins: int
    first: date | None
    last: date | None
    told: int
    alone: int


@dataclass(frozen=True)
class Cell:
    """How one outlet tells one statement; word counts against the fullest wording."""

    outlet: Outlet | None
    telling: Telling
    claim: Claim | None = None
    dropped: int = 0
    added: int = 0


@dataclass(frozen=True)
class Line:
    """A statement as a line of the table: its fullest wording and a cell for each column."""

    wording: Claim
    cells: list[Cell]


@dataclass(frozen=True)
class Coverage:
    """What is said on some days, sorted: rows of most outlets first, columns of most statements first."""

    rows: list[Row]
    columns: list[Column]
    left_over: int

    @property
    def shared(self) -> int:
        """Statements that more than one outlet tells, perhaps included."""
        return sum(len(row.outlets) > 1 for row in self.rows)


class CoverageSearch(queries.QueryForm):
    """An event or a period of days, and whose statements or about what."""

    event = queries.keyed(Event.objects.order_by("-started_on", "name"), _("event"))
    since = queries.day(pgettext_lazy("date", "from"))
    until = queries.day(pgettext_lazy("date", "to"))
    actor = queries.rows(Actor, _("actor"))
    issue = queries.rows(Issue, _("issue"))

    legends: ClassVar[queries.Labels] = {"actor": _("Actor"), "issue": _("Issue")}

    def __init__(self, request: HttpRequest) -> None:
        self._seen = Claim.objects.open_to(
            editor=request.user.has_perm("claims.change_claim"), least=least_confidence(request.user)
        )
        super().__init__(request.GET)
        if "event" not in self.chosen and not {"since", "until"} & self.chosen.keys():
            latest = next(iter(events_of_several_outlets(1)), None)
            self.chosen |= {"event": latest[0]} if latest else {}

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it starts, or is too long to be one event."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and not since <= until < since + timedelta(days=MOST_DAYS):
            del self.cleaned_data["since"], self.cleaned_data["until"]
            self.add_error(
                None,
                gettext("From %(since)s to %(until)s is no period of 1 to %(days)s days. It was left out.")
                % {"since": since, "until": until, "days": MOST_DAYS},
            )
        return self.cleaned_data

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day looked at, those of an event if one is chosen; None if nothing is."""
        if event := self.chosen.get("event"):
            return days_of(event)
        given: list[date] = [self.chosen[name] for name in ("since", "until") if name in self.chosen]
        return (given[0], given[-1]) if given else None

    def claims(self) -> ClaimQuerySet:
        """Return the claims asked for that the user may see."""
        claims = self._of_days()
        claims = claims.by_speaker(*self.chosen["actor"]) if "actor" in self.chosen else claims
        return claims.about(issues=self.chosen["issue"]) if "issue" in self.chosen else claims

    def speakers(self) -> QuerySet[Actor]:
        """Return who speaks on these days, to choose among."""
        return Actor.objects.filter(pk__in=self._of_days().exclude(speaker=None).values("speaker")).order_by("name")

    def _of_days(self) -> ClaimQuerySet:
        return self._seen.said_between(*self.days) if self.days else self._seen.none()

    def coverage(self, *, every_outlet: bool = False) -> Coverage:
        """Return what was said, sorted, of the outlets that report most or of every one. Takes three queries."""
        told = _told(self.claims())
        rows = [row for row in _rows(told) if row.is_reviewed]
        _attach(rows)
        rows = [row for row in rows if row.reports]
        rows.sort(key=lambda row: (-len(row.outlets), row.said or date.max, min(t.pk for t in row.reports.values())))
        columns = _columns(rows)
        shown = columns if every_outlet else columns[:MOST_OUTLETS]
        return Coverage(rows, shown, len(columns) - len(shown))


def days_of(event: Event) -> tuple[date, date]:
    """Return the days whose claims are looked at for an event."""
    return event.started_on, (event.ended_on or event.started_on) + AFTERWARDS


def events_of_several_outlets(most: int) -> list[tuple[Event, int]]:
    """Return the latest events of whose days two outlets and more tell reviewed claims, with how many. Two queries."""
    events = list(Event.objects.order_by("-started_on", "name")[:MOST_EVENTS])
    reviewed = Claim.objects.reviewed().exclude(article__outlet=None).order_by()
    asked: list[Any] = [
        reviewed.said_between(*days_of(event)).values_list(Value(number, IntegerField()), "article__outlet").distinct()
        for number, event in enumerate(events)
    ]
    outlets: dict[int, set[int]] = defaultdict(set)
    for number, outlet in asked[0].union(*asked[1:]) if asked else ():
        outlets[number].add(outlet)
    counted = [(event, len(outlets[number])) for number, event in enumerate(events)]
    return [(event, count) for event, count in counted if count > 1][:most]


def _told(claims: ClaimQuerySet) -> list[Told]:
    rows = claims.order_by("article__published_on", "article_id", "start", "pk").values_list(
        "pk", "statement", "article__outlet", "article", "article__origin", "article__published_on", "said_on", "state"
    )
    return [
        Told(pk, statement or -pk, outlet, article, origin or -article, published, said, state in REVIEWED)
        for pk, statement, outlet, article, origin, published, said, state in rows
    ]


def _rows(told: Iterable[Told]) -> list[Row]:
    """Return a row a statement. Of several claims of an outlet the first that is reviewed stands for it."""
    rows: dict[int, Row] = defaultdict(Row)
    for one in told:
        row = rows[one.row]
        standing = row.reports.get(one.outlet)
        if standing is None or (one.reviewed and not standing.reviewed):
            row.reports[one.outlet] = one
        row.said = min(filter(None, (row.said, one.said)), default=None)
    return list(rows.values())


def _attach(rows: Iterable[Row]) -> None:
    """Move statements that only one outlet tells to those they may be reports of, by undecided links, surest first."""
    row_of = {told.pk: row for row in rows for told in row.reports.values()}
    links = Link.objects.undecided().filter(
        relation=Relation.SAME_STATEMENT, a__among=list(row_of), b__among=list(row_of)
    )
    for a, b in links.order_by("-score", "pk").values_list("a", "b"):
        host, guest = sorted((row_of[a], row_of[b]), key=lambda row: -len(row.outlets))
        if len(guest.outlets) != 1 or guest.perhaps or host.outlets & guest.outlets:
            continue
        host.perhaps |= guest.reports
        guest.reports = {}  # a row without reports has no outlets, and takes or gives nothing any more


def _columns(rows: Sequence[Row]) -> list[Column]:
    """Return the outlets that tell a reviewed claim, those that tell most statements first."""
    told: dict[int | None, list[Told]] = defaultdict(list)
    alone: dict[int | None, int] = defaultdict(int)
    for row in rows:
        for outlet, one in [*row.reports.items(), *row.perhaps.items()]:
            told[outlet].append(one)
            alone[outlet] += len(row.outlets) == 1
    outlets = Outlet.objects.in_bulk([key for key in told if key])
    columns = [
        _column(outlets.get(key or 0), ones, alone[key]) for key, ones in told.items() if any(o.reviewed for o in ones)
    ]
    return sorted(columns, key=lambda column: (-column.told, column.outlet.name if column.outlet else ""))


def _column(outlet: Outlet | None, told: Sequence[Told], alone: int) -> Column:
    days = [one.published for one in told if one.published]
    return Column(
        outlet,
        len({one.article for one in told}),
        len({one.origin for one in told}),
        min(days, default=None),
        max(days, default=None),
        len(told),
        alone,
    )


def lines(rows: Sequence[Row], columns: Sequence[Column]) -> list[Line]:
    """Return rows as lines of the table, with the claims that stand in them. Takes four queries."""
    keys = [told.pk for row in rows for told in [*row.reports.values(), *row.perhaps.values()]]
    claims = Claim.objects.filter(pk__among=keys).with_parts().select_related("statement").defer("article__text")
    by_key = {claim.pk: claim for claim in claims}
    return [_line(row, columns, by_key) for row in rows]


def _line(row: Row, columns: Sequence[Column], claims: Mapping[int, Claim]) -> Line:
    reports = [claims[told.pk] for told in row.reports.values()]
    reviewed = [claim for claim in reports if claim.is_reviewed]
    statement = reports[0].statement
    canonical = statement.canonical_id if statement else None
    wording = next((claim for claim in reviewed if claim.pk == canonical), None)
    wording = wording or max(reviewed, key=lambda claim: len(claim.content_text))
    return Line(wording, [_cell(row, column, wording, claims) for column in columns])


def _cell(row: Row, column: Column, wording: Claim, claims: Mapping[int, Claim]) -> Cell:
    key = column.outlet.pk if column.outlet else None
    if told := row.perhaps.get(key):
        return Cell(column.outlet, Telling.PERHAPS, claims[told.pk])
    if told := row.reports.get(key):
        return _compared(column.outlet, claims[told.pk], wording, alone=len(row.outlets) == 1)
    too_early = row.said and column.last and column.last < row.said
    return Cell(column.outlet, Telling.BEFORE if too_early else Telling.LEFT_OUT)


def _compared(outlet: Outlet | None, claim: Claim, wording: Claim, *, alone: bool) -> Cell:
    if claim == wording:
        return Cell(outlet, Telling.ONLY if alone else Telling.FULLEST, claim)
    pieces = list(word_difference(wording.content_text, claim.content_text))
    counts = {kind: sum(len(p.text.split()) for p in pieces if p.kind == kind) for kind in ("dropped", "added")}
    return Cell(outlet, Telling.CHANGED if any(counts.values()) else Telling.SAME, claim, **counts)
