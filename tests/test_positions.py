"""Positions as values: which claim counts, who speaks for whom, what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.positions import Move, Position, Sides, age_in_words, cells, in_order, move
from tests.positions_by_hand import latest

BASE = Position(
    claim=1, actor=7, issue=3, stance="for", specificity=1, act="demand", conditional=False, day=date(2024, 1, 1)
)
LATER = replace(BASE, claim=2, day=date(2024, 6, 1))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, None, None),
        (BASE, None, None),
        (None, BASE, Move.NEW),
        (BASE, BASE, Move.SAME),
        (BASE, LATER, Move.SAME),
        (BASE, replace(LATER, specificity=2), Move.HARDENED),
        (BASE, replace(LATER, specificity=0), Move.SOFTENED),
        (BASE, replace(LATER, conditional=True), Move.SOFTENED),
        (replace(BASE, conditional=True), LATER, Move.HARDENED),
        (BASE, replace(LATER, conditional=True, specificity=3), Move.HARDENED),
        (BASE, replace(LATER, stance="against"), Move.REVERSED),
        (replace(BASE, stance="against"), LATER, Move.REVERSED),
        (replace(BASE, stance="neutral"), LATER, Move.HARDENED),
        (BASE, replace(LATER, act="concede"), Move.WITHDRAWN),
        (BASE, replace(LATER, act="concede", stance="against"), Move.WITHDRAWN),
    ],
)
def test_move_says_what_became_of_a_position(
    before: Position | None, after: Position | None, expected: Move | None
) -> None:
    assert move(before, after) == expected


@pytest.mark.parametrize(
    "winner",
    [
        replace(BASE, claim=9, day=date(2024, 1, 2)),
        replace(BASE, claim=9, specificity=2),
        replace(BASE, claim=9),
    ],
)
def test_what_counts_is_a_stance_then_the_later_then_the_more_specific_then_the_newer(winner: Position) -> None:
    mention = replace(BASE, claim=20, stance="neutral", day=date(2025, 1, 1))
    for order in permutations([BASE, winner, mention]):
        assert max(order, key=lambda position: position.rank) == winner


POSITIONS = st.builds(
    Position,
    claim=st.integers(1, 400),
    actor=st.integers(1, 4),
    issue=st.integers(1, 3),
    stance=st.sampled_from(["for", "against", "neutral"]),
    specificity=st.integers(0, 3),
    act=st.sampled_from(["demand", "concede", "offer"]),
    conditional=st.booleans(),
    day=st.dates(date(2022, 1, 1), date(2025, 12, 31)),
)


@given(st.lists(POSITIONS, unique_by=lambda position: position.claim), st.dates(), st.dates())
def test_cells_of_two_days_never_lose_a_position(positions: list[Position], first: date, second: date) -> None:
    early, late = sorted((first, second))
    then = latest(position for position in positions if position.day <= early)
    now = latest(position for position in positions if position.day <= late)
    table = cells(now, then)
    assert table.keys() == now.keys() >= then.keys()
    assert all(cell.move is not None for cell in table.values())
    assert all(cell.move is Move.NEW for key, cell in table.items() if key not in then)


# 1 a state, 2 its ministry, 3 a minister until May, 4 an adviser without an office, 5 another state.
SIDES = Sides(
    parts={1: None, 2: 1, 3: 5, 4: 2, 5: None},
    tenures=[(3, 2, date(2023, 1, 1), date(2024, 5, 31)), (3, 5, date(2025, 1, 1), None)],
)


@pytest.mark.parametrize(
    ("actor", "day", "side"),
    [
        (1, date(2024, 1, 1), 1),
        (2, date(2024, 1, 1), 1),
        (4, date(2024, 1, 1), 1),
        (3, date(2024, 5, 31), 1),
        (3, date(2024, 6, 1), None),
        (3, date(2022, 12, 31), None),
        (3, date(2030, 1, 1), 5),
    ],
)
def test_a_side_is_who_one_speaks_for_on_that_day(actor: int, day: date, side: int | None) -> None:
    assert SIDES.side(actor, day) == side


def test_a_ring_of_parts_has_an_end() -> None:
    assert Sides(parts={1: 2, 2: 1}, tenures=[]).root(1) == 2


def test_rows_with_positions_on_most_issues_come_first() -> None:
    assert in_order([(1, 1), (2, 1), (2, 2), (3, 1)], {1: "B", 2: "C", 3: "A"}) == [2, 3, 1]


@pytest.mark.parametrize(
    ("days", "short", "in_full"),
    [
        (-3, "today", "today"), (0, "today", "today"), (1, "1 d", "1 day"), (60, "60 d", "60 days"),
        (61, "2 mo", "2 months"), (729, "24 mo", "24 months"), (730, "2 y", "2 years"), (3650, "10 y", "10 years"),
    ],
)  # fmt: skip
def test_age_is_told_in_words(days: int, short: str, in_full: str) -> None:
    assert age_in_words(days) == (short, in_full)
