"""What all pages share: the frame, signing in and out, errors, the content security policy."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.factories import make_actor, make_claim, make_issue

pytestmark = pytest.mark.django_db
PAGES = ["/claims/", "/claims/{pk}/", "/articles/", "/articles/{article}/", "/actors/", "/actors/anna/", "/issues/",
         "/issues/talks/", "/", "/positions/", "/timeline/", "/sources/", "/sources/coverage/",
         "/statements/", "/exchanges/", "/packages/", "/login/", "/nowhere/"]  # fmt: skip
# Scripts and styles in the page; a block of linked data is no script.
FORBIDDEN = re.compile(
    r'<script(?![^>]*\bsrc=)(?! type="application/ld\+json")|<style|\sstyle=|\son\w+=|javascript:|hx-on'
)


@pytest.fixture
def pages() -> list[str]:
    """The address of one page of each sort."""
    claim = make_claim(speaker=make_actor(slug="anna"), issues={make_issue(slug="talks"): "for"}, state="accepted")
    return [page.format(pk=claim.pk, article=claim.article_id) for page in PAGES]


def test_pages_have_one_heading_one_main_and_a_skip_link(client: Client, pages: list[str]) -> None:
    for address in pages:
        page = client.get(address).content.decode()
        assert (page.count("<h1"), page.count("<main"), page.count('class="skip"')) == (1, 1, 1), address


def test_pages_hold_nothing_that_the_policy_forbids(client: Client, pages: list[str]) -> None:
    for address in pages:
        response = client.get(address)
        page = response.content.decode()
        assert not re.search(
            r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\")|<style|\sstyle=|\son\w+=|javascript:|hx-on", page
        ), address
        assert "script-src 'self'" in response["Content-Security-Policy"]


def test_pages_name_the_section_one_is_in(client: Client, pages: list[str]) -> None:
    assert '<a href="/claims/" aria-current="page">' in client.get("/claims/").content.decode()
    assert '<a href="/claims/" aria-current="true">' in client.get(pages[1]).content.decode()


def test_sign_in_and_out(client: Client, editor: User) -> None:
    response = client.post("/login/", {"username": "editor", "password": "wrong"})
    assert b"Please enter a correct username and password" in response.content
    response = client.post("/login/", {"username": "editor", "password": "editor-pass-1", "next": "/issues/"})
    assert response["Location"] == "/issues/"
    page = client.get("/claims/").content.decode()
    assert "Sign out" in page
    assert 'href="/admin/"' in page
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/claims/"
    assert "Sign in" in client.get("/claims/").content.decode()


def test_sign_in_does_not_lead_to_another_site(client: Client, editor: User) -> None:
    response = client.post(
        "/login/", {"username": "editor", "password": "editor-pass-1", "next": "https://example.org/"}
    )
    assert response["Location"] == "/claims/"
