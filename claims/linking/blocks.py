"""Stored keys, read for many blocks at a time and from each no more rows than asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from claims.models import ClaimKey

# Days and ranks beyond every stored one.
FIRST, LAST = -1, 2**31 - 1
# Blocks in one query: SQLite joins at most 500 parts.
_PARTS = 200
# Both databases answer a comparison of (day, rank) from the index on key, day and rank.
_TABLE = ClaimKey._meta.db_table
Place = tuple[int, int]


class Row(NamedTuple):
    """A stored key of a claim, in the order of its block."""

    key: int
    day: int
    rank: int
    claim: int

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands in its block."""
        return (self.day, self.rank, self.claim)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a block: the rows after one place and before another, ``limit`` of them at most.

    They are counted from the far end if ``backwards``.
    """

    key: int
    after: Place = (FIRST, 0)
    before: Place = (LAST, 0)
    limit: int = LAST
    backwards: bool = False


def rows_within(keys: Iterable[int], first: int, last: int) -> dict[int, list[Row]]:
    """Return by key the rows from one day to another."""
    blocks: dict[int, list[Row]] = defaultdict(list)
    rows = ClaimKey.objects.filter(key__among=keys, day__gte=first, day__lte=last).order_by()
    for row in rows.values_list("key", "day", "rank", "claim_id"):
        blocks[row[0]].append(Row(*row))
    return blocks


def rows_of(stretches: Iterable[Stretch]) -> dict[int, list[Row]]:
    """Return by key the rows of stretches, each read from the index alone and no further than its limit."""
    blocks: dict[int, list[Row]] = defaultdict(list)
    for number, row in numbered_rows(list(stretches)):
        del number
        blocks[row.key].append(row)
    return blocks


def numbered_rows(stretches: Sequence[Stretch]) -> Iterator[tuple[int, Row]]:
    """Yield the rows of stretches, each with the number of its stretch."""
    for at in range(0, len(stretches), _PARTS):
        chunk = stretches[at : at + _PARTS]
        parts = [_part(number, one) for number, one in enumerate(chunk, start=at)]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts))
            for number, *row in cursor.fetchall():
                yield number, Row(*row)


def _part(number: int, one: Stretch) -> str:
    """Return the query of a stretch; all that varies in it is whole numbers, which are written as such."""
    order = "DESC" if one.backwards else "ASC"
    (after, after_rank), (before, before_rank) = one.after, one.before
    return (
        f'SELECT * FROM (SELECT {number:d} AS number, "key", "day", "rank", claim_id FROM {_TABLE} '  # noqa: S608
        f'WHERE "key" = {one.key:d} AND ("day", "rank") > ({after:d}, {after_rank:d}) '
        f'AND ("day", "rank") < ({before:d}, {before_rank:d}) '
        f'ORDER BY "day" {order}, "rank" {order} LIMIT {one.limit:d}) AS part_{number:d}'
    )
