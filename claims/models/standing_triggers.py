"""The triggers by which the database keeps ``Standing``: each writes the rows of the claims it concerns anew.

Triggers, not the one writing path, because claims are also written in bulk, by imports, merges and undo. SQLite loses
those of a table that a migration rebuilds, and refuses to rebuild a table that others speak of; so they are taken off
before migrations and put back after, and whatever is missing or differs from what stands here leads to filling anew.
"""

# What is put into the statements are names and numbers of this file, nothing that anybody typed.
# ruff: noqa: S608

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import atomic

from claims.models.standings import CLAIM_BITS, DAY_BITS, SPECIFICITY_BITS

TABLE = "claims_standing"
# PostgreSQL keeps the plans of a function as long as a connection lives. Made while a table is nearly empty, they would
# read all of it for each article of a first ingest; with this they take the indexes from the beginning.
_PLPGSQL = "LANGUAGE plpgsql SET enable_seqscan = off SET jit = off"
# Days since the first of January of the year 1, as ``date.toordinal`` counts them.
_ORDINAL = {
    "sqlite": "CAST(julianday(c.day) - 1721424.5 AS integer)",
    "postgresql": "(c.day - DATE '2000-01-01' + 730120)",
}
# Columns of a claim of which its rows depend.
_COLUMNS = ("state", "act", "kind", "speaker_id", "article_id", "said_on", "past", "hypothetical", "confidence")
_IN_OFFICE = """EXISTS (SELECT 1 FROM claims_tenure t WHERE t.holder_id = {speaker}
    AND (t.started IS NULL OR t.started <= {day}) AND (t.ended IS NULL OR t.ended >= {day}))"""
_ROWS = """INSERT INTO claims_standing (claim_id, issue_id, speaker_id, together, in_office, stance, repeated,
    state, act, kind, article_id, said_on, confidence, day, precedence)
SELECT c.id, i.issue_id, {speaker}, {together}, {counts} AND {in_office}, i.stance,
    {together} OR ROW_NUMBER() OVER (PARTITION BY c.id, i.stance ORDER BY i.issue_id) > 1,
    c.state, c.act, c.kind, c.article_id, c.said_on, c.confidence, c.day,
    CASE WHEN {counts} THEN
        ((CAST(CASE WHEN i.stance = 'neutral' THEN 0 ELSE 1 END AS bigint) * {days} + {ordinal})
            * {specificities} + i.specificity) * {claims} + c.id END
FROM (SELECT c.*, COALESCE(c.said_on, CASE WHEN NOT c.past THEN a.published_on END) AS day
    FROM claims_claim c JOIN claims_article a ON a.id = c.article_id) c
JOIN claims_claimissue i ON i.claim_id = c.id {joined}
WHERE {which}"""


