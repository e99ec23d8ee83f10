"""A lookup for long lists of numbers: ``pk__among=numbers`` is ``in`` with all of them in one parameter.

``in`` makes a placeholder of each number, which SQLite limits to 32766 and which the drivers parse one by one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Field, ForeignKey, Lookup

# Of how many numbers one must be there to call them dense.
_DENSE = 50


class Numbers:
    """Numbers in order, each once, written once for all the queries that ask for them.

    No collection on purpose: Django looks at each element of a collection whenever it is part of a condition.
    """

    def __init__(self, numbers: Iterable[int]) -> None:
        self._numbers = sorted(set(numbers))
        self.as_json = json.dumps(self._numbers)

    @property
    def are_dense(self) -> bool:
        """Whether they are a good part of all the numbers up to the greatest one."""
        return len(self._numbers) * _DENSE > max(self._numbers, default=0)

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


@Field.register_lookup
class AmongMany(Among):
    """The same for many numbers and the beginning of a list that an index has in its order.

    SQLite does not know how many numbers there are; here it is told to walk that index, not to look up each number.
    """

    lookup_name = "among_many"

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> tuple[str, Any]:
        """Return the left side as an expression, of which SQLite knows no index."""
        left, values = super().process_lhs(compiler, connection, lhs)
        return (f"+{left}" if connection.vendor == "sqlite" else left), values
