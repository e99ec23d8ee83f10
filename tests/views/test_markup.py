"""Marked text: whatever the marks, the runs together are the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.markup import Mark, Section, paragraphs_around, passages, runs, sentences_around

texts = st.text(alphabet="ab .\n<&«Ж😀", max_size=60)
places = st.integers(0, 70)
parts = st.sampled_from(["source", "cue", "content"])
marks = st.lists(st.builds(Mark, places, places, parts, st.integers(1, 4)), max_size=8)
sections = st.lists(
    st.builds(Section, st.sampled_from(["headline", "body", "boilerplate"]), places, places),
    max_size=5,
)


@given(texts, marks)
def test_runs_together_are_the_text(text: str, marks: list[Mark]) -> None:
    assert "".join(run.text for run in runs(text, marks)) == text


@given(texts, marks)
def test_runs_carry_exactly_the_marks_over_each_character(text: str, marks: list[Mark]) -> None:
    for run in runs(text, marks):
        for at in range(run.start, run.start + len(run.text)):
            assert set(run.marks) == {mark for mark in marks if mark.start <= at < mark.end}


@given(texts, marks)
def test_runs_open_each_claim_once_where_its_content_begins(text: str, marks: list[Mark]) -> None:
    opened = [(key, run.start) for run in runs(text, marks) for key in run.opens]
    seen = [mark for mark in marks if mark.part == "content" and mark.start < min(mark.end, len(text))]
    assert dict(opened) == {key: min(m.start for m in seen if m.key == key) for key in {m.key for m in seen}}
    assert len(opened) == len(dict(opened))


@given(texts, marks, sections)
def test_passages_together_are_the_text(text: str, marks: list[Mark], sections: list[Section]) -> None:
    found = passages(text, marks, sections)
    assert "".join(run.text for passage in found for run in passage.runs) == text


@given(texts, st.integers(0, 60), st.integers(0, 60))
def test_surroundings_hold_what_they_surround(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    for around in (paragraphs_around, sentences_around):
        left, right = around(text, start, end)
        assert 0 <= left <= start <= end <= right <= len(text)


def test_passages_part_paragraphs_from_the_white_space_between() -> None:
    found = passages("Head\n\nOne.\nTwo.", [], [Section("headline", 0, 4), Section("body", 6, 15)])
    assert [(passage.kind, passage.is_blank, passage.length) for passage in found] == [
        ("headline", False, 4),
        ("body", True, 2),
        ("body", False, 4),
        ("body", True, 1),
        ("body", False, 4),
    ]


def test_passages_keep_boilerplate_whole() -> None:
    found = passages("Read\nalso\nthis", [], [Section("boilerplate", 0, 14, "teaser")])
    assert [(passage.kind, passage.label, passage.length) for passage in found] == [("boilerplate", "teaser", 14)]


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("First. He said no. Last.", "said", "He said no."),
        ("He is U.S. Senator Bob Lee. He said no.", "Bob", "He is U.S. Senator Bob Lee."),
        ("Then Mr. Lee said no. Why?", "said", "Then Mr. Lee said no."),
        ("“Go home.” Then he said no.", "said", "Then he said no."),
        ("Первое. Він сказав ні. Все.", "сказав", "Він сказав ні."),
        ("One line\nHe said no\nAnother", "said", "He said no"),
    ],
)  # fmt: skip
def test_sentences_around_follow_the_punctuation(text: str, words: str, sentence: str) -> None:
    at = text.index(words)
    left, right = sentences_around(text, at, at + len(words))
    assert text[left:right] == sentence


def test_paragraphs_around_stop_within_reach() -> None:
    text = "word " * 2000
    left, right = paragraphs_around(text, 5000, 5010)
    assert right - left < 1300
