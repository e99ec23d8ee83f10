"""The indexes of claims that Django cannot declare: their words, and the order of the newest first.

Words are kept by FTS5 on SQLite and by a GIN index on PostgreSQL: those of claims and of their sources, by English
stems, without accents, kept by the database itself, so that whatever way a row is written it can be found. SQLite loses
triggers and such indexes of a table that a migration rebuilds; ``prepare_indexes`` runs after every migration and puts
back what is missing.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.db.utils import OperationalError

from claims.models.searching import LAST_LATIN, SearchTerm, folded

TABLE = "claims_claim"
INDEX = "claims_claim_words"


class StandsIn(models.Lookup):
    """Whether the words of all these SearchTerms stand in a claim: ``Claim.objects.filter(StandsIn(F("pk"), terms))``.

    The left side is the claim's key.
    """

    lookup_name = "stands_in"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Look the key up in what the FTS5 table finds."""
        key, values = self.process_lhs(compiler, connection)
        found = "SELECT rowid FROM claims_claim_words WHERE claims_claim_words MATCH %s"
        return f"{key} IN ({found})", [*values, " AND ".join(fts5_query(term) for term in self.rhs)]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Ask the index on the words themselves."""
        key, values = self.process_lhs(compiler, connection)
        alias = key.rsplit(".", 1)[0]
        words = f'claims_words({alias}."content_text", {alias}."source_text")'
        return f"{words} @@ to_tsquery('claims_words', %s)", [
            *values,
            " & ".join(f"({ts_query(term)})" for term in self.rhs),
        ]


def fts5_query(term: SearchTerm) -> str:
    """Return the term in the syntax of FTS5: a string of whole words, perhaps with an open end."""
    return f'"{" ".join(term.tokens)}"{"*" if term.open_end else ""}'


def ts_query(term: SearchTerm) -> str:
    """Return the term in the syntax of PostgreSQL: words that follow one another."""
    words = [f"'{token}'" for token in term.tokens]
    return " <-> ".join(words) + (":*" if term.open_end else "")


def prepare_indexes(connection: BaseDatabaseWrapper) -> None:
    """Make what is missing of the indexes, and fill what is new."""
    if TABLE not in connection.introspection.table_names():
        return
    if connection.vendor == "sqlite":
        _prepare_sqlite(connection)
    else:
        _prepare_postgresql(connection)
    # In a list newest first only the claims of the page are read; SQLite takes claims without a date for the oldest.
    nulls = "" if connection.vendor == "sqlite" else "NULLS LAST"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE INDEX IF NOT EXISTS claims_claim_newest "
            f"ON claims_claim (said_on DESC {nulls}, article_id DESC, start, id, state)"
        )


def _prepare_sqlite(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        new = INDEX not in connection.introspection.table_names(cursor)
        if new:
            _create_fts5(cursor)
        for statement in _TRIGGERS:
            cursor.execute(statement)
        if new:
            cursor.execute("INSERT INTO claims_claim_words(claims_claim_words) VALUES ('rebuild')")


def _create_fts5(cursor: Any) -> None:
    try:
        cursor.execute(
            """CREATE VIRTUAL TABLE claims_claim_words USING fts5(content_text, source_text,
            content='claims_claim', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')"""
        )
    except OperationalError as error:
        if "fts5" not in str(error):
            raise
        raise OperationalError(
            "This Python's SQLite has no FTS5, which the search needs. Use the Python of your distribution or of "
            "python.org, or PostgreSQL through DATABASE_URL."
        ) from error


_NEW = """INSERT INTO claims_claim_words(rowid, content_text, source_text)
    VALUES (new.id, new.content_text, new.source_text);"""
_OLD = """INSERT INTO claims_claim_words(claims_claim_words, rowid, content_text, source_text)
    VALUES ('delete', old.id, old.content_text, old.source_text);"""
_TRIGGERS = (
    f"CREATE TRIGGER IF NOT EXISTS claims_claim_words_added AFTER INSERT ON claims_claim BEGIN {_NEW} END",
    f"CREATE TRIGGER IF NOT EXISTS claims_claim_words_removed AFTER DELETE ON claims_claim BEGIN {_OLD} END",
    f"""CREATE TRIGGER IF NOT EXISTS claims_claim_words_changed
    AFTER UPDATE OF content_text, source_text ON claims_claim
    WHEN old.content_text <> new.content_text OR old.source_text <> new.source_text BEGIN {_OLD} {_NEW} END""",
)


def _prepare_postgresql(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_class WHERE relname = %s", [INDEX])
        if cursor.fetchone():
            return
        for statement in _postgresql_statements():
            cursor.execute(statement)


def _postgresql_statements() -> tuple[str, ...]:
    """Return what makes a text search configuration that stems and keeps every word, and the index by it."""
    accents, plain = _translation()
    return (
        "DROP TEXT SEARCH CONFIGURATION IF EXISTS claims_words CASCADE",
        "DROP TEXT SEARCH DICTIONARY IF EXISTS claims_stem CASCADE",
        "CREATE TEXT SEARCH DICTIONARY claims_stem (TEMPLATE = snowball, Language = english)",
        "CREATE TEXT SEARCH CONFIGURATION claims_words (COPY = simple)",
        "ALTER TEXT SEARCH CONFIGURATION claims_words ALTER MAPPING FOR asciiword WITH claims_stem",
        f"""CREATE OR REPLACE FUNCTION claims_words(content text, source text) RETURNS tsvector
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT to_tsvector('claims_words', translate(content || ' ' || source, '{accents}', '{plain}')) $$""",
        "CREATE INDEX claims_claim_words ON claims_claim USING gin (claims_words(content_text, source_text))",
    )


def _translation() -> tuple[str, str]:
    """Return letters with accents and marks between words, and what stands for each: the plain letter, or a space."""
    marks = "\"''!#$%&()*+,-./:;<=>?@[]^_`{|}~“”„‟«»‘’–—…"
    letters = [
        chr(code) for code in range(0xC0, ord(LAST_LATIN) + 1) if unicodedata.category(chr(code)).startswith("L")
    ]
    changed = [(letter, folded(letter)) for letter in letters if folded(letter).isascii()]
    return marks + "".join(old for old, _ in changed), " " * (len(marks) - 1) + "".join(new for _, new in changed)
