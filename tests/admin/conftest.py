"""What the admin's tests share: one claim with its parts."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from claims.models import Claim
from claims.roles import Role, make_editor
from tests.factories import make_actor, make_article, make_claim, make_issue

TEXT = (
    "Talks resume in Geneva\n\n"
    "Anna Berg, the foreign minister, said the border must stay open if the truce holds. "
    '"We will not yield," she told reporters on Friday.\n\n'
    "Carl Dorn said nothing."
)


@pytest.fixture
def editor(db: None) -> User:
    """Somebody who may change everything that the admin shows, issues included."""
    return make_editor(username="editor", password="editor-pass-1", role=Role.SENIOR)


@pytest.fixture
def claim(db: None) -> Claim:
    """A suggested claim by Anna Berg on one issue."""
    return make_claim(
        make_article(TEXT),
        source="Anna Berg",
        cue="said",
        content="the border must stay open",
        speaker=make_actor("Anna Berg"),
        extractor_version="rules-1",
        issues={make_issue("Border"): "for"},
    )
