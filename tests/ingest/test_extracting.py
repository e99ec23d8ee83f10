"""Extraction in this process and in others: what happens where no model can be loaded."""

from __future__ import annotations

import pytest

from claims.extraction.records import ArticleText, ExtractionSettings
from claims.extraction.registry import Registry
from claims.ingest.extracting import CHUNK, ExtractionFailure, extract_all

pytestmark = pytest.mark.model


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (ExtractionSettings(spacy_model="xx_no_such_model"), 'The spaCy model "xx_no_such_model" is missing.'),
        (ExtractionSettings(threshold="loud"), 'Unknown operating point "loud".'),
    ],
)
def test_model_that_cannot_be_loaded_is_named_for_each_article(
    settings: ExtractionSettings, reason: str, processes: int
) -> None:
    articles = [ArticleText(f"Ida Kessel said on day {number} that the dam is safe.") for number in range(CHUNK + 1)]
    found = list(extract_all(articles, Registry(), settings=settings, processes=processes))
    assert len(found) == len(articles)
    for failure in found:
        assert isinstance(failure, ExtractionFailure)
        assert failure.reason.startswith(reason)


def test_extraction_recovers_once_the_model_is_there() -> None:
    article = ArticleText("Ida Kessel said that the dam is safe.")
    missing = ExtractionSettings(spacy_model="xx_no_such_model")
    list(extract_all([article], Registry(), settings=missing, processes=1))
    (found,) = extract_all([article], Registry(), settings=ExtractionSettings(), processes=1)
    assert not isinstance(found, ExtractionFailure)
    assert len(found.claims) == 1
