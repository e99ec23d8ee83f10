"""What a search for claims means: words, "phrases", ``actor:name`` and the like, and ``-word`` to leave out.

It forgives what people mistype: an open quotation mark, ``actor: putin``, ``speaker=putin``, ``actr:putin``,
``NOT word``, dashes of any length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

FIELDS = ("actor", "issue", "outlet", "title")
_SYNONYMS = {
    "speaker": "actor", "by": "actor", "who": "actor", "from": "actor", "topic": "issue", "about": "issue",
    "source": "outlet", "publisher": "outlet", "headline": "title", "article": "title",
}  # fmt: skip
_QUOTES = str.maketrans({**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("–—−", "-")})
_TERM = re.compile(r'(-?)(?:(\w+)[:=]\s*(?=[\w"]))?(?:"([^"]*)"?|(\S+))')
# Written out in capitals these words stand between terms: "and" joins them anyway, "not" leaves out what follows.
_JOINING = re.compile(r"(?<!\S)(?:AND|\+)\s+|(?<!\S)\+(?=\S)")
_WITHOUT = re.compile(r"(?<!\S)NOT\s+(?=\S)|(?<!\S)-\s+(?=[\w\"])")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """Words that must, or if ``excluded`` must not, stand in a claim; with a field only there.

    ``open_end``: the last word may go on ("withdraw*").
    """

    words: str
    field: str = ""
    excluded: bool = False
    open_end: bool = False

    @property
    def tokens(self) -> list[str]:
        """The words one by one, without accents and in small letters, as the index knows them."""
        return [folded(word) for word in _WORD.findall(self.words)]


def search_terms(text: str) -> list[SearchTerm]:
    """Return the terms of a search. An open quotation mark reaches to the end; an unknown field is a plain word."""
    plain = _WITHOUT.sub("-", _JOINING.sub("", text.translate(_QUOTES)))
    terms = [_term(*parts) for parts in _TERM.findall(plain)]
    return [term for term in terms if term.words.strip("-")]


def _term(minus: str, prefix: str, phrase: str, word: str) -> SearchTerm:
    words = " ".join((phrase or word).split())
    open_end = words.endswith("*") and bool(words.strip("*"))
    words = words.rstrip("*") if open_end else words
    field = _field(prefix)
    if prefix and not field:
        return SearchTerm(f"{prefix}:{words}", "", bool(minus), open_end)
    return SearchTerm(words, field, bool(minus), open_end)


def _field(prefix: str) -> str:
    """Return the field that a prefix means, also in the plural or mistyped by a letter; nothing for none."""
    word = prefix.casefold()
    if word in FIELDS or not word:
        return word
    known = [*FIELDS, *_SYNONYMS]
    meant = next(iter(get_close_matches(word.rstrip("s"), known, n=1, cutoff=0.8)), "")
    return _SYNONYMS.get(meant, meant)


# Accents are taken off Latin letters only: й is another letter than и.
LAST_LATIN = "\u024f"


def folded(text: str) -> str:
    """Return the text in small letters and without accents, letter for letter: it keeps its length."""
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    if letter.isascii() or letter > LAST_LATIN:
        return letter.lower()[:1]
    first = unicodedata.normalize("NFD", letter)[0].lower()
    return {"ı": "i", "ø": "o", "ł": "l", "đ": "d"}.get(first, first[:1])


# What English words end in, for marking what the index finds by the stem: "withdrew" is not, "withdrawals" is.
_ENDINGS = (
    "ations", "ation", "ments", "ment", "ingly", "ings", "ing", "edly", "ed", "ies", "es", "s", "ers", "er", "ly",
    "als", "al", "ions", "ion", "e", "y",
)  # fmt: skip
_SHORTEST_STEM = 3


def patterns_of(terms: Iterable[SearchTerm]) -> list[str]:
    """Return a regular expression on folded text for each term that may stand in a claim's own words."""
    return [pattern_of(term) for term in terms if term.tokens and not (term.field or term.excluded)]


def pattern_of(term: SearchTerm) -> str:
    """Return a regular expression on folded text: the words in this order, each with any ending."""
    words = [_with_endings(token) for token in term.tokens]
    if term.open_end:
        words[-1] = rf"{re.escape(term.tokens[-1])}\w*"
    return r"\b" + r"\W+".join(words) + r"\b"


def _with_endings(token: str) -> str:
    stems = [token.removesuffix(ending) for ending in _ENDINGS if token.endswith(ending)]
    stem = min((stem for stem in stems if len(stem) >= _SHORTEST_STEM), key=len, default=token)
    if not (token.isascii() and token.isalpha()):
        return re.escape(token)
    return rf"(?:{token}|{stem})(?:{'|'.join(_ENDINGS)})?"
