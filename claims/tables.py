"""Rows as CSV for spreadsheets: streamed, and no cell is taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from claims.exports import ExportedClaim

# What is flat in a row of claims; the nested fields follow in words.
_FLAT = (
    "id", "speaker", "act", "text", "said_on", "kind", "reported_via", "addressee", "negated", "conditional",
    "hypothetical", "past", "outlet", "article", "article_version", "url", "state", "confidence", "statement",
)  # fmt: skip


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield each row as a line of CSV."""
    writer: Any = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([plain(value) for value in row])


def claim_rows(claims: Iterable[ExportedClaim]) -> Iterator[list[Any]]:
    """Yield a head line and a row a claim: the flat fields, then issues with stances, and spans as ``start-end``."""
    yield [*_FLAT, "issues", "source", "cue", "content"]
    for claim in claims:
        values: dict[str, Any] = dict(claim)
        issues = "; ".join(f"{slug}: {stance}" for slug, stance in claim["issues"].items())
        spans = [
            ", ".join(f"{start}-{end}" for start, end in found)
            for found in (claim["source"], claim["cue"], claim["content"])
        ]
        yield [*(values[name] for name in _FLAT), issues, *spans]


def plain(value: Any) -> str:
    """Return the value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else "yes" if value is True else "no" if value is False else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line
