"""Where the articles come from: outlets, how their claims fared in review, and what each reports of one event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from claims.coverage import Cell, CoverageSearch, Line, events_of_several_outlets, lines
from claims.htmx import page
from claims.models import Claim, Issue, as_iso
from claims.pagination import listing
from claims.sources import SourceSearch
from claims.tables import csv_lines

# Events that the page of outlets leads to.
_OFFERED = 6
_COLUMNS = (
    "statement", "speaker", "act", "said_on", "words", "claim", "outlet", "telling", "words_left_out",
    "words_of_its_own", "reported_words", "state", "report",
)  # fmt: skip


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Show each outlet with its articles, its claims, the share that is reviewed and how often it was corrected."""
    search = SourceSearch(request.GET)
    context = {"search": search, "rows": search.sources(), "events": events_of_several_outlets(_OFFERED)}
    return page(request, "claims/sources.html", context, query=search.address())


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Show what was said on the days of an event, statement by statement, and how each outlet tells it."""
    search = CoverageSearch(request)
    found = search.coverage()
    rows = listing(found.rows, request.GET.get("page"))
    context = {
        "search": search,
        "coverage": found,
        "rows": rows,
        "lines": lines(list(rows.page.object_list), found.columns),
        "actors": search.speakers(),
        "issues": Issue.objects.order_by("name"),
    }
    return page(request, "claims/coverage.html", context, query=search.address(page=rows.number))


@require_safe
def coverage_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Return all rows of the table as CSV, a line for what each outlet makes of each statement."""
    search = CoverageSearch(request)
    found = search.coverage(every_outlet=True)
    rows = [_COLUMNS, *_rows(request, lines(found.rows, found.columns))]
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    name = "-".join(["coverage", *(f"{day:%Y-%m-%d}" for day in search.days or ())])
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _rows(request: HttpRequest, found: list[Line]) -> Iterator[list[Any]]:
    for line in found:
        told = [line.wording.statement_id, *_told(request, line.wording)]
        for cell in line.cells:
            yield [*told, *_telling(request, cell)]


def _told(request: HttpRequest, wording: Claim) -> list[Any]:
    said_on = as_iso(wording.said_on, wording.said_on_precision)
    address = request.build_absolute_uri(wording.get_absolute_url())
    return [wording.speaker_name, wording.act, said_on, wording.content_text, address]


def _telling(request: HttpRequest, cell: Cell) -> list[Any]:
    told = [cell.outlet.slug if cell.outlet else "", cell.telling.value]
    if cell.claim is None:
        return [*told, None, None, None, None, None]
    address = request.build_absolute_uri(cell.claim.get_absolute_url())
    return [*told, cell.dropped, cell.added, cell.claim.content_text, cell.claim.state, address]