def take_off(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers on SQLite, so that a migration can rebuild the tables of which they speak."""
    if connection.vendor == "sqlite":
        names = _there(connection)
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"DROP TRIGGER {name}")


def put_back(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers and fill the table, unless all are there as they should be."""
    if TABLE not in connection.introspection.table_names():
        return
    (_put_back_sqlite if connection.vendor == "sqlite" else _put_back_postgresql)(connection)


def _put_back_sqlite(connection: BaseDatabaseWrapper) -> None:
    wanted = _sqlite()
    if _there(connection) == wanted:
        return
    take_off(connection)
    _execute(connection, [*wanted.values(), *refilling("sqlite")])


def _put_back_postgresql(connection: BaseDatabaseWrapper) -> None:
    wanted = _postgresql()
    if _mark_there(connection) == _mark(wanted):
        return
    marked = f"COMMENT ON FUNCTION claims_standing_renew(bigint[]) IS '{_mark(wanted)}'"
    _execute(connection, [*wanted.values(), *refilling("postgresql"), marked])


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def refilling(vendor: str) -> list[str]:
    """Return the statements that write every row anew."""
    return [f"DELETE FROM {TABLE}", *_rows(vendor, "c.id IS NOT NULL")]


def _rows(vendor: str, which: str) -> list[str]:
    """Return the statements that add the rows of some claims: of their speakers, then of those who speak with them."""
    sizes = {"days": 1 << DAY_BITS, "specificities": 1 << SPECIFICITY_BITS, "claims": 1 << CLAIM_BITS}
    speakers = (
        ("c.speaker_id", "FALSE", ""),
        ("s.actor_id", "TRUE", "JOIN claims_claim_co_speakers s ON s.claim_id = c.id"),
    )
    return [
        _ROWS.format(
            speaker=speaker,
            together=together,
            joined=joined,
            which=which,
            ordinal=_ORDINAL[vendor],
            counts=f"(NOT c.hypothetical AND {speaker} IS NOT NULL AND c.day IS NOT NULL)",
            in_office=_IN_OFFICE.format(speaker=speaker, day="c.day"),
            **sizes,
        )
        for speaker, together, joined in speakers
    ]


def _sqlite() -> dict[str, str]:
    """Return the triggers by name."""
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in _COLUMNS)
    dated = "old.published_on IS NOT new.published_on"
    issue, together = "claim_id, issue_id, stance, specificity", "claim_id, actor_id"
    found = {
        "claim_changed": (f"UPDATE OF {', '.join(_COLUMNS)} ON claims_claim WHEN {changed}", _renewed("id", "new.id")),
        "claim_removed": ("DELETE ON claims_claim", [f"DELETE FROM {TABLE} WHERE claim_id = old.id"]),
        "article": (f"UPDATE OF published_on ON claims_article WHEN {dated}", _renewed("article_id", "new.id")),
        **_after_each("issue", "claims_claimissue", issue, _renewed_claim),
        **_after_each("together", "claims_claim_co_speakers", together, _renewed_claim),
        **_after_each("tenure", "claims_tenure", "holder_id, started, ended", _in_office),
    }
    return {
        f"{TABLE}_{name}": f"CREATE TRIGGER {TABLE}_{name} AFTER {event} BEGIN {'; '.join(steps)}; END"
        for name, (event, steps) in found.items()
    }


def _after_each(
    name: str, table: str, columns: str, steps: Callable[[str], list[str]]
) -> dict[str, tuple[str, list[str]]]:
    """Return what is to be done after a row of the table comes, goes or changes, for the row that was and that is."""
    return {
        f"{name}_added": (f"INSERT ON {table}", steps("new")),
        f"{name}_removed": (f"DELETE ON {table}", steps("old")),
        f"{name}_changed": (f"UPDATE OF {columns} ON {table}", [*steps("old"), *steps("new")]),
    }


def _renewed(column: str, value: str) -> list[str]:
    """Return the steps that write the rows of the claims with a key, or of an article, anew."""
    which = f"c.{column} = {value}"
    own = f"DELETE FROM {TABLE} WHERE claim_id IN (SELECT c.id FROM claims_claim c WHERE {which})"
    return [own, *_rows("sqlite", which)]


def _renewed_claim(row: str) -> list[str]:
    return _renewed("id", f"{row}.claim_id")


def _in_office(row: str) -> list[str]:
    held = _IN_OFFICE.format(speaker=f"{row}.holder_id", day=f"{TABLE}.day")
    return [f"UPDATE {TABLE} SET in_office = {held} WHERE speaker_id = {row}.holder_id AND precedence IS NOT NULL"]


