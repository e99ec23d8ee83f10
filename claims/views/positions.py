"""The position matrix: who stands where on what, on any day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from claims.htmx import page
from claims.models import as_iso
from claims.position_search import PositionSearch
from claims.position_tables import Matrix, matrix
from claims.positions import Cell
from claims.tables import csv_lines

_COLUMNS = (
    "day", "compared_with", "change", "actor", "issue", "stance", "specificity", "conditional", "condition", "act",
    "speaker", "said_on", "words", "state", "claim",
)  # fmt: skip


@require_safe
def positions(request: HttpRequest) -> HttpResponse:
    """Show the latest stance of each actor on each issue on a day, and what changed since another day."""
    search = PositionSearch(request)
    table = matrix(search.question())
    context = {"search": search, "table": table, "period": search.period()}
    return page(request, "claims/positions.html", context, query=search.address())


@require_safe
def positions_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Return all rows of the matrix as CSV, one position a line."""
    search = PositionSearch(request)
    table = matrix(search.question(every_row=True))
    rows = [_COLUMNS, *_lines(request, search, table)]
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="positions-{search.day}.csv"'
    return response


def _lines(request: HttpRequest, search: PositionSearch, table: Matrix) -> Iterator[list[Any]]:
    for row in table.rows:
        for issue, cell in zip(table.issues, row.cells, strict=True):
            if cell and cell.position:
                who = [search.day, search.chosen.get("versus", ""), cell.move or "", row.actor.slug, issue.slug]
                yield [*who, *_values(request, table, cell)]


def _values(request: HttpRequest, table: Matrix, cell: Cell) -> list[Any]:
    position = cell.position
    if position is None:
        return []
    claim = table.claims[position.claim]
    return [
        position.stance,
        position.specificity,
        position.conditional,
        claim.condition_text,
        position.act,
        claim.speaker_name,
        as_iso(claim.said_on, claim.said_on_precision),
        claim.content_text,
        claim.state,
        request.build_absolute_uri(claim.get_absolute_url()),
    ]
