"""What the tests of the editors' workspace share: people of each role, and a short queue."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.models import Claim
from claims.roles import Role, make_editor
from tests.factories import make_actor, make_article, make_claim, make_issue

TEXT = (
    "Talks resume in Geneva\n\n"
    "Anna Berg, the foreign minister, said the border must stay open and the ships may pass. "
    '"We will not yield," she told reporters on Friday.\n\n'
    "Carl Dorn said nothing 🕊 of the sort."
)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def senior(db: None) -> User:
    """Somebody who may change many claims at once and undo what others did."""
    return make_editor(username="senior", password="senior-pass-1", role=Role.SENIOR)


@pytest.fixture
def senior_client(senior: User) -> Client:
    """A browser in which the senior editor is signed in."""
    return signed_in(senior)


@pytest.fixture
def claim(db: None) -> Claim:
    """A suggested claim by Anna Berg on one issue, the least certain of its queue."""
    return make_claim(
        make_article(TEXT),
        source="Anna Berg",
        cue="said",
        content="the border must stay open and the ships may pass",
        speaker=make_actor("Anna Berg", slug="anna-berg"),
        extractor_version="model-1",
        confidence=0.1,
        issues={make_issue("Border", slug="border"): "for"},
    )


@pytest.fixture
def second(claim: Claim) -> Claim:
    """The next claim of the queue, in the same article."""
    return make_claim(
        claim.article,
        source="she",
        cue="told",
        content="We will not yield",
        confidence=0.2,
        extractor_version="model-1",
    )
