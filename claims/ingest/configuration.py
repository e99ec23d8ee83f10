"""What the operator's settings mean for extraction."""

from __future__ import annotations

from django.conf import settings

from claims.extraction.records import ExtractionSettings


def extraction_settings() -> ExtractionSettings:
    """Return the extraction settings of this installation."""
    return ExtractionSettings(
        spacy_model=settings.PEACETRACKER_SPACY_MODEL, threshold=settings.PEACETRACKER_OPERATING_POINT
    )