def _postgresql() -> dict[str, str]:
    """Return functions and triggers by name, in the order in which to make them.

    A trigger deals with all rows of a statement at once. The claims are locked before their rows are written: what
    somebody else changes meanwhile is waited for, and seen.
    """
    renewing = "; ".join([f"DELETE FROM {TABLE} WHERE claim_id = ANY(ids)", *_rows("postgresql", "c.id = ANY(ids)")])
    held = _IN_OFFICE.format(speaker=f"{TABLE}.speaker_id", day=f"{TABLE}.day")
    one, other = (", ".join(f"{row}.{column}" for column in _COLUMNS) for row in ("n", "o"))
    both = "SELECT n.id FROM new_rows n JOIN old_rows o USING (id)"
    changed = f"{both} WHERE ({one}) IS DISTINCT FROM ({other})"
    dated = f"{both} WHERE n.published_on IS DISTINCT FROM o.published_on"
    made = {
        "renew": f"""CREATE OR REPLACE FUNCTION {TABLE}_renew(ids bigint[]) RETURNS void {_PLPGSQL} AS $$ BEGIN
            IF cardinality(ids) = 0 THEN RETURN; END IF;
            PERFORM 1 FROM claims_claim WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
            {renewing}; END $$""",
        "parts": _function("parts", f"PERFORM {TABLE}_renew(ARRAY(SELECT DISTINCT claim_id FROM {{rows}}))"),
        "claims": f"""CREATE OR REPLACE FUNCTION {TABLE}_claims() RETURNS trigger {_PLPGSQL} AS $$ BEGIN
            IF TG_OP = 'DELETE' THEN DELETE FROM {TABLE} WHERE claim_id IN (SELECT id FROM old_rows);
            ELSE PERFORM {TABLE}_renew(ARRAY({changed})); END IF; RETURN NULL; END $$""",
        "articles": f"""CREATE OR REPLACE FUNCTION {TABLE}_articles() RETURNS trigger {_PLPGSQL} AS $$ BEGIN
            PERFORM {TABLE}_renew(ARRAY(SELECT id FROM claims_claim WHERE article_id IN ({dated})));
            RETURN NULL; END $$""",
        "tenures": _function(
            "tenures",
            f"UPDATE {TABLE} SET in_office = {held} "
            "WHERE precedence IS NOT NULL AND speaker_id IN (SELECT holder_id FROM {rows})",
        ),
    }
    tables = {
        "claims_claimissue": ("parts", ("INSERT", "DELETE", "UPDATE")),
        "claims_claim_co_speakers": ("parts", ("INSERT", "DELETE", "UPDATE")),
        "claims_tenure": ("tenures", ("INSERT", "DELETE", "UPDATE")),
        "claims_claim": ("claims", ("DELETE", "UPDATE")),
        "claims_article": ("articles", ("UPDATE",)),
    }
    for table, (function, events) in tables.items():
        for event in events:
            made[f"{table} {event}"] = _trigger(table, event, function)
    return made


def _function(name: str, step: str) -> str:
    """Return a function of triggers that takes the same step for the rows that are new and those that were."""
    now, was = step.format(rows="new_rows"), step.format(rows="old_rows")
    return f"""CREATE OR REPLACE FUNCTION {TABLE}_{name}() RETURNS trigger {_PLPGSQL} AS $$ BEGIN
        IF TG_OP <> 'INSERT' THEN {was}; END IF; IF TG_OP <> 'DELETE' THEN {now}; END IF; RETURN NULL; END $$"""


def _trigger(table: str, event: str, function: str) -> str:
    """Return a trigger that runs the function after each statement, with all its rows."""
    rows = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}
    seen = rows.get(event) or " ".join(reversed(rows.values()))
    return (
        f"CREATE OR REPLACE TRIGGER {TABLE}_{function}_{event.lower()} AFTER {event} ON {table} "
        f"REFERENCING {seen} FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_{function}()"
    )


def _there(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the triggers that SQLite has, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'claims_standing_%'")
        return dict(cursor.fetchall())


def _mark(made: dict[str, str]) -> str:
    """Return what tells these functions and triggers from earlier ones: PostgreSQL does not keep their wording."""
    return hashlib.sha256("".join(made.values()).encode()).hexdigest()


def _mark_there(connection: BaseDatabaseWrapper) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regprocedure('claims_standing_renew(bigint[])'))")
        return str(cursor.fetchone()[0])
