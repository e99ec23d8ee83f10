"""A pronoun and its mentions as the coreference model reads them: wordpieces, and which of them are whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from tokenizers import Tokenizer

from claims.extraction.encoding import CLS, SEP, Numbers, encode
from claims.extraction.records import Span

LONGEST = 400  # wordpieces; what stands furthest before the pronoun is left out
OPENING, CLOSING = frozenset("“„«"), frozenset("”»")


@dataclass(frozen=True, slots=True)
class Reading:
    """What goes into the network. ``pool`` averages wordpieces: row 0 for the pronoun, then one row a mention."""

    ids: Numbers
    pool: NDArray[np.float32]


def read(text: str, pronoun: Span, mentions: Sequence[Span], tokenizer: Tokenizer) -> Reading:
    """Encode a text; mentions that no longer fit get a row of zeros."""
    encoded = encode(text, tokenizer)
    lengths = np.diff(encoded.first_piece)
    starts, ends = np.repeat(encoded.starts, lengths), np.repeat(encoded.ends, lengths)
    last = int(np.searchsorted(starts, pronoun.end)) if len(starts) else 0
    end = min(len(starts), max(last + LONGEST // 4, LONGEST - 2))
    begin = max(0, end - (LONGEST - 2))
    places = [(starts < span.end) & (ends > span.start) for span in (pronoun, *mentions)]
    part = slice(begin, end)
    pool = np.array([np.pad(place[part].astype(np.float32), 1) for place in places])
    return Reading(
        ids=np.concatenate([[CLS], encoded.pieces[part], [SEP]]).astype(np.int64),
        pool=pool / np.maximum(pool.sum(1, keepdims=True), 1),
    )


def quoted_tokens(doc: Doc) -> list[bool]:
    """Tell of each token whether it stands between quotation marks; a paragraph's end closes what was left open."""
    found, inside = [], False
    for token in doc:
        if token.text in OPENING:
            inside = True
        elif token.text in CLOSING or "\n" in token.text:
            inside = False
        elif token.text in {'"', "``", "''"}:
            inside = not inside
        found.append(inside)
    return found
