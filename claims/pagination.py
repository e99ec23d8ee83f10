"""Pages of a list, forgiving about the page that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext

from claims.models import Claim
from claims.models.claims import ClaimQuerySet


@dataclass(frozen=True)
class Listing:
    """One page of a list, the page numbers to offer (an ellipsis for those left out), and what was asked wrongly."""

    page: Page[Any]
    numbers: tuple[int | str, ...]
    problem: str = ""

    @property
    def count(self) -> int:
        """Rows on all pages."""
        return self.page.paginator.count

    @property
    def number(self) -> str:
        """The page as it stands in an address: nothing for the first."""
        return str(self.page.number) if self.page.number > 1 else ""


class _Counted(Paginator):  # type: ignore[type-arg]  # no generic class at run time
    """Pages of rows of which somebody has counted how many there are."""

    def __init__(self, rows: QuerySet[Any, Any] | list[Any], count: int) -> None:
        super().__init__(rows, settings.PEACETRACKER_PAGE_SIZE)
        self._count = count

    @property
    def count(self) -> int:
        """Rows on all pages."""
        return self._count


def listing(rows: QuerySet[Any, Any] | list[Any], asked: str | None, count: int | None = None) -> Listing:
    """Return the page asked for; the nearest one, with the problem in words, if there is no such page.

    ``count``: how many rows there are, if that is known.
    """
    pages = Paginator(rows, settings.PEACETRACKER_PAGE_SIZE) if count is None else _Counted(rows, count)
    page = pages.get_page(asked)
    numbers = tuple(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
    problem = "" if asked in (None, "", str(page.number)) else _no_such_page(str(asked), page)
    return Listing(page, numbers, problem)


def claim_listing(claims: ClaimQuerySet, asked: str | None, count: int | None = None) -> Listing:
    """Return a page of claims as ``listing`` does, with what a list of claims shows."""
    found = listing(claims, asked, count)
    start, end = found.page.start_index(), found.page.end_index()
    found.page.object_list = Claim.objects.rows_of(claims[max(start - 1, 0) : end]).with_parts()
    return found


def _no_such_page(asked: str, page: Page[Any]) -> str:
    return gettext('There is no page "%(asked)s". This is page %(page_number)s of %(num_pages)s.') % {
        "asked": asked[:20],
        "page_number": page.number,
        "num_pages": page.paginator.num_pages,
    }
