"""How a later claim changes an earlier one of its speaker."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from claims.linking.changes import update
from claims.linking.facts import Facts
from tests.linking.test_scores import claim


def pair(now: dict[str, Any], then: dict[str, Any]) -> tuple[Facts, Facts]:
    """Return a later and an earlier claim of Anna on the harbour; ``words``, ``conditional`` and what else differs."""
    ends = []
    for number, (day, given) in enumerate(((40, now), (5, then)), start=1):
        values = {"words": "open the harbour to ships", "act": "demand", "stances": {"harbour": "for"}, **given}
        conditional = values.pop("conditional", False)
        ends.append(replace(claim(values.pop("words"), pk=number, day=day, **values), conditional=conditional))
    return ends[0], ends[1]


@pytest.mark.parametrize(
    ("now", "then", "outcome"),
    [
        ({"stances": {"harbour": "against"}, "act": "commit"}, {"act": "offer"}, "withdraws"),
        ({"act": "accept"}, {"stances": {"harbour": "against"}, "act": "reject"}, "softens"),
        ({"words": "leave 90 boats in"}, {"words": "leave 40 boats in"}, "hardens"),
        ({"words": "leave 40 boats in"}, {"words": "leave 90 boats in"}, "softens"),
        ({"words": "give 40 boats", "act": "offer"}, {"words": "give 90 boats", "act": "offer"}, "narrows"),
        ({"words": "give 1,200 boats", "act": "offer"}, {"words": "give 90 boats", "act": "offer"}, "widens"),
        ({"words": "settle for half of the harbour"}, {}, "softens"),
        ({"words": "half of the harbour is no longer enough"}, {}, "hardens"),
        ({"conditional": True, "act": "offer"}, {"act": "offer"}, "narrows"),
        ({"act": "offer"}, {"conditional": True, "act": "offer"}, "widens"),
    ],
)
def test_change_is_told(now: dict[str, Any], then: dict[str, Any], outcome: str) -> None:
    later, earlier = pair(now, then)
    for found in (update(later, earlier), update(earlier, later)):
        assert found is not None
        assert (found.a, found.b, found.outcome) == (later.pk, earlier.pk, outcome)
        assert found.reasons[:2] == ("same speaker", "35 days later")


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({}, {}),
        ({"day": 5}, {"stances": {"harbour": "against"}}),
        ({"speaker": "bo"}, {"stances": {"harbour": "against"}}),
        ({"act": "assess"}, {"act": "report", "stances": {"harbour": "against"}}),
        ({"words": "leave 90 boats in"}, {"words": "leave 40 docks open"}),
    ],
)
def test_same_words_same_day_other_people_and_accounts_change_nothing(
    now: dict[str, Any], then: dict[str, Any]
) -> None:
    day = now.pop("day", None)
    later, earlier = pair(now, then)
    assert update(replace(later, day=day) if day else later, earlier) is None


def test_a_government_is_spoken_for_only_for_a_while() -> None:
    later, earlier = pair({"act": "accept"}, {"speaker": "north", "act": "reject", "stances": {"harbour": "against"}})
    found = update(later, earlier)
    assert found is not None
    assert found.reasons[0] == "one speaks for the other"
    assert update(replace(later, day=500), earlier) is None
