"""A lookup for long lists of numbers: ``pk__among=numbers`` is ``in`` with all of them in one parameter.

``in`` makes a placeholder of each number, which SQLite limits to 32766 and which the drivers parse one by one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Field, ForeignKey, Lookup


class Numbers:
    """Numbers in order, each once, written once for all the queries that ask for them.

    No collection on purpose: Django looks at each element of a collection whenever it is part of a condition.
    """

    def __init__(self, numbers: Iterable[int]) -> None:
        self.as_json = json.dumps(sorted(set(numbers)))

    @property
    def as_array(self) -> str:
        """The numbers as an array of PostgreSQL."""
        return "{" + self.as_json[1:-1] + "}"


@Field.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """Whether a whole number is one of many, given in any iterable."""

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Iterable[int] | Numbers) -> None:
        """Take the numbers."""
        super().__init__(lhs, rhs if isinstance(rhs, Numbers) else Numbers(rhs))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the condition for SQLite."""
        left, values = self.process_lhs(compiler, connection)
        condition = f"{left} IN (SELECT value FROM json_each(%s))"  # noqa: S608
        return condition, (*values, self.rhs.as_json)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the condition for PostgreSQL."""
        left, values = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s::bigint[])", (*values, self.rhs.as_array)
