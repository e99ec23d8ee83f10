"""Which extracted claim is which stored one."""

from __future__ import annotations

import pytest

from claims.extraction.records import Act, Attribution, ExtractedClaim, Kind, Span, Speaker
from claims.ingest.matching import match_claims
from claims.models import Claim


def found(*content: tuple[int, int], source: tuple[int, int] = (0, 1), nested_in: int | None = None) -> ExtractedClaim:
    spans = tuple(Span(*span) for span in content)
    attribution = Attribution(spans, (Span(*source),), (), Kind.INDIRECT, 0.5)
    return ExtractedClaim(attribution, Speaker(), Act.REPORT, nested_in=nested_in)


def stored(pk: int, *content: tuple[int, int], source: tuple[int, int] = (0, 1), state: str = "suggested") -> Claim:
    spans = [list(span) for span in content]
    return Claim(pk=pk, content=spans, source=[list(source)], state=state, extractor_version="v1")


@pytest.mark.parametrize(
    ("new", "old", "same"),
    [((0, 10), (0, 10), True), ((0, 10), (3, 10), True), ((0, 10), (6, 10), False), ((0, 10), (10, 20), False)],
)
def test_claims_match_by_half_of_their_joint_characters(
    new: tuple[int, int],
    old: tuple[int, int],
    same: bool,  # noqa: FBT001
) -> None:
    matching = match_claims([found(new)], [stored(7, old)])
    assert bool(matching.same) is same
    assert bool(matching.new) is not same
    assert bool(matching.gone) is not same


def test_no_claim_is_matched_twice_and_the_likest_first() -> None:
    one, other = stored(1, (0, 20)), stored(2, (0, 12))
    matching = match_claims([found((0, 13)), found((0, 20))], [one, other])
    assert matching.same == {0: other, 1: one}


def test_equal_contents_are_told_apart_by_the_source() -> None:
    one, other = stored(1, (10, 20), source=(0, 3)), stored(2, (10, 20), source=(4, 9))
    assert match_claims([found((10, 20), source=(4, 9))], [one, other]).same == {0: other}


def test_of_equal_claims_the_one_that_a_person_decided_on_is_matched() -> None:
    one, other = stored(1, (10, 20)), stored(2, (10, 20), state="accepted")
    matching = match_claims([found((10, 20))], [one, other])
    assert (matching.same, matching.gone) == ({0: other}, [one])


def test_words_that_decided_claims_hold_are_not_new() -> None:
    halves = [stored(1, (0, 40), state="accepted"), stored(2, (40, 100), state="rejected")]
    assert match_claims([found((0, 110))], [halves[0]]).new == [0]
    matching = match_claims([found((0, 110)), found((40, 100))], halves)
    assert (matching.new, matching.same) == ([], {1: halves[1]})


def test_claim_inside_a_decided_one_may_be_new() -> None:
    outer = stored(1, (0, 100), state="accepted")
    assert match_claims([found((0, 100)), found((60, 100), nested_in=0)], [outer]).new == [1]
    assert match_claims([found((0, 100)), found((60, 100))], [outer]).new == []
