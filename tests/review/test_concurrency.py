"""Eight people on the same claims at once: each decision counts once, and the history replays to what is stored."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from claims.models import Action, Assignment, CannotUndo, Change, Claim, StaleEdit, Verb
from claims.models.images import image_of
from claims.review.assigning import AssignmentError, assign
from claims.review.deciding import decide
from claims.roles import make_editor
from tests.factories import make_article, make_claim

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time by itself"),
]
THREADS, CLAIMS, TURNS = 8, 500, 120
VERBS = (Verb.ACCEPT, Verb.REJECT, Verb.DISPUTE, Verb.CORRECT)


def test_decisions_of_eight_threads_are_neither_lost_nor_doubled() -> None:
    article = make_article()
    claims = [make_claim(article).pk for _ in range(CLAIMS)]
    start = {pk: image_of(Claim.objects.get(pk=pk)) for pk in claims}
    editors = [make_editor(username=f"editor-{number}", password="x") for number in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        done = list(pool.map(lambda pair: work(pair[0], pair[1], claims), enumerate(editors)))
    told = Counter[str]()
    for counted in done:
        told.update(counted)
    decisions = Action.objects.exclude(verb=Verb.UNDO)
    assert told["decided"] + told["refused"] + told["undone"] + told["kept"] == THREADS * TURNS
    assert decisions.count() == told["decided"]
    assert Action.objects.filter(verb=Verb.UNDO).count() == told["undone"]
    assert told["decided"] > THREADS
    for pk in claims:
        replay(pk, start[pk])


def test_of_eight_who_take_a_claim_one_has_it() -> None:
    article = make_article()
    claims = [make_claim(article).pk for _ in range(20)]
    editors = [make_editor(username=f"editor-{number}", password="x") for number in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        taken = list(pool.map(lambda user: take(user, claims), editors))
    held = dict(Assignment.objects.values_list("claim", "user"))
    assert sorted(held) == sorted(claims)
    assert sorted(pk for mine in taken for pk in mine) == sorted(claims)
    assert {pk: user.pk for user, mine in zip(editors, taken, strict=True) for pk in mine} == held
    assert Action.objects.filter(verb=Verb.ASSIGN).count() == len(claims)


def take(user: User, claims: list[int]) -> list[int]:
    """Try to take every claim; return those that are the person's own now."""
    mine = []
    try:
        for pk in claims:
            try:
                assign(Claim.objects.get(pk=pk), user, user)
                mine.append(pk)
            except AssignmentError:
                continue
    finally:
        connection.close()
    return mine


def work(number: int, user: User, claims: list[int]) -> Counter[str]:
    """Decide at random, and undo now and then; count what came of it."""
    dice, told = random.Random(number), Counter[str]()  # noqa: S311  (no secret)
    mine: list[Action] = []
    try:
        for _ in range(TURNS):
            if mine and dice.random() < 0.15:
                told[undo(mine.pop(dice.randrange(len(mine))), user)] += 1
                continue
            claim = Claim.objects.get(pk=dice.choice(claims[: dice.choice((5, CLAIMS))]))
            try:
                mine.append(decide(claim, dice.choice(VERBS), user, "because"))
                told["decided"] += 1
            except StaleEdit:
                told["refused"] += 1
    finally:
        connection.close()
    return told


def undo(action: Action, user: User) -> str:
    """Take an action back if nothing came later."""
    try:
        Action.objects.get(pk=action.pk).undo(user)
    except (CannotUndo, StaleEdit):
        return "kept"
    return "undone"


def replay(pk: int, image: dict[str, Any]) -> None:
    """Walk the changes of a claim from version to version; the last one is what is stored, and in its history."""
    rows = Change.objects.filter(model="claim", row_id=pk).values_list("before", "after")
    changes: list[Any] = sorted(rows, key=lambda pair: pair[0]["edit_version"])
    assert [before["edit_version"] for before, _ in changes] == list(range(1, len(changes) + 1))
    for before, after in changes:
        assert {name: image[name] for name in before} == before
        image = image | after
    claim = Claim.objects.get(pk=pk)
    assert image == image_of(claim)
    history = claim.history.order_by("history_id")
    assert history.count() == len(changes) + 1
    assert (history.last().state, history.last().edit_version) == (claim.state, claim.edit_version)
