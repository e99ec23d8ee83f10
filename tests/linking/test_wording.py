"""What counts as the same words, and what counts against it."""

from __future__ import annotations

import pytest

from claims.linking.wording import likeness, wording_of


def like(one: str, other: str) -> float:
    return likeness(wording_of(one), wording_of(other)).score


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "He is in no position to tell the islanders what they should do to bring peace",
            "He is not in a position to tell the islanders what it should do to restore peace",
        ),
        ("that the bridge must be reopened before winter", "the bridge must reopen before winter comes"),
        ("Ships will pass the strait freely", "ships will be passing freely through the strait"),
    ],
)
def test_wording_of_translations_and_light_edits_is_alike(one: str, other: str) -> None:
    assert like(one, other) >= 0.55


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the bridge must be reopened before winter", "taxes on grain will be doubled in spring"),
        ("we are ready", "we are ready for a long and costly struggle over the northern valleys and their mines"),
    ],
)
def test_wording_of_other_matters_is_not_alike(one: str, other: str) -> None:
    assert like(one, other) < 0.4


@pytest.mark.parametrize(
    ("same", "changed"),
    [
        ("they will release 300 prisoners in spring", "they will release 500 prisoners in spring"),
        ("they will release prisoners in spring", "they will not release prisoners in spring"),
        ("they will release Olsen and the prisoners", "they will release Hansen and the prisoners"),
    ],
)
def test_other_numbers_names_and_negation_count_against_a_match(same: str, changed: str) -> None:
    assert like(same, changed) <= like(same, same) - 0.15
    assert likeness(wording_of(same), wording_of(changed)).differences


def test_quotation_is_found_in_a_longer_one_and_not_by_a_single_common_word() -> None:
    long, short = wording_of('He saw "a window of opportunity for talks"'), wording_of("the “window of opportunity”")
    assert likeness(long, short).quote == "window of opportunity"
    other = wording_of('it is "no time for talks at all"')
    assert likeness(wording_of('"that would be talks"'), other).quote == ""
