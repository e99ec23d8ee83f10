"""Copies of texts for tests of origins: edited, cut, shuffled."""

from __future__ import annotations

import random


def edited(text: str, share: float, rng: random.Random) -> str:
    """Return the text with this share of its words replaced by others of it, left out or doubled."""
    words = text.split(" ")
    pool = [word for word in words if word.isalpha()] or words
    found: list[str] = []
    for word in words:
        if rng.random() >= share:
            found.append(word)
            continue
        found += rng.choice([[rng.choice(pool)], [rng.choice(pool)], [], [word, rng.choice(pool)]])
    return " ".join(found)


def truncated(text: str, share: float = 0.5) -> str:
    """Return the first part of the text."""
    return text[: int(len(text) * share)]


def reordered(text: str, rng: random.Random) -> str:
    """Return the text with its paragraphs in another order."""
    paragraphs = [paragraph for paragraph in text.split("\n") if paragraph.strip()]
    rng.shuffle(paragraphs)
    return "\n".join(paragraphs)
