"""Other quotation marks for training texts, of the same length, so that no offset moves."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from claims.training.corpus import Annotated

STRAIGHTENED = str.maketrans("“”‘’", "\"\"''")
PLAIN = str.maketrans('“”"', "   ")
PAIR = re.compile(r'"([^"\n]*)"')
STRAIGHT_SHARE, CURLY_SHARE, BARE_SHARE = 0.15, 0.15, 0.02


def augment(document: Annotated, draw: random.Random) -> Annotated:
    """Straighten or curl the quotation marks of some texts and lose those of a few."""
    chance = draw.random()
    text = document.text
    if chance < STRAIGHT_SHARE:
        text = text.translate(STRAIGHTENED)
    elif chance < STRAIGHT_SHARE + CURLY_SHARE:
        text = PAIR.sub("“\\1”", text)
    elif chance < STRAIGHT_SHARE + CURLY_SHARE + BARE_SHARE:
        text = text.translate(PLAIN)
    return replace(document, text=text)
