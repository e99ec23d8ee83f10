"""What goes into an ingest run and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class UnreadableDocumentError(ValueError):
    """A document cannot be taken in; the message says why and what to do."""


class Status(StrEnum):
    """What became of a document."""

    CREATED = "created"
    DUPLICATE = "duplicate"
    UPDATED = "updated"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class IncomingArticle:
    """A document that was read: its exact text and what its front matter says."""

    name: str
    text: str
    title: str = ""
    outlet: str = ""
    url: str = ""
    byline: str = ""
    published: date | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document; ``claims`` counts those stored for it now."""

    name: str
    status: Status
    reason: str = ""
    article: int | None = None
    claims: int = 0
