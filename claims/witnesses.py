"""The witnesses of a statement side by side: how each report words it, and what it drops of the fullest wording."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from claims.models import Article, Claim, Statement
from claims.models.claims import ClaimQuerySet


@dataclass(frozen=True)
class Piece:
    """A stretch of words: ``same``, ``added`` (not in the fullest wording) or ``dropped`` (only there)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Witness:
    """One report of a statement, compared with the canonical wording. ``first``: no report is known to be earlier."""

    claim: Claim
    pieces: tuple[Piece, ...]
    canonical: bool
    first: bool

    @property
    def dropped(self) -> int:
        """Words of the fullest wording that this report leaves out."""
        return sum(_words(piece.text) for piece in self.pieces if piece.kind == "dropped")

    @property
    def added(self) -> int:
        """Words of this report that the fullest wording does not have."""
        return sum(_words(piece.text) for piece in self.pieces if piece.kind == "added")


@dataclass(frozen=True)
class Reports:
    """All reports of a statement, the earliest first, and how many independent origins they have."""

    witnesses: tuple[Witness, ...]
    origins: int


def reports_of(statement: Statement, seen: ClaimQuerySet) -> Reports:
    """Return the witnesses among the claims that a reader may see; a copy of one story counts as its origin."""
    visible = set(seen.filter(statement=statement).values_list("pk", flat=True))
    claims = [claim for claim in statement.witnesses if claim.pk in visible]
    if not claims:
        return Reports((), 0)
    canonical = next((claim for claim in claims if claim.pk == statement.canonical_id), claims[0])
    dates = [claim.article.published_on for claim in claims if claim.article.published_on]
    witnesses = tuple(
        Witness(
            claim,
            tuple(word_difference(canonical.content_text, claim.content_text)),
            claim.pk == canonical.pk,
            bool(dates) and claim.article.published_on == min(dates),
        )
        for claim in claims
    )
    return Reports(witnesses, origins_of([claim.article for claim in claims]))


def origins_of(articles: Sequence[Article]) -> int:
    """Return how many origins the articles have between them; one without an origin is its own."""
    return len({article.origin_id or -article.pk for article in articles})


def word_difference(full: str, other: str) -> Iterator[Piece]:
    """Yield the other wording as pieces against the full one, word by word; white space is not compared."""
    ours, theirs = _tokens(full), _tokens(other)
    matcher = SequenceMatcher(
        None, [_folded(token) for token in ours], [_folded(token) for token in theirs], autojunk=False
    )
    for change, a, b, c, d in matcher.get_opcodes():
        if change == "equal":
            yield Piece("same", " ".join(theirs[c:d]))
            continue
        if a < b:
            yield Piece("dropped", " ".join(ours[a:b]))
        if c < d:
            yield Piece("added", " ".join(theirs[c:d]))


def _tokens(text: str) -> list[str]:
    """Return the words, each with the marks that stand at it."""
    return text.split()


def _folded(token: str) -> str:
    return "".join(re.findall(r"\w+", token.lower())) or token


def _words(text: str) -> int:
    return len(text.split())
