"""A trap is passed only if every claim with it comes out right."""

from __future__ import annotations

from claims.extraction.gold_claims import GivenClaim, GoldClaim, GoldSet
from claims.extraction.records import Span
from claims.extraction.scoring_traps import TrapScore, score_traps

TEXT = "Anna Berg said the bridge is open. She said the road is closed."
BRIDGE, ROAD = (Span(15, 33),), (Span(44, 62),)


def make_gold() -> GoldSet:
    claims = (
        GoldClaim("a", "d", BRIDGE, (Span(0, 9),), "indirect", frozenset({"anna berg"}), traps=("passive", "via")),
        GoldClaim("b", "d", ROAD, (Span(35, 38),), "indirect", frozenset({"anna berg"}), traps=("pronoun", "passive")),
    )
    return GoldSet(claims, (), (), {}, {"d": TEXT})


def given(number: str, content: tuple[Span, ...], source: Span, speaker: str, via: str = "") -> GivenClaim:
    return GivenClaim(number, "d", content, (source,), "indirect", speaker, via=via)


def test_traps_are_passed_by_what_is_right() -> None:
    rows = [given("1", BRIDGE, Span(0, 9), "Anna Berg"), given("2", ROAD, Span(35, 38), "Anna Berg")]
    assert all(score.is_passed for score in score_traps(make_gold(), rows))


def test_traps_name_what_failed_and_why() -> None:
    rows = [given("1", BRIDGE, Span(0, 9), "Anna Berg", via="Wire"), given("2", ROAD, Span(35, 38), "Carl Dahl")]
    scores = {score.trap: score for score in score_traps(make_gold(), rows)}
    assert scores["via"] == TrapScore("via", 1, ("a: via",))
    assert scores["pronoun"].failures == ("b: speaker",)
    assert scores["passive"].failures == ("b: speaker",)


def test_traps_of_a_missed_claim_fail() -> None:
    (passive, pronoun, _) = score_traps(make_gold(), [given("1", BRIDGE, Span(0, 9), "Anna Berg")])
    assert (passive.failures, pronoun.failures) == (("b: missed",), ("b: missed",))
