"""Counts of claims: those that several models are listed with, and of all claims by what they are."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Aggregate, Count, JSONField, QuerySet, Subquery
from django.db.models.functions import Coalesce


def rows_in(rows: QuerySet[Any, Any]) -> Coalesce:
    """Return how many rows there are in the one group that they are put into by ``values``."""
    return Coalesce(Subquery(rows.annotate(rows=Count("*")).values("rows")), 0)


class Column(Aggregate):
    """All values of a column as one list, those missing as None.

    In rows one by one most of the time goes into making them.
    """

    function = "json_group_array"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        """Return the same for PostgreSQL, which is quicker in making an array than JSON."""
        return self.as_sql(compiler, connection, function="array_agg", **extra)

    def get_db_converters(self, connection: Any) -> list[Any]:  # noqa: ARG002  (Django's signature)
        """Return what makes a list of what either database answers."""
        return [_as_list]


def _as_list(value: str | list[Any] | None, *_: Any) -> list[Any]:
    return json.loads(value) if isinstance(value, str) else value or []


# The combinations stand in a table of their own, whose columns both databases name so.
_COUNTED = """SELECT column1, column2, column3, (
    SELECT COUNT(*) FROM claims_claim c WHERE c.state = column1 AND c.act = column2 AND c.kind = column3
    AND (column1 <> 'suggested' OR c.confidence >= %s)) FROM (VALUES {rows}) AS combinations"""


def counts_of(combinations: Collection[tuple[str, str, str]], least: float = 0.0) -> list[tuple[str, str, str, int]]:
    """Return how many claims have each combination of state, act and kind; suggestions if at least so sure.

    Each is counted by itself from the index ``claim_facets``. To group them takes twice as long: that compares each row
    with the one before.
    """
    if not combinations:
        return []
    rows = ", ".join(["(%s, %s, %s)"] * len(combinations))
    values = [str(value) for combination in combinations for value in combination]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(rows=rows), [least, *values])
        return [(state, act, kind, count) for state, act, kind, count in cursor.fetchall() if count]
