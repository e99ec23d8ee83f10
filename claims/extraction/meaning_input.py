"""What somebody said as the meaning model reads it: wordpieces, each marked as content or as the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from claims.extraction.encoding import CLS, SEP, Numbers, pieces_of

AROUND, CONTENT = range(2)
ROLES = 2
LONGEST = 160  # wordpieces; of longer content the end is left out


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a claim in the order of the text: of its content, or of who says it and how."""

    words: str
    is_content: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What goes into the network, as long as there are wordpieces."""

    ids: Numbers
    roles: Numbers


def read(parts: Sequence[Part], tokenizer: Tokenizer) -> Reading:
    """Encode the parts one behind the other; words around the content are kept whole."""
    pieces = [pieces_of(part.words, tokenizer) for part in parts]
    around = sum(len(found) for found, part in zip(pieces, parts, strict=True) if not part.is_content)
    room = max(LONGEST - 2 - around, LONGEST // 2)
    ids, roles = [np.array([CLS])], [np.array([AROUND])]
    for found, part in zip(pieces, parts, strict=True):
        kept = found[: max(room, 0)] if part.is_content else found[: LONGEST // 2]
        room -= len(found) if part.is_content else 0
        ids.append(kept)
        roles.append(np.full(len(kept), CONTENT if part.is_content else AROUND))
    ids.append(np.array([SEP]))
    roles.append(np.array([AROUND]))
    return Reading(np.concatenate(ids).astype(np.int64), np.concatenate(roles).astype(np.int64))


def described(name: str, for_means: str) -> list[Part]:
    """An issue as the model reads it: its name and what "for" means."""
    return [Part(f"{name}. {for_means}", is_content=True)]
