"""Transcripts: paragraphs that open with the name of who speaks ("PENCE: …"), one turn after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from claims.extraction.decoding import CONTENT, CUE, SOURCE, TagSpan
from claims.extraction.encoding import NO_LETTERS, EncodedText

LABEL = re.compile(
    r"""\s*["“„«]?\s*                                  # an interview may be quoted paragraph by paragraph
    (?P<name>[^\W\d_][\w.’'-]+(?:[ \u00a0][^\W\d_][\w.’'-]*){0,4})
    (?:[ \u00a0]\([^)\n]{1,40}\))?\s*                  # "(R-IN)"
    (?P<colon>:)\s""",
    re.VERBOSE,
)
BRACKETED = re.compile(r"""\W*[(\[][^)\]]*[)\]]\W*""")  # "(CROSSTALK.)"
APART = 4  # paragraphs without a name that may lie between two turns


class Turn(NamedTuple):
    """What one speaker says until the next one, in words of the text: ``content`` has a span for each paragraph."""

    speaker: TagSpan
    colon: TagSpan
    content: tuple[TagSpan, ...]


class Label(NamedTuple):
    """The name that a paragraph opens with, in characters of the text; ``key`` is its last word."""

    paragraph: int
    key: str
    capitals: bool
    start: int
    end: int
    colon: int


def turns_of(encoded: EncodedText) -> list[Turn]:
    """Return the turns of each transcript in a text, in order.

    A list of names ("Ohio: …", "Update: …") is none: in a transcript somebody speaks again after somebody else. A
    paragraph without a name goes on with the turn before it, if another turn follows; one in brackets says nothing.
    """
    return [turn for labels in _runs(_labels(encoded)) if _answers(labels) for turn in _turns(encoded, labels)]


def _labels(encoded: EncodedText) -> Iterator[Label]:
    for number, (start, end) in enumerate(encoded.paragraphs[1:], start=1):  # the first one is a headline
        begin, stop = int(encoded.starts[start]), int(encoded.ends[end - 1])
        match = LABEL.match(encoded.text, begin, stop)
        if match and all(word[0].isupper() for word in match["name"].split()) and _talks(encoded, match.end(), end):
            name = match["name"]
            key = name.split()[-1].casefold()
            yield Label(number, key, name.isupper(), *match.span("name"), match.start("colon"))


def _talks(encoded: EncodedText, character: int, end: int) -> bool:
    """Tell whether words follow, and not only numbers."""
    first = int(np.searchsorted(encoded.starts, character))
    return bool((encoded.cases[first:end] != NO_LETTERS).any())


def _runs(labels: Iterable[Label]) -> Iterator[list[Label]]:
    """Yield labels that stand near one another and are written alike."""
    run: list[Label] = []
    for label in labels:
        if run and (label.paragraph - run[-1].paragraph > APART + 1 or label.capitals != run[-1].capitals):
            yield run
            run = []
        run.append(label)
    yield run


def _answers(labels: Sequence[Label]) -> bool:
    """Tell whether somebody speaks again right after somebody else."""
    keys = [label.key for label in labels]
    return any(first == third != second for first, second, third in zip(keys, keys[1:], keys[2:], strict=False))


def _turns(encoded: EncodedText, labels: Sequence[Label]) -> Iterator[Turn]:
    for label, following in pairwise([*labels, None]):
        if label is None:
            continue
        last = following.paragraph if following else label.paragraph + 1
        colon = int(np.searchsorted(encoded.starts, label.colon))
        parts = [(colon + 1, encoded.paragraphs[label.paragraph][1]), *encoded.paragraphs[label.paragraph + 1 : last]]
        content = tuple(TagSpan(CONTENT, start, end) for start, end in parts if _says(encoded, start, end))
        if content:  # "REED: (laughs)" says nothing
            yield Turn(_words(encoded, label), TagSpan(CUE, colon, colon + 1), content)


def _says(encoded: EncodedText, start: int, end: int) -> bool:
    text = encoded.text[encoded.starts[start] : encoded.ends[end - 1]]
    return not BRACKETED.fullmatch(text) and any(character.isalnum() for character in text)


def _words(encoded: EncodedText, label: Label) -> TagSpan:
    start, end = (int(np.searchsorted(encoded.starts, character)) for character in (label.start, label.end))
    return TagSpan(SOURCE, start, end)
