"""Figures by which SQLite chooses among the indexes of a table. PostgreSQL renews its own."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("claims_claim", "claims_claimissue", "claims_standing", "claims_link")
# How many times more or fewer rows there must be than when the figures were taken.
FACTOR = 2


def renew_statistics(connection: BaseDatabaseWrapper, *, anew: bool = False) -> None:
    """Have SQLite count its indexes again, ``anew`` in any case, else if there are many more or fewer rows than then.

    All rows are read, 0.3 s for 100,000 claims: from the first thousand it would take every state for a rare one.
    """
    there = connection.introspection.table_names()
    if connection.vendor != "sqlite" or "claims_standing" not in there or not (anew or _outdated(connection)):
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 0")
        for table in TABLES:
            cursor.execute(f"ANALYZE {table}")


def _outdated(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if not cursor.fetchone():
            return True
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'standing_claim'")
        row = cursor.fetchone()
        cursor.execute("SELECT COUNT(*) FROM claims_standing")
        now = cursor.fetchone()[0]
    then = int(row[0].split()[0]) if row else 0
    return not then / FACTOR <= now <= then * FACTOR
