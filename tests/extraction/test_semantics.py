"""Acts and flags by cue and mood."""

from __future__ import annotations

import pytest

from claims.extraction.lexicon import read_cues
from claims.extraction.records import Act
from claims.extraction.semantics import Semantics, read_moods
from tests.extraction.factories import make_attribution

SEMANTICS = Semantics(read_cues(), read_moods())


@pytest.mark.parametrize(
    ("lemma", "content", "act"),
    [
        ("say", "the troops must leave the valley", Act.DEMAND),
        ("say", "we are ready to talk", Act.OFFER),
        ("say", "they are not ready to talk", Act.ASSESS),
        ("say", "this is not a proposal", Act.REJECT),
        ("say", "the war will last for years", Act.PREDICT),
        ("say", "we will rebuild the bridge", Act.COMMIT),
        ("say", "the neighbours have violated the truce", Act.ACCUSE),
        ("say", "we call on both to stop", Act.APPEAL),
        ("say", "the bridge is old", Act.ASSESS),
        ("reject", "the offer", Act.REJECT),
        ("demand", "the return of the valley", Act.DEMAND),
        ("deny", "that he had signed", Act.DENY),
        ("threaten", "to close the valley", Act.THREATEN),
        ("admit", "that the map was wrong", Act.CONCEDE),
        ("accept", "the offer", Act.ACCEPT),
        ("urge", "both to stop", Act.APPEAL),
        ("report", "that a bridge fell", Act.REPORT),
    ],
)
def test_act_follows_cue_then_mood(lemma: str, content: str, act: Act) -> None:
    text = f"She spoke: {content}."
    found = make_attribution(text, content, cue="spoke", reason=f"cue:{lemma}")
    assert SEMANTICS.find(text, found).act is act


def test_act_of_media_is_report() -> None:
    text = "It said: they must go."
    found = make_attribution(text, "they must go", cue="said", reason="cue:say")
    assert SEMANTICS.find(text, found, by_media=True).act is Act.REPORT


@pytest.mark.parametrize(
    ("cue", "content", "flag"),
    [
        ("did not say", "the bridge is old", "negated"),
        ("has previously said", "the bridge is old", "past"),
        ("said", "they would leave if the others leave", "conditional"),
        ("said", "it would have been better", "hypothetical"),
    ],
)
def test_flags_are_set_alone(cue: str, content: str, flag: str) -> None:
    text = f"She {cue} {content}."
    found = SEMANTICS.find(text, make_attribution(text, content, cue=cue, reason="cue:say"))
    flags = {name for name in ("negated", "conditional", "hypothetical", "past") if getattr(found, name)}
    assert flags == {flag}
