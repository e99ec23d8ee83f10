"""Issues by the terms of the registry."""

from __future__ import annotations

import pytest

from claims.extraction.issues import Attitude, IssueFinder, split_term
from claims.extraction.records import Act, Span, Stance
from tests.extraction.factories import make_doc, make_registry

FINDER = IssueFinder(make_registry().issues)


def found_in(text: str, attitude: Attitude = Attitude.ASSERTS) -> dict[str, Stance]:
    doc = make_doc(text.split())
    return {mention.issue: mention.stance for mention in FINDER.find(doc, (Span(0, len(doc.text)),), attitude)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("we want a truce", {"ceasefire": Stance.FOR}),
        ("they must Stop all of this senseless fighting now", {"ceasefire": Stance.FOR}),
        ("stop one two three four five six seven eight nine fighting", {}),
        ("we will never agree to a truce", {"ceasefire": Stance.AGAINST}),
        ("we do not beg , we want a truce", {"ceasefire": Stance.FOR}),
        ("the withdrawal begins", {"withdrawal": Stance.FOR}),
        ("the front line is quiet and no front line moves", {"front": Stance.NEUTRAL}),
        ("we read the plan", {"plan": Stance.NEUTRAL}),
        ("the entrucement", {}),
    ],
)
def test_issues_are_found_with_stance(text: str, found: dict[str, Stance]) -> None:
    assert found_in(text) == found


@pytest.mark.parametrize(
    ("attitude", "stance"),
    [(Attitude.OPPOSES, Stance.AGAINST), (Attitude.ENDORSES, Stance.FOR), (Attitude.REPORTS, Stance.NEUTRAL)],
)
def test_cue_gives_a_neutral_term_its_stance(attitude: Attitude, stance: Stance) -> None:
    assert found_in("the plan", attitude) == {"plan": stance}


def test_rejecting_cue_turns_the_stance() -> None:
    assert found_in("a truce", Attitude.OPPOSES) == {"ceasefire": Stance.AGAINST}
    assert found_in("no truce", Attitude.OPPOSES) == {"ceasefire": Stance.FOR}


def test_attitude_comes_from_the_cue_only() -> None:
    assert Attitude.of(Act.REJECT, by_cue=True) is Attitude.OPPOSES
    assert Attitude.of(Act.REJECT, by_cue=False) is Attitude.ASSERTS


def test_term_is_split_into_words_gaps_and_open_ends() -> None:
    assert split_term("Stop* ... Russia's cease-fire") == ("stop*", "...", "russia", "'s", "cease", "fire")
