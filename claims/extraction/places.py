"""Character spans of a ``Doc`` as text and tokens, without going through the whole of it each time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IDX
from spacy.tokens import Doc, Token
from spacy.tokens import Span as TokenSpan

from claims.extraction.records import Span

TEXT, STARTS = "claims.text", "claims.starts"
PROPER = frozenset({"NNP", "NNPS"})  # tags of proper nouns


def text_of(doc: Doc) -> str:
    """Return the text, which spaCy would put together anew each time."""
    text: str | None = doc.user_data.get(TEXT)
    if text is None:
        text = doc.user_data[TEXT] = doc.text
    return text


def tokens_at(doc: Doc, place: Span) -> TokenSpan:
    """Return the tokens that ``place`` touches, found in logarithmic time; may be empty."""
    starts: list[int] | None = doc.user_data.get(STARTS)
    if starts is None:
        starts = doc.user_data[STARTS] = doc.to_array(IDX).tolist()
    first = max(bisect_right(starts, place.start) - 1, 0)
    end = bisect_left(starts, place.end)
    if first < end and starts[first] + len(doc[first]) <= place.start:
        first += 1
    return doc[first : max(first, end)]


def tokens_with(doc: Doc, attribute: int, *values: str) -> Iterator[Token]:
    """Yield the tokens with one of some tags or relations (``attribute`` is TAG or DEP), without making the others."""
    for number in np.flatnonzero(have(doc, attribute, *values)).tolist():
        yield doc[number]


def have(doc: Doc, attribute: int, *values: str) -> NDArray[np.bool_]:
    """Tell of each token whether its ``attribute``, TAG or DEP, is one of ``values``."""
    wanted = np.array([doc.vocab.strings[value] for value in values], dtype=np.uint64)
    return np.isin(doc.to_array(attribute), wanted)
