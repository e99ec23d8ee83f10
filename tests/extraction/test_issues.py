"""Issues by the terms of the registry."""

from __future__ import annotations

import pytest

from claims.extraction.issues import IssueFinder
from claims.extraction.records import Act, IssueMention, Span, Stance
from claims.extraction.stance import Attitude, Reading
from claims.extraction.terms import split_term, words_of
from tests.extraction.factories import make_doc, make_registry

FINDER = IssueFinder(make_registry().issues)


def mentions_in(text: str, attitude: Attitude = Attitude.ASSERTS) -> list[IssueMention]:
    doc = make_doc(text.split())
    content = (Span(0, len(doc.text)),)
    words = words_of(doc, content)
    reading = Reading(
        doc=doc,
        words=words,
        inside=frozenset(word.token for word in words),
        own=lambda _: False,
        other=lambda _: frozenset(),
        opponents=frozenset(),
        hostile=False,
        threatens=False,
    )
    return FINDER.mentions(doc, content, FINDER.find(reading, Act.ASSESS), attitude)


def found_in(text: str, attitude: Attitude = Attitude.ASSERTS) -> dict[str, Stance]:
    return {mention.issue: mention.stance for mention in mentions_in(text, attitude)}


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
        ("it is not true that we never want a truce", {"ceasefire": Stance.FOR}),
        ("a truce would be unacceptable", {"ceasefire": Stance.AGAINST}),
        ("the plan is unacceptable", {"plan": Stance.AGAINST}),
        ("the plan is a solid basis for talks", {"plan": Stance.FOR}),
        ("no one here wants it or would ever accept a truce", {"ceasefire": Stance.AGAINST}),
        ("we rule out a truce", {"ceasefire": Stance.AGAINST}),
        ("she did not rule out a truce", {"ceasefire": Stance.FOR}),
        ("there is no alternative to a truce", {"ceasefire": Stance.FOR}),
        ("you have to be against any truce", {"ceasefire": Stance.AGAINST}),
        ("without a truce there will be no talks", {"ceasefire": Stance.FOR}),
        ("the plan comes first , if they call it unacceptable we go", {"plan": Stance.NEUTRAL}),
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


def test_word_with_strokes_stands_for_any_of_its_alternatives() -> None:
    assert split_term("Troops/army ... withdraw*/leave") == ("troops/army", "...", "withdraw*/leave")


@pytest.mark.parametrize(
    ("text", "specificity"),
    [("the plan", 0), ("we want a truce", 1), ("we want a truce of 30 days", 2), ("a binding truce of 30 days", 3)],
)
def test_specificity_grows_with_figures_and_enforcement(text: str, specificity: int) -> None:
    assert [mention.specificity for mention in mentions_in(text)] == [specificity]


def test_each_issue_of_a_list_has_its_own_part() -> None:
    doc = make_doc(["a", "full", "truce", "and", "a", "quick", "withdrawal"])
    parts = [
        [doc.text[start:end] for start, end in one.spans] for one in mentions_in("a full truce and a quick withdrawal")
    ]
    assert parts == [["a full truce"], ["a quick withdrawal"]]
