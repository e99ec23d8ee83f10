"""Augmented texts keep their length, so that no offset moves."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from claims.training.augmentation import augment
from claims.training.corpus import Annotated


def augmented(document: Annotated, seed: int) -> str:
    return augment(document, random.Random(seed)).text  # noqa: S311


@given(st.text(st.sampled_from("ab “”‘’\"'\n"), max_size=60), st.integers(0, 200))
def test_only_marks_change_and_the_length_never_does(text: str, seed: int) -> None:
    changed = augmented(Annotated("a", "4b22", text, ()), seed)
    assert len(changed) == len(text)
    assert all(one == other or one in '“”‘’"' for one, other in zip(text, changed, strict=True))


def test_some_texts_are_straightened_and_some_curled() -> None:
    document = Annotated("a", "4b22", 'He said “no” and "yes".', ())
    seen = {augmented(document, seed) for seed in range(60)}
    assert {'He said "no" and "yes".', "He said “no” and “yes”.", document.text} <= seen
