"""The real pipeline, loaded once for the tests marked ``model``."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText, ExtractedClaim, Extraction
from tests.extraction.factories import make_article, make_registry

Extract = Callable[..., Extraction]


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return Extractor(make_registry())


@pytest.fixture
def extract(extractor: Extractor) -> Extract:
    """Extract from an article given as paragraphs."""

    def run(*paragraphs: str, **known: object) -> Extraction:
        article: ArticleText = make_article(*paragraphs, **known)  # type: ignore[arg-type]
        return next(extractor.extract([article]))

    return run


@pytest.fixture
def claims_in(extract: Extract) -> Callable[..., tuple[ExtractedClaim, ...]]:
    return lambda *paragraphs, **known: extract(*paragraphs, **known).claims
