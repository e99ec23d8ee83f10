"""Fixtures that all tests share: three people, the reference texts, a quiet database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.utils import translation

from claims.roles import make_editor

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture(scope="session", autouse=True)
def plain_http() -> Iterator[None]:
    """Serve without TLS and without collected static files; sign in without the cost of a strong hash."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        SECURE_SSL_REDIRECT=False,
        SESSION_COOKIE_SECURE=False,
        CSRF_COOKIE_SECURE=False,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        WHITENOISE_AUTOREFRESH=True,
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        PEACETRACKER_READER_CONFIDENCE="0.5",  # whatever the shipped model says
    ):
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference texts and gold annotations, which lies beside the checkout in CI only."""
    if not SHARED.is_dir():
        reason = f"no reference texts at {SHARED.name}/ beside the checkout; they are not published"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return SHARED


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Leave no language behind that a request switched to."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def reader(db: None) -> User:
    """Somebody signed in without any rights."""
    return User.objects.create_user("reader", password="reader-pass-1")


@pytest.fixture
def editor(db: None) -> User:
    """Somebody who may correct claims."""
    return make_editor(username="editor", password="editor-pass-1")


@pytest.fixture
def editor_client(editor: User) -> Client:
    """A browser in which the editor is signed in."""
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def reader_client(reader: User) -> Client:
    """A browser in which the reader is signed in."""
    client = Client()
    client.force_login(reader)
    return client
