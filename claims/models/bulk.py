"""Rows written by the thousand, with their history; the ORM would build an object and a literal for each value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Max
from django.utils import timezone

# Rows in one statement.
_CHUNK = 5000


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows as they are: by COPY on PostgreSQL, one prepared statement on SQLite. Constraints hold as ever."""
    table, names = _quoted(model._meta.db_table), ", ".join(map(_quoted, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A copy goes past Django's cursor, which would turn the driver's errors into Django's.
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", list(rows))  # noqa: S608


def last_key(model: type[models.Model]) -> int:
    """Return the greatest key there is, to name the rows that come after it."""
    return model._default_manager.aggregate(last=Max("pk"))["last"] or 0


def add_creation_history(model: Any, *, after: int, reason: str) -> None:
    """Write the history of the rows with greater keys than ``after`` that have none: that the program made them."""
    history = model.history.model
    columns = ", ".join(_quoted(field.column) for field in history.tracked_fields)
    row, past, key = _quoted(model._meta.db_table), _quoted(history._meta.db_table), _quoted(_key(model))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {past} ({columns}, history_date, history_type, history_change_reason) "  # noqa: S608
            f"SELECT {columns}, %s, '+', %s FROM {row} "
            f"WHERE {key} > %s AND NOT EXISTS (SELECT 1 FROM {past} AS past WHERE past.{key} = {row}.{key})",
            [connection.ops.adapt_datetimefield_value(timezone.now()), reason, after],
        )


def update_column(model: type[models.Model], column: str, values: Mapping[int, int | None]) -> None:
    """Give one column of many rows, by their keys, a whole number or nothing."""
    table, name, key = _quoted(model._meta.db_table), _quoted(column), _quoted(_key(model))
    pairs = sorted(values.items())
    with connection.cursor() as cursor:
        for at in range(0, len(pairs), _CHUNK):
            given = ", ".join(f"({pk:d}, {_number(value)})" for pk, value in pairs[at : at + _CHUNK])
            cursor.execute(
                f"UPDATE {table} SET {name} = CAST(given.column2 AS bigint) "  # noqa: S608
                f"FROM (VALUES {given}) AS given WHERE {table}.{key} = given.column1"
            )


def _number(value: int | None) -> str:
    return "NULL" if value is None else f"{value:d}"


def _key(model: type[models.Model]) -> str:
    key: models.Field[Any, Any] = model._meta.pk
    return str(key.column)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
