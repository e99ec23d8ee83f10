"""A lookup for long lists of numbers: ``pk__among=numbers`` is ``in`` with all of them in one parameter.

``in`` makes a placeholder of each number, which SQLite limits to 32766 and which the drivers parse one by one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Field, ForeignKey, Lookup


@Field.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """Whether a whole number is one of many, given in any iterable."""

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Iterable[int]) -> None:
        """Take the numbers in order, so that one set of them is one query text."""
        super().__init__(lhs, sorted(set(rhs)))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the condition for SQLite."""
        left, values = self.process_lhs(compiler, connection)
        condition = f"{left} IN (SELECT value FROM json_each(%s))"  # noqa: S608
        return condition, (*values, json.dumps(self.rhs))

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the condition for PostgreSQL."""
        left, values = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s::bigint[])", (*values, "{" + ",".join(map(str, self.rhs)) + "}")
