"""System checks of the settings that PeaceTracker adds."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from claims.extraction.attribution_config import SHIPPED, read_config
from claims.extraction.model_folder import ModelError

OPERATING_POINTS = ("recall", "balanced", "precision")


@register
def check_spacy_model(**_: Any) -> list[CheckMessage]:
    """Report a spaCy model that is neither an installed package nor a folder."""
    name = settings.PEACETRACKER_SPACY_MODEL
    if Path(name).is_dir() or ("/" not in name and find_spec(name)):
        return []
    return [
        Error(
            f'The spaCy model "{name}" is not installed.',
            hint='Run "pip install" for its package, or set PEACETRACKER_SPACY_MODEL to another package or folder.',
            id="claims.E001",
        )
    ]


@register
def check_attribution_model(**_: Any) -> list[CheckMessage]:
    """Report an attribution model that is missing, damaged or of another version, before the first article."""
    try:
        read_config(SHIPPED)
    except ModelError as error:
        return [Error(str(error), id="claims.E006")]
    return []


@register
def check_operating_point(**_: Any) -> list[CheckMessage]:
    """Report an operating point that is neither a name nor a confidence."""
    names = ("PEACETRACKER_OPERATING_POINT", "PEACETRACKER_READER_CONFIDENCE")
    known = ", ".join(OPERATING_POINTS)
    return [
        Error(
            f'The operating point "{point}" is not known.',
            hint=f"Set {name} to {known} or a confidence such as 0.5.",
            id="claims.E005",
        )
        for name in names
        if (point := getattr(settings, name)) not in OPERATING_POINTS and not re.fullmatch(r"0(\.\d+)?|1(\.0+)?", point)
    ]


@register
def check_limits(**_: Any) -> list[CheckMessage]:
    """Report limits that would refuse every article or empty every page."""
    limits = (("PEACETRACKER_MAX_ARTICLE_BYTES", 1), ("PEACETRACKER_PAGE_SIZE", 1), ("PEACETRACKER_PROCESSES", 0))
    return [
        Error(f"{name} is {value}.", hint=f"Set it to {least} or more.", id=f"claims.E{number:03}")
        for number, (name, least) in enumerate(limits, start=2)
        if (value := getattr(settings, name)) < least
    ]
