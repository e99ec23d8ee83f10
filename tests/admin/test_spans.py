"""Spans are typed as ranges or as words, and refused with the value and the remedy."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from claims.forms import LinesField
from claims.span_fields import SpansField

TEXT = "Anna Berg said yes. Then she said no,\nand left the room."


def field(text: str | None = TEXT, *, required: bool = False) -> SpansField:
    made = SpansField(required=required)
    made.text = text
    return made


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", []),
        ("0-4", [[0, 4]]),
        (" 0-4 , 10–14, ", [[0, 4], [10, 14]]),
        ("Anna Berg", [[0, 9]]),
        ("said no, and left", [[29, 46]]),
        ("said no,\r\nand left", [[29, 46]]),
        ("Anna [...] left", [[0, 4], [42, 46]]),
        ("Anna […] left", [[0, 4], [42, 46]]),
    ],
)
def test_spans_are_read_from_ranges_or_words(typed: str, spans: list[list[int]]) -> None:
    assert field().clean(typed) == spans


ABSENT = (
    '"{}" does not stand in the article. Copy the words exactly as they stand there, '
    "or type ranges like 351-418, 599-696."
)
OUTSIDE = (
    "The span 9-99 lies outside the article's text of 56 characters. Type a range of this article, or paste its words."
)
BACKWARDS = "The span {} is empty or runs backwards. Its end must lie after its start."
UNORDERED = "The span {} overlaps the one before it or stands out of order."


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("9-99", OUTSIDE),
        ("9-9", BACKWARDS.format("9-9")),
        ("9-4", BACKWARDS.format("9-4")),
        ("4-9, 0-2", UNORDERED.format("0-2")),
        ("4-9, 8-12", UNORDERED.format("8-12")),
        ("left [...] Anna", UNORDERED.format("0-4")),
        ("4-", ABSENT.format("4-")),
        ("An", ABSENT.format("An")),
        (
            "said",
            '"said" stands 2 times in the article, at 10-14, 29-33. Type the range you mean, or paste more words.',
        ),
    ],
)
def test_spans_that_are_wrong_are_refused_with_the_remedy(typed: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field().clean(typed)
    assert refused.value.messages == [message]


def test_spans_that_must_be_there_are_asked_for() -> None:
    with pytest.raises(ValidationError, match=r"Nothing is marked\. Type ranges like 351-418 or"):
        field(required=True).clean("  ")


def test_spans_in_words_need_an_article() -> None:
    with pytest.raises(ValidationError, match=r'no article to find "yes" in\. Choose the article\.'):
        field(None).clean("yes")


def test_spans_are_compared_by_place() -> None:
    assert not field().has_changed([[0, 9]], "Anna Berg")
    assert not field().has_changed([[0, 9]], "0 - 9")
    assert field().has_changed([[0, 9]], "0-8")
    assert field().has_changed([[0, 9]], "0-999")


def test_lines_are_a_list_without_gaps_or_repetitions() -> None:
    lines = LinesField(required=False)
    assert lines.clean(" a \r\n\r\nb\r\na") == ["a", "b"]
    assert lines.prepare_value(["a", "b"]) == "a\nb"
    assert not lines.has_changed(["a", "b"], "a\r\nb\r\n")
