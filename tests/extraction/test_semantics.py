"""Acts and flags by cue and mood."""

from __future__ import annotations

import pytest

from claims.extraction.lexicon import read_cues
from claims.extraction.records import Act
from claims.extraction.semantics import Semantics, read_moods
from tests.extraction.factories import make_attribution, make_doc

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
        ("say", "they would only stop if the others left", Act.DEMAND),
        ("argue", "that the others must leave first", Act.DEMAND),
        ("announce", "that the idea is out of the question", Act.REJECT),
        ("opposed", "the offer", Act.REJECT),
        ("say", "that peace would be the best outcome", Act.ASSESS),
        ("say", "that we would mend the bridge", Act.COMMIT),
        ("announce", "that we planned to visit the valley", Act.COMMIT),
        ("say", "that the paper could stop there", Act.ASSESS),
        ("say", "that the bridge would collapse", Act.PREDICT),
        ("say", "that this is not good enough", Act.REJECT),
        ("say", "that there was no basis", Act.REJECT),
        ("say", "that it was up to the neighbours to show restraint", Act.DEMAND),
        ("say", "that it was up to the neighbours to decide", Act.ASSESS),
        ("say", "that the ball was in their court", Act.DEMAND),
        ("say", "that talks cannot begin until the army leaves", Act.DEMAND),
        ("say", "that the neighbours continued to refuse a truce", Act.ACCUSE),
        ("declare", "that we are ready to accept the truce", Act.ACCEPT),
        ("declare", "that we are ready to accept the truce if they leave", Act.OFFER),
        ("support", "a meeting", Act.ACCEPT),
        ("recall", "how the bridge fell", Act.REPORT),
        ("warn", "the neighbours not to close the bridge", Act.APPEAL),
        ("warn", "that the bridge might fall", Act.PREDICT),
    ],
)
def test_act_follows_cue_then_mood(lemma: str, content: str, act: Act) -> None:
    doc = make_doc(f"She spoke : {content} .".split())
    found = make_attribution(doc.text, content, cue="spoke", reason=f"cue:{lemma}")
    assert SEMANTICS.find(doc, found).act is act


def test_act_of_media_is_report() -> None:
    doc = make_doc(["It", "said", "they", "must", "go", "."])
    found = make_attribution(doc.text, "they must go", cue="said", reason="cue:say")
    assert SEMANTICS.find(doc, found, by_media=True).act is Act.REPORT


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
    doc = make_doc(f"She {cue} {content} .".split())
    found = SEMANTICS.find(doc, make_attribution(doc.text, content, cue=cue, reason="cue:say"))
    flags = {name for name in ("negated", "conditional", "hypothetical", "past") if getattr(found, name)}
    assert flags == {flag}


@pytest.mark.parametrize(
    ("cue", "lemma", "content", "act"),
    [
        ("did not rule out", "rule", "a truce", Act.OFFER),
        ("did not accept", "accept", "a truce", Act.REJECT),
        ("cannot accept", "accept", "a truce", Act.REJECT),
        ("can't accept", "accept", "a truce", Act.REJECT),
        ("won’t accept", "accept", "a truce", Act.REJECT),
        ("no longer accepts", "accept", "a truce", Act.REJECT),
        ("dropped", "drop", "its demand for the valley", Act.CONCEDE),
        ("called for", "call", "a truce", Act.APPEAL),
        ("had spoken out against", "speak", "a truce", Act.REJECT),
    ],
)
def test_words_around_the_cue_change_the_act(cue: str, lemma: str, content: str, act: Act) -> None:
    doc = make_doc(f"She {cue} {content} .".split())
    found = make_attribution(doc.text, content, cue=cue, reason=f"cue:{lemma}")
    assert SEMANTICS.find(doc, found).act is act


@pytest.mark.parametrize(
    ("content", "tags", "act"),
    [
        ("that the valley belongs to Norvania", ["IN", "DT", "NN", "VBZ", "IN", "NNP"], Act.ASSESS),
        ("that the valley be free", ["IN", "DT", "NN", "VB", "JJ"], Act.DEMAND),
        ("a free valley", ["DT", "JJ", "NN"], Act.DEMAND),
    ],
)
def test_insisting_demands_only_what_is_not_so_yet(content: str, tags: list[str], act: Act) -> None:
    doc = make_doc(f"She insisted {content} .".split(), tags=["PRP", "VBD", *tags, "."])
    found = make_attribution(doc.text, content, cue="insisted", reason="cue:insist")
    assert SEMANTICS.find(doc, found).act is act


def test_names_of_the_own_side_count_as_we() -> None:
    doc = make_doc(["She", "said", "Norvania", "will", "rebuild", "the", "bridge", "."])
    found = make_attribution(doc.text, "Norvania will rebuild the bridge", cue="said", reason="cue:say")
    assert SEMANTICS.find(doc, found).act is Act.PREDICT
    assert SEMANTICS.find(doc, found, own=lambda token: doc[token].text == "Norvania").act is Act.COMMIT


@pytest.mark.parametrize(
    ("content", "condition"),
    [
        ("they would stop provided that the others leave", "provided that the others leave"),
        ("they would talk only after a truce", "only after a truce"),
        ("they will not leave until it ends", "until it ends"),
        ("they would stop in exchange for the valley", "in exchange for the valley"),
        ("they would stop", ""),
        ("they left at once", ""),
    ],
)
def test_condition_runs_from_its_first_word_to_the_end_of_its_clause(content: str, condition: str) -> None:
    doc = make_doc(f"She said {content} .".split())
    meaning = SEMANTICS.find(doc, make_attribution(doc.text, content, cue="said", reason="cue:say"))
    assert [doc.text[start:end] for start, end in meaning.condition] == [condition] * bool(condition)
    assert meaning.conditional is bool(condition)
