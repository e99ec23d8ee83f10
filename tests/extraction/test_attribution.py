"""Source, cue and content, with the real parser."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.extraction.pipeline import Extractor
from claims.extraction.records import Attribution, Kind, Span

pytestmark = pytest.mark.model

CASES = [
    (
        "direct",
        "“We will not leave the bridge,” Kessel said on Monday.",
        [("Kessel", "said", ["“We will not leave the bridge,”"], Kind.DIRECT)],
    ),
    (
        "indirect",
        "Arden said that the bridge would stay open.",
        [("Arden", "said", ["that the bridge would stay open"], Kind.INDIRECT)],
    ),
    (
        "mixed",
        'Kessel said the plan was "a bad joke" and would fail.',
        [("Kessel", "said", ['the plan was "a bad joke" and would fail'], Kind.MIXED)],
    ),
    (
        "inverted",
        "“The river is ours,” said Tom Arden.",
        [("Tom Arden", "said", ["“The river is ours,”"], Kind.DIRECT)],
    ),
    (
        "according to",
        "The harbour will be closed for a month, according to the mayor.",
        [("the mayor", "according to", ["The harbour will be closed for a month"], Kind.INDIRECT)],
    ),
    (
        "passive",
        "The offer was rejected by Belmar.",
        [("Belmar", "was rejected by", ["The offer"], Kind.INDIRECT)],
    ),
    (
        "relative",
        "The letter went to Arden, who said he would read it.",
        [("who", "said", ["he would read it"], Kind.INDIRECT)],
    ),
    (
        "participle",
        "Kessel rejected the plan, calling it “a trap for fools.”",
        [
            ("Kessel", "rejected", ["the plan"], Kind.INDIRECT),
            ("Kessel", "calling", ["it “a trap for fools.”"], Kind.MIXED),
        ],
    ),
    (
        "object and what is said of it",
        "Arden accused Norvania of breaking the truce.",
        [("Arden", "accused", ["Norvania of breaking the truce"], Kind.INDIRECT)],
    ),
    (
        "missing opening mark",
        "We will come back in spring”, he said.",
        [("he", "said", ["We will come back in spring”"], Kind.DIRECT)],
    ),
    (
        "condition torn off",
        "Kessel said the army would stop if the other side withdraws.",
        [("Kessel", "said", ["the army would stop if the other side withdraws"], Kind.INDIRECT)],
    ),
]


def read(extractor: Extractor, text: str) -> tuple[Attribution, ...]:
    found: tuple[Attribution, ...] = extractor.nlp(text)._.attributions
    return found


def words(text: str, spans: Iterable[Span]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_attributions_are_found(extractor: Extractor, text: str, expected: list[object]) -> None:
    found = [
        ("".join(words(text, one.source)), "".join(words(text, one.cue)), words(text, one.content), one.kind)
        for one in read(extractor, text)
    ]
    assert found == expected


def test_attribution_continues_over_paragraphs(extractor: Extractor) -> None:
    text = "“We have waited for a year,” Kessel said.\n\n“We shall wait no longer than the end of this week.”"
    (found,) = read(extractor, text)
    assert words(text, found.content) == [
        "“We have waited for a year,”",
        "“We shall wait no longer than the end of this week.”",
    ]


def test_attribution_inside_a_quotation_is_not_another_one(extractor: Extractor) -> None:
    text = "“Arden said he would come, and he did not come,” Kessel said."
    assert [words(text, found.source) for found in read(extractor, text)] == [["Kessel"]]


def test_attribution_ends_where_another_source_takes_over(extractor: Extractor) -> None:
    text = "Kessel said the bridge belongs to Sudoria, which has said it will be closed."
    found = read(extractor, text)
    assert [words(text, one.content) for one in found] == [["the bridge belongs to Sudoria"], ["it will be closed"]]


def test_attributions_are_written_to_span_groups(extractor: Extractor) -> None:
    doc = extractor.nlp("Arden said that the bridge would stay open.")
    assert [span.text for span in doc.spans["sources"]] == ["Arden"]
    assert [span.text for span in doc.spans["cues"]] == ["said"]
    assert [span.text for span in doc.spans["contents"]] == ["that the bridge would stay open"]


WORDS = ["Kessel", " said", " that", " he", " according to", "é"]
MARKS = [" “", "”", '"', ", ", ". ", "\n", "\n\n", "\u00a0", "\t", "—"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.lists(st.sampled_from(WORDS + MARKS), max_size=40).map("".join), st.text(max_size=80)))
def test_attribution_spans_stay_inside_any_text(extractor: Extractor, text: str) -> None:
    for found in read(extractor, text):
        assert found.content
        assert 0.0 <= found.confidence <= 1.0
        for start, end in (*found.content, *found.source, *found.cue):
            assert 0 <= start < end <= len(text)
