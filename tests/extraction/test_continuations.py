"""Quotations that go on in the next paragraph, and how a content is worded; drafts by hand, no model."""

from __future__ import annotations

import pytest

from claims.extraction.decoding import CONTENT, CUE, Draft, Evidence, TagSpan
from claims.extraction.encoding import EncodedText, encode
from claims.extraction.records import Kind
from claims.extraction.tagger import kind_of, with_continuations
from tests.extraction.wordpieces import letter_tokenizer

SURE = Evidence(*[0.9] * len(Evidence._fields))


def read(text: str) -> EncodedText:
    return encode(text, letter_tokenizer())


def content(encoded: EncodedText, words: str) -> TagSpan:
    """Return the words of ``encoded`` that the first occurrence of ``words`` covers."""
    start = encoded.text.index(words)
    inside = [number for number, place in enumerate(encoded.starts) if start <= place < start + len(words)]
    return TagSpan(CONTENT, inside[0], inside[-1] + 1)


def draft(span: TagSpan, *, cue: bool = True) -> Draft:
    return Draft(None, TagSpan(CUE, 0, 1) if cue else None, (span,), SURE)


def continued(text: str, *contents: str) -> list[list[str]]:
    encoded = read(text)
    found = with_continuations(encoded, [draft(content(encoded, words)) for words in contents])
    return [[text[encoded.starts[span.start] : encoded.ends[span.end - 1]] for span in held.content] for held in found]


def test_quotation_left_open_goes_on_over_paragraphs() -> None:
    text = "He said: “We wait.\n\n“We hope.\n\n“We go,” and left."
    assert continued(text, "“We wait.") == [["“We wait.", "“We hope.", "“We go,”"]]


@pytest.mark.parametrize(
    "text",
    [
        "He said: “We wait.”\n\n“We hope.”",
        "He said: “We wait.\n\nWe hope.",
        "He said: “We wait. And so on.\n\n“We hope.”",
        "He said: “We wait.\n\n“PENCE: We hope.”",
    ],
)
def test_nothing_else_is_taken_for_it(text: str) -> None:
    words = "“We wait.”" if "“We wait.”" in text else "“We wait."
    assert continued(text, words) == [[words]]


def test_paragraph_with_an_attribution_of_its_own_is_left_alone() -> None:
    text = "He said: “We wait.\n\n“We hope,” she said."
    assert continued(text, "“We wait.", "“We hope,”") == [["“We wait."], ["“We hope,”"]]


def test_content_without_a_cue_is_dropped() -> None:
    encoded = read("“We wait.”")
    assert with_continuations(encoded, [draft(content(encoded, "“We wait.”"), cue=False)]) == []


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("He said “we wait.”", "“we wait.”", Kind.DIRECT),
        ("He said that “we wait.”", "that “we wait.”", Kind.DIRECT),
        ("He said that they “wait.”", "that they “wait.”", Kind.MIXED),
        ("He said that they wait.", "that they wait", Kind.INDIRECT),
        ("He said we wait.”", "we wait.”", Kind.DIRECT),
        ("He said “we wait.", "“we wait.", Kind.DIRECT),
        ("‘We wait,’ he said.", "‘We wait,’", Kind.DIRECT),
        ("He said the workers’ day", "the workers’ day", Kind.INDIRECT),
    ],
)
def test_kind_follows_the_marks(text: str, words: str, kind: Kind) -> None:
    encoded = read(text)
    assert kind_of(encoded, [content(encoded, words)]) is kind
