"""How two claims relate: pure functions of what is known of both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from claims.linking.facts import Facts, Knowledge
from claims.linking.found import Found
from claims.linking.scores import relations
from claims.linking.wording import wording_of
from claims.models import Relation

KNOWLEDGE = Knowledge(
    lineage={},
    side={},
    slug={},
    persons=frozenset(),
    names={},
    excludes={"our-harbour": frozenset({"their-harbour"}), "their-harbour": frozenset({"our-harbour"})},
    proposers={"north-terms": "north"},
)


def claim(words: str, **values: Any) -> Facts:
    speaker = values.pop("speaker", "anna")
    side = values.pop("side", "north")
    number = values.pop("pk", 1)
    return Facts(
        pk=number, place=("a", number), article=values.pop("article", number), origin=None,
        speakers=frozenset({speaker}), lineage=frozenset({speaker, side}), sides=frozenset({side}),
        collective=speaker == side, act=values.pop("act", "assess"), conditional=False, past=values.pop("past", False),
        stances=values.pop("stances", {}), day=values.pop("day", None), exact=True,
        published=values.pop("published", None), wording=wording_of(words),
        mentions=frozenset(values.pop("mentions", ())), **values,
    )  # fmt: skip


def found(one: Facts, other: Facts) -> dict[Relation, Found]:
    there, back = (list(relations(a, b, KNOWLEDGE)) for a, b in ((one, other), (other, one)))
    assert there == back
    return {link.relation: link for link in there}


WORDS = "the ships may pass the strait once the harbour has been cleared of mines"


def test_nearly_the_same_words_on_one_day_join() -> None:
    links = found(claim(WORDS, day=5), claim(f"that {WORDS} and guns", day=5, pk=2))
    assert links[Relation.SAME_STATEMENT].joins
    assert "same speaker" in links[Relation.SAME_STATEMENT].reasons


@pytest.mark.parametrize(
    "other",
    [
        claim(WORDS, pk=2, day=9),
        claim(WORDS, pk=2, day=5, speaker="bo", side="south"),
        claim(WORDS, pk=2, day=5, past=True),
    ],
)
def test_other_day_other_speaker_and_an_earlier_statement_are_no_same_statement(other: Facts) -> None:
    assert Relation.SAME_STATEMENT not in found(claim(WORDS, day=5), other)


def test_same_words_with_another_number_do_not_join() -> None:
    links = found(claim(f"{WORDS} within 30 days", day=5), claim(f"{WORDS} within 90 days", day=5, pk=2))
    assert not any(link.joins for link in links.values())


def test_opening_sums_up_what_is_told_below_it() -> None:
    lead = claim("ships may pass", article=1, lead=True, first=True, stances={"ships": "for"}, act="offer")
    quote = claim("every vessel shall have its way", article=1, pk=2, stances={"ships": "for"}, act="offer")
    assert Relation.SAME_STATEMENT in found(lead, quote)
    assert not found(replace(lead, lead=False), quote)


def test_same_stance_on_another_day_is_the_same_position() -> None:
    one = claim("clear the harbour", stances={"harbour": "for"}, act="demand", day=5)
    later = claim("mines must vanish from port", pk=2, stances={"harbour": "for"}, act="demand", day=40)
    assert set(found(one, later)) == {Relation.SAME_POSITION}
    assert not found(one, replace(later, stances={"harbour": "neutral"}))


OFFER = claim("ships may pass if the south leaves", act="offer", head=True, day=5, article=1, stances={"ships": "for"})


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"act": "reject", "stances": {"north-terms": "against"}}, "rejects"),
        ({"act": "accept", "stances": {"north-terms": "for"}}, "accepts"),
        ({"act": "reject"}, "rejects"),
    ],
)
def test_answer_of_the_other_side_responds(values: dict[str, Any], outcome: str) -> None:
    answer = claim("the proposal", pk=2, article=1, speaker="bo", side="south", day=6, **values)
    (link,) = found(OFFER, answer).values()
    assert (link.relation, link.a, link.b, link.outcome) == (Relation.RESPONDS_TO, 2, 1, outcome)
    assert "1 day later" in link.reasons


@pytest.mark.parametrize("day", [4, 30])
def test_answer_before_the_proposal_or_much_later_does_not_respond(day: int) -> None:
    answer = claim("the proposal", pk=2, article=1, speaker="bo", side="south", day=day, act="reject")
    assert Relation.RESPONDS_TO not in found(OFFER, answer)


def test_answer_to_another_sides_terms_does_not_respond() -> None:
    answer = claim("the northern proposal", pk=2, article=1, speaker="bo", side="south", act="reject",
                   stances={"north-terms": "against"}, mentions=("north",))  # fmt: skip
    eastern = replace(OFFER, speakers=frozenset({"eva"}), lineage=frozenset({"eva"}), sides=frozenset({"east"}))
    assert not found(eastern, answer)


def test_demands_that_exclude_each_other_contradict() -> None:
    ours = claim("the harbour is ours", article=1, act="demand", stances={"our-harbour": "for"})
    theirs = claim("give the port back", article=1, pk=2, speaker="bo", side="south", act="demand",
                   stances={"their-harbour": "for"})  # fmt: skip
    opposed = replace(ours, stances={"port": "for"}), replace(theirs, stances={"port": "against"})
    assert Relation.CONTRADICTS in found(*opposed)
    assert [link.relation for link in relations(ours, theirs, KNOWLEDGE)] == [Relation.CONTRADICTS]


def test_far_claims_on_opposite_sides_of_an_issue_do_not_contradict() -> None:
    one = claim("the harbour is ours", act="demand", stances={"port": "for"}, day=5)
    other = claim(
        "no harbour for them", pk=2, speaker="bo", side="south", act="demand", stances={"port": "against"}, day=90
    )
    assert not found(one, other)
