"""What is known about an article beforehand goes before what its text looks like."""

from __future__ import annotations

import pytest

from claims.extraction.pipeline import Extractor
from claims.extraction.records import ArticleText, SegmentKind
from tests.extraction.factories import make_registry

TEXT = "Harbour talks resume\n\nThe harbour must reopen, Ida Kessel said in the evening after long talks.\n"


@pytest.mark.model
@pytest.mark.parametrize(
    ("title", "kind", "found"),
    [
        (None, SegmentKind.HEADLINE, "Harbour talks resume"),
        ("Harbour talks resume", SegmentKind.HEADLINE, "Harbour talks resume"),
        ("Another title", SegmentKind.BODY, None),
    ],
)
def test_a_known_title_decides_what_is_the_headline(title: str | None, kind: SegmentKind, found: str | None) -> None:
    (extraction,) = Extractor(make_registry()).extract([ArticleText(TEXT, title=title)])
    assert (extraction.segments[0].kind, extraction.title) == (kind, found)
