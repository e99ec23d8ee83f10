"""Copies of one report share an origin; what merely shares a footer or a subject does not."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from claims.linking.origins import bands_of, find_origins, is_copy
from claims.models import Article, Origin, by_machine
from tests.factories import make_article, make_outlet
from tests.linking_copies import edited, reordered, truncated


def made_text(seed: int, words: int = 220) -> str:
    rng = random.Random(seed)  # noqa: S311
    pool = ["".join(rng.choices("abcdefghilmnoprstu", k=rng.randint(3, 9))) for _ in range(400)]
    lines = [" ".join(rng.choices(pool, k=20)) for _ in range(words // 20)]
    return ".\n".join(lines)


def found(one: str, other: str) -> bool:
    return bool(bands_of(one) & bands_of(other)) and is_copy(one, other)


def share_found(texts: list[str], change: object) -> float:
    return sum(found(text, change(text)) for text in texts) / len(texts)  # type: ignore[operator]


def test_edited_cut_and_shuffled_copies_are_found() -> None:
    texts, rng = [made_text(seed) for seed in range(40)], random.Random(1)  # noqa: S311
    assert share_found(texts, lambda text: text) == 1
    assert share_found(texts, lambda text: edited(text, 0.05, rng)) >= 0.98
    assert share_found(texts, lambda text: edited(text, 0.15, rng)) >= 0.95
    assert share_found(texts, lambda text: reordered(text, rng)) >= 0.98
    assert share_found(texts, truncated) >= 0.95


def test_shared_footer_and_other_texts_are_no_copies() -> None:
    footer = made_text(99, 120)
    texts = [f"{made_text(seed, 80)}\n{footer}" for seed in range(20)]
    assert not any(is_copy(one, other) for one, other in combinations(texts, 2))


def test_reference_texts_copies_are_found_and_independent_ones_are_not(shared: Path) -> None:
    paths = sorted((shared / "polnear" / "dev" / "text").glob("*.txt"))
    texts, rng = [path.read_text(encoding="utf-8") for path in paths], random.Random(2)  # noqa: S311
    assert share_found(texts, lambda text: text) >= 0.98
    assert share_found(texts, lambda text: edited(text, 0.05, rng)) >= 0.98
    assert share_found(texts, lambda text: edited(text, 0.15, rng)) >= 0.95
    assert share_found(texts, truncated) >= 0.95
    footer = made_text(99, 120)
    assert not any(found(one, other) for one, other in combinations(texts, 2))
    assert not any(is_copy(f"{one}\n{footer}", f"{other}\n{footer}") for one, other in combinations(texts[:30], 2))


@pytest.mark.django_db
@pytest.mark.parametrize("agency_first", [True, False])
def test_copies_share_the_origin_of_the_agency(agency_first: bool) -> None:  # noqa: FBT001
    text = made_text(1)
    agency, paper = make_outlet(kind="agency"), make_outlet(kind="newspaper")
    outlets = [agency, paper] if agency_first else [paper, agency]
    texts = [text, f"{text} More of it."]
    for outlet, words in zip(outlets, texts, strict=True):
        article = make_article(words, outlet=outlet, origin=Origin.objects.create(outlet=outlet))
        find_origins([article])
    origins = {article.origin for article in Article.objects.all()}
    assert [origin.outlet for origin in origins if origin] == [agency]
    assert Origin.objects.count() == 1


@pytest.mark.django_db
def test_article_that_a_person_edited_keeps_its_origin(editor: User) -> None:
    text = made_text(1)
    kept = make_article(text, origin=Origin.objects.create(note="by hand"))
    by_person(kept, editor)
    kept.save_edit()
    find_origins([kept])
    copy = make_article(f"{text} More.", origin=Origin.objects.create())
    find_origins([copy])
    kept.refresh_from_db()
    assert kept.origin is not None
    assert kept.origin.note == "by hand"


@pytest.mark.django_db
def test_article_that_only_the_program_changed_joins_its_copies() -> None:
    renewed = make_article(made_text(1), origin=Origin.objects.create())
    by_machine(renewed, "Re-extracted")
    renewed.save_edit()
    find_origins([renewed])
    copy = make_article(f"{made_text(1)} More.", outlet=make_outlet(kind="agency"), origin=Origin.objects.create())
    find_origins([copy])
    renewed.refresh_from_db()
    copy.refresh_from_db()
    assert renewed.origin == copy.origin
    assert renewed.edit_version != renewed.version


def by_person(article: Article, user: User) -> None:
    article._history_user = user  # type: ignore[attr-defined]  # read by simple_history
