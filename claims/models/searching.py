"""What a search for claims means: words, "phrases", ``actor:name`` and the like, and ``-word`` to leave out."""

from __future__ import annotations

import re
from dataclasses import dataclass

FIELDS = ("actor", "issue", "outlet", "title")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))
_TERM = re.compile(r'(-?)(?:(\w+):)?(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """Words that must, or if ``excluded`` must not, stand in a claim; with a field only there."""

    words: str
    field: str = ""
    excluded: bool = False


def search_terms(text: str) -> list[SearchTerm]:
    """Return the terms of a search. An open quotation mark reaches to the end; an unknown field is a plain word."""
    terms = [_term(*parts) for parts in _TERM.findall(text.translate(_QUOTES))]
    return [term for term in terms if term.words.strip("-")]


def _term(minus: str, prefix: str, phrase: str, word: str) -> SearchTerm:
    field = prefix.casefold()
    words = " ".join((phrase or word).split())
    if field and field not in FIELDS:
        return SearchTerm(f"{prefix}:{words}", excluded=bool(minus))
    return SearchTerm(words, field, bool(minus))
