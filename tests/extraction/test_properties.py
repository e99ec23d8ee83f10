"""Whatever the text: no crash, spans inside the text, and work that grows with its length only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import pairwise
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.extraction import terms
from claims.extraction.dates import find_expressions
from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText, Extraction, Span
from claims.extraction.terms import TermIndex
from tests.extraction.factories import make_registry

PHRASES = """Ida Kessel said|that the army would withdraw if|on Friday,|June 31|the proposal|which he rejected|a truce
|no one|not|according to Morning Wire|Tom Arden|demands|February 30, 2023|unless|provided that"""
ODDITIES = ["“", "”", '"', "’", "\n\n", "\n", " ", "...", "\u200b", "🙂", "和平", "\x00", "—", "(", "]", "Й"]
GIVEN = ("Ida", "Tom", "Olga", "Karl", "Anna", "Peter", "Maria", "John", "Eva", "Paul")
SURNAMES = ("Kessel", "Arden", "Moberg", "Lunden", "Hryban", "Koren", "Vikov", "Berglund", "Toller")
NAMES = [f"{given} {surname}" for surname in SURNAMES for given in GIVEN]
PARAGRAPHS = [
    f"{one} met {other} on Friday and said that the army would withdraw if the truce held. “It must end,” one of them "
    f"told reporters. The minister rejected the proposal, and {other} denied that he had agreed to it."
    for one, other in pairwise(NAMES)
]
SCRAPS = st.sampled_from([*PHRASES.split("|"), *ODDITIES])
TEXTS = st.one_of(st.text(max_size=300), st.lists(SCRAPS, max_size=60).map(" ".join))


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(make_registry())


def spans_in(extraction: Extraction) -> Iterator[Span]:
    for claim in extraction.claims:
        yield from (*claim.attribution.content, *claim.attribution.source, *claim.attribution.cue, *claim.condition)
        for mention in claim.issues:
            yield from mention.spans
    yield from (Span(segment.start, segment.end) for segment in extraction.segments)


def check(extractor: Extractor, text: str) -> None:
    (found,) = extractor.extract([ArticleText(text)])
    for start, end in spans_in(found):
        assert 0 <= start < end <= len(text)
    for claim in found.claims:
        for part in (claim.attribution.content, claim.attribution.source, claim.attribution.cue):
            assert all(one.end <= following.start for one, following in pairwise(part))
        assert claim.conditional is bool(claim.condition)
        assert all(mention.act is not None and mention.spans for mention in claim.issues)


@pytest.mark.model
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text_gives_valid_spans(extractor: Extractor, text: str) -> None:
    check(extractor, text)


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "Ida Kessel said “" + "we want a truce and " * 500 + "peace.",
        "Ida Kessel said that " + "the army must withdraw, " * 450 + "soon.",
        "Ida Kessel told Tom Arden that he had said to her that " * 180 + "it was over.",
        "Ida Kessel met Tom Arden, " * 400 + "and she said he was wrong.",
        "x" * 10_000 + " said Ida Kessel",
        "“" * 400,
        '“Ida Kessel said "we want a truce’ on Friday.\n\n” she added, ‘it is late\n\n' * 40,
        "\n\n\n\n \n\n\u00a0\n\n",
        "Ida Kessel said on Friday " * 400,
    ],
    ids=[
        "long-quotation",
        "long-sentence",
        "many-pronouns",
        "many-names",
        "long-word",
        "open-marks",
        "unbalanced-marks",
        "empty-paragraphs",
        "many-dates",
    ],
)
def test_long_and_broken_texts_give_valid_spans(extractor: Extractor, text: str) -> None:
    check(extractor, text)


@pytest.mark.model
def test_work_grows_in_proportion_to_the_text(extractor: Extractor) -> None:
    """Four times the paragraphs, each with names of its own, take four times the calls of functions, not sixteen."""
    few, many = (calls_of(extractor, "\n\n".join(PARAGRAPHS[:count])) for count in (20, 80))
    assert many <= 4.6 * few


def calls_of(extractor: Extractor, text: str) -> int:
    """Count the calls of Python functions while a text is extracted."""
    calls = 0

    def count(_frame: FrameType, event: str, _given: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        (found,) = extractor.extract([ArticleText(text)])
    finally:
        sys.setprofile(None)
    assert len(found.claims) > text.count("\n\n")
    return calls


@given(text=TEXTS)
def test_date_expressions_are_in_order_and_apart(text: str) -> None:
    found = find_expressions(text)
    for one, following in pairwise(found):
        assert one.span.end <= following.span.start


def test_terms_are_compared_in_proportion_to_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    plain = terms.is_word

    def counted(word: terms.Word, wanted: tuple[str, ...]) -> bool:
        nonlocal compared
        compared += 1
        return plain(word, wanted)

    monkeypatch.setattr(terms, "is_word", counted)
    index = TermIndex([("stop* ... fighting", "a"), ("a truce", "a"), ("withdraw*/leave ... valley", "b")])
    counts = []
    for size in (200, 400, 800):
        compared = 0
        words = [terms.Word((word,), opens_clause=False) for word in ("stop", "the", "truce", "valley") * size]
        assert list(index.find(words)) == []
        counts.append(compared)
    assert counts[1] <= 2.1 * counts[0]
    assert counts[2] <= 2.1 * counts[1]
