"""Names in headings that write every word with a capital: there a name ends where the rest of the article says."""

from __future__ import annotations

import re
from collections.abc import Mapping

from spacy.tokens import Doc

from claims.extraction.lexicon import read_cues
from claims.extraction.mentions import read_genders
from claims.extraction.places import text_of

WORD = re.compile(r"[^\W\d_][\w’'-]*")
LEAST_WORDS = 4  # words with a capital in a heading; a line of a name alone has fewer
SMALL = re.compile(
    r"an?|and|as|at|but|by|for|from|in|into|is|nor|not|of|off|on|or|over|than|that|the|to|up|via|vs|with"
)
LONGEST_LINE = 200  # characters of a heading
ENDINGS = ("", "s", "es", "d", "ed", "ing")

Words = tuple[str, ...]


def trimmed(doc: Doc, first: int, words: Words, full: Mapping[Words, int]) -> tuple[int, Words]:
    """Return what of ``words`` at token ``first`` is a name, and how many words stand before it.

    That is all of it outside of headings, and no word where none is a name. ``full`` holds the full names of the
    article and where each is found: one that a text below repeats is right.
    """
    text, start = text_of(doc), doc[first].idx
    if not _is_heading(text, start):
        return 0, words
    for length in range(len(words), 1, -1):
        for skipped in range(len(words) - length + 1):
            place = full.get(words[skipped : skipped + length])
            if place is not None and not _is_heading(text, doc[place].idx):
                return skipped, words[skipped : skipped + length]
    cut = next((place for place, word in enumerate(words) if place and _is_verb(word)), len(words))
    if len(words) == 1 or words[0].lower() in read_genders().given:
        return 0, words[: min(cut, 2 + _is_inner(words))]
    return 0, ()


def _is_heading(text: str, place: int) -> bool:
    begin = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place, begin + LONGEST_LINE)
    if end < 0 and len(text) > begin + LONGEST_LINE:
        return False
    words = WORD.findall(text[begin : end if end >= 0 else len(text)])
    large = [word for word in words if not SMALL.fullmatch(word)]
    return len(large) >= LEAST_WORDS and all(word[0].isupper() for word in large)


def _is_inner(words: Words) -> bool:
    """Tell whether the second word cannot be the last of a name: an initial or another given name."""
    return len(words) > 2 and (len(words[1].rstrip(".")) == 1 or words[1].lower() in read_genders().given)


def _is_verb(word: str) -> bool:
    cues, lower = read_cues(), word.lower()
    stems = (lower.removesuffix(ending) for ending in ENDINGS if lower.endswith(ending))
    return any(cues.find(form, "VB") for stem in stems for form in (stem, f"{stem}e"))
