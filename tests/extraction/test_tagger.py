"""What the shipped model finds, and that a text's result depends on nothing but the text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.extraction.decoding import CONTENT, CUE, Draft, Evidence, TagSpan
from claims.extraction.model_folder import ModelError
from claims.extraction.records import Attribution, Kind, Span
from claims.extraction.tagger import PRECISION, RECALL, AttributionModel, joined

pytestmark = pytest.mark.model

ARTICLE = """Ministers leave talks without a deal

GENEVA — The foreign minister said on Friday that the talks would go on next week. “Nobody has walked out,” she said.

According to two diplomats, the draft names no date for a withdrawal.

“We were promised a text,” Mr. Halvorsen told reporters. “We are still waiting for it.”

Officials in the capital denied that troops had crossed the river, and a spokesman called the report “a fairy tale.”
"""
PIECES = st.sampled_from(
    [
        "He said ",
        "that ",
        "“",
        "”",
        '"',
        "‘",
        "’",
        "\n",
        "\n\n",
        ", ",
        ". ",
        "the minister ",
        "we will sign",
        "told ",
        "\u00a0",
    ]
)


@pytest.fixture(scope="module")
def model() -> AttributionModel:
    return AttributionModel()


def shown(text: str, spans: tuple[Span, ...]) -> str:
    return " … ".join(text[span.start : span.end] for span in spans)


def found_in(model: AttributionModel, text: str) -> list[tuple[str, str, str]]:
    return [
        (shown(text, found.source), shown(text, found.cue), shown(text, found.content)) for found in model.find(text)
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "The minister said the talks would go on next week.",
            "The minister",
            "said",
            "the talks would go on next week",
        ),
        ("“We will not sign,” the president said on Friday.", "the president", "said", "“We will not sign,”"),
        ('"We will not sign," the president said on Friday.', "the president", "said", '"We will not sign,"'),
        ("“We will not sign,”\u00a0the president said.", "the president", "said", "“We will not sign,”"),
        ("“We will not sign, the president said.", "the president", "said", "“We will not sign"),
        (
            "Aides to the governor denied that he had resigned.",
            "Aides to the governor",
            "denied",
            "that he had resigned",
        ),
        (
            "According to two diplomats, the draft names no date.",
            "two diplomats",
            "According to",
            "the draft names no date",
        ),
        (
            '"We will never accept these terms, the minister said on Friday.',
            "the minister",
            "said",
            "We will never accept these terms",
        ),
        (
            "The\u00a0minister\u00a0said the\u00a0talks would resume on Monday.",
            "The\u00a0minister",
            "said",
            "the\u00a0talks would resume on Monday",
        ),
        ("Taxes will rise next year, says finance minister", "finance minister", "says", "Taxes will rise next year"),
        ("PENCE: We will repeal the law on day one.", "PENCE", ":", "We will repeal the law on day one"),
        ("It is feared that the talks will collapse.", "", "is feared", "that the talks will collapse"),
        (
            "The talks failed, the minister\n\nsaid on Friday, because neither side would move.",
            "the minister",
            "said",
            "The talks failed … because neither side would move",
        ),
    ],
)
def test_source_cue_and_content_are_found(
    model: AttributionModel, text: str, source: str, cue: str, content: str
) -> None:
    ((found_source, found_cue, found_content),) = found_in(model, text)
    assert (found_source, found_cue) == (source, cue)
    assert found_content.strip('.,“”"') == content.strip('.,“”"')


def test_content_around_its_source_is_one_attribution(model: AttributionModel) -> None:
    text = "“We were promised a text,” Mr. Halvorsen told reporters. “We are still waiting for it.”"
    (found,) = model.find(text)
    assert len(found.content) == 2
    assert found.kind is Kind.DIRECT


def test_each_turn_of_a_transcript_belongs_to_who_speaks(model: AttributionModel) -> None:
    text = "PENCE: We will repeal the law on day one.\nKAINE: Those plans would hurt millions of families."
    assert [found[:2] for found in found_in(model, text)] == [("PENCE", ":"), ("KAINE", ":")]


def test_quoted_paragraph_without_a_cue_of_its_own_belongs_to_the_one_before(model: AttributionModel) -> None:
    text = "“We came here to talk,” the minister said.\n“And we will stay until there is a deal.”"
    (found,) = model.find(text)
    assert [text[span.start : span.end] for span in found.content] == [
        "“We came here to talk,”",
        "“And we will stay until there is a deal.”",
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“We will not sign,” the president said.", Kind.DIRECT),
        ("The president said that he would not sign.", Kind.INDIRECT),
        ("The president said that the draft was “a fairy tale.”", Kind.MIXED),
    ],
)
def test_kind_follows_the_quotation_marks(model: AttributionModel, text: str, kind: Kind) -> None:
    assert [found.kind for found in model.find(text)] == [kind]


def test_attribution_inside_a_content_is_found_one_level_down(model: AttributionModel) -> None:
    text = "Der Spiegel reported that the chancellor said the talks would go on."
    start = text.index("the chancellor")
    (inner,) = model.find_within(text, Span(start, len(text)))
    assert shown(text, inner.source) == "the chancellor"
    assert shown(text, inner.cue) == "said"


def test_plain_narration_has_no_attribution(model: AttributionModel) -> None:
    assert model.find("The train left the station at noon. It was raining, and the platform was empty.") == []


def test_same_text_has_the_same_result_beside_any_others_and_in_any_order(model: AttributionModel) -> None:
    texts = [ARTICLE, "", "He said no.", ARTICLE[:200], ARTICLE * 3]
    forwards = list(model.find_all(texts))
    backwards = list(model.find_all(reversed(texts)))[::-1]
    assert forwards == backwards == [model.find(text) for text in texts]


def test_same_result_with_more_threads(model: AttributionModel) -> None:
    assert AttributionModel(threads=2).find(ARTICLE) == model.find(ARTICLE)


def test_precision_first_keeps_a_part_of_what_recall_first_finds(model: AttributionModel) -> None:
    precise = AttributionModel(threshold=PRECISION)
    assert precise.threshold > model.threshold == model.config.thresholds[RECALL]
    assert set(precise.find(ARTICLE)) <= set(model.find(ARTICLE))


def test_threshold_may_be_a_number(model: AttributionModel) -> None:
    assert AttributionModel(threshold=1.1).find(ARTICLE) == []


def test_unknown_operating_point_is_refused() -> None:
    with pytest.raises(ModelError, match="recall"):
        AttributionModel(threshold="bravery")


def test_second_reading_finds_cues_that_the_first_passes_over(model: AttributionModel) -> None:
    reading = model.read(ARTICLE)
    for window in reading.scores:
        window.tags[:, 1 + 2 * CUE] -= 8.0
    once, twice = (replace(model.config.parameters, more_cues=bias) for bias in (0.0, 8.0))
    assert model.decode(reading, once) == []
    assert len(model.decode(reading, twice)) >= 4


def test_second_reading_leaves_alone_what_the_first_has_linked() -> None:
    cue, content, loose = TagSpan(CUE, 1, 2), TagSpan(CONTENT, 2, 6), TagSpan(CONTENT, 8, 10)
    evidence = Evidence(*[0.5] * 9)
    first = [Draft(None, cue, (content,), evidence), Draft(None, None, (loose,), evidence)]
    rival = Draft(None, TagSpan(CUE, 0, 2), (TagSpan(CONTENT, 4, 6),), evidence)
    linked = Draft(None, TagSpan(CUE, 7, 8), (loose,), evidence)
    unlinked = Draft(None, None, (TagSpan(CONTENT, 12, 14),), evidence)
    assert list(joined(first, [rival, linked, unlinked])) == [*first, linked]


def test_missing_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No attribution model"):
        AttributionModel(tmp_path)


def check_spans(text: str, found: list[Attribution]) -> None:
    for attribution in found:
        assert attribution.content
        assert 0 <= attribution.confidence <= 1
        for spans in (attribution.source, attribution.cue, attribution.content):
            assert list(spans) == sorted(spans)
            for start, end in spans:
                assert 0 <= start < end <= len(text)
                assert text[start:end].strip() == text[start:end]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(PIECES, max_size=40).map("".join))
def test_any_mixture_of_marks_and_phrases_gives_sound_spans(model: AttributionModel, text: str) -> None:
    found = model.find(text)
    check_spans(text, found)
    assert found == model.find(text)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_unicode_is_read(model: AttributionModel, text: str) -> None:
    check_spans(text, model.find(text))


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(others=st.lists(st.lists(PIECES, max_size=20).map("".join), max_size=3), place=st.integers(0, 3))
def test_neighbours_never_change_a_result(model: AttributionModel, others: list[str], place: int) -> None:
    texts = [*others[:place], ARTICLE, *others[place:]]
    assert list(model.find_all(texts))[min(place, len(others))] == model.find(ARTICLE)


def test_turn_of_a_transcript_is_one_attribution(model: AttributionModel) -> None:
    text = (
        "Minister defends ceasefire plan\n\nA partial transcript:\n\n"
        "REED: Your envoy said last week that talks were over. Will you sign?\n\n"
        "(CROSSTALK.)\n\n"
        "MAREK: I believe the plan is fair. The president told me that he would sign it on Monday.\n\n"
        "And we want the guns to fall silent before that.\n\n"
        "REED: When?"
    )
    found = [(source, cue, content.split()[0], content.split()[-1]) for source, cue, content in found_in(model, text)]
    assert found[-3:] == [
        ("REED", ":", "Your", "sign?"),
        ("MAREK", ":", "I", "that."),
        ("REED", ":", "When?", "When?"),
    ]
    turns = model.find(text)[-3:]
    assert [len(turn.content) for turn in turns] == [1, 2, 1]
    assert all(turn.confidence > model.config.thresholds[PRECISION] for turn in turns)
