"""The language of the pages: chosen by cookie, asked for by the browser, or the site's own; one address for all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, override_settings

from tests.factories import make_claim

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent
CLAIMS_IN_UKRAINIAN = '<a href="/claims/" aria-current="page">Твердження</a>'


def _choose(client: Client, language: str, address: str = "/claims/?q=peace") -> HttpResponse:
    return client.post("/language/", {"language": language, "next": address})  # type: ignore[return-value]


def test_pages_are_english_unless_something_else_is_asked_for(client: Client) -> None:
    page = client.get("/claims/").content.decode()
    assert '<html lang="en">' in page
    assert '<button type="submit" class="plain" name="language" value="en" lang="en" aria-current="true">' in page


def test_choosing_a_language_leads_back_and_is_remembered(client: Client) -> None:
    response = _choose(client, "uk")
    assert response["Location"] == "/claims/?q=peace"
    cookie = response.cookies["django_language"]
    assert (cookie["max-age"], cookie["samesite"], cookie["httponly"]) == (31_536_000, "Lax", True)
    for address in ("/claims/", "/articles/"):
        assert '<html lang="uk">' in client.get(address).content.decode()
    assert CLAIMS_IN_UKRAINIAN in client.get("/claims/").content.decode()
    _choose(client, "en")
    assert '<html lang="en">' in client.get("/claims/").content.decode()


def test_the_choice_outweighs_what_the_browser_asks_for(client: Client) -> None:
    _choose(client, "en")
    assert '<html lang="en">' in client.get("/claims/", headers={"accept-language": "uk"}).content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("uk", "uk"), ("uk-UA,en;q=0.5", "uk"), ("de,uk;q=0.3,en;q=0.2", "uk"), ("en-US,uk;q=0.9", "en"), ("de", "en")],
)
def test_the_language_that_the_browser_likes_best_is_shown(client: Client, asked: str, shown: str) -> None:
    response = client.get("/claims/", headers={"accept-language": asked})
    assert f'<html lang="{shown}">' in response.content.decode()
    assert response["Content-Language"] == shown


def test_a_site_may_have_a_language_of_its_own(client: Client) -> None:
    with override_settings(PEACETRACKER_INTERFACE_LANGUAGE="uk"):
        assert '<html lang="uk">' in client.get("/claims/").content.decode()
        assert '<html lang="uk">' in client.get("/claims/", headers={"accept-language": "de"}).content.decode()
        assert '<html lang="en">' in client.get("/claims/", headers={"accept-language": "en-GB"}).content.decode()


def test_a_site_with_one_language_offers_no_choice(client: Client) -> None:
    with override_settings(LANGUAGES=[("en", "English")]):
        page = client.get("/claims/").content.decode()
    assert 'name="language"' not in page


def test_caches_are_told_what_the_language_depends_on(client: Client) -> None:
    for address in ("/claims/", "/issues/", "/nowhere/"):
        assert {"Accept-Language", "Cookie"} <= {name.strip() for name in client.get(address)["Vary"].split(",")}


@pytest.mark.parametrize("address", ["/claims/export.csv", "/claims/export.jsonl", "/sitemap.xml", "/robots.txt"])
def test_what_programs_read_is_the_same_in_every_language(client: Client, address: str) -> None:
    make_claim(state="accepted", act="demand")
    english = client.get(address)
    _choose(client, "uk")
    ukrainian = client.get(address)
    assert ukrainian.getvalue() == english.getvalue()
    assert ukrainian["Content-Language"] == "en"
    assert "Accept-Language" not in ukrainian.get("Vary", "")


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    assert "django_language" not in _choose(client, "xx").cookies
    client.cookies["django_language"] = "xx"
    assert '<html lang="en">' in client.get("/claims/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_choosing_a_language_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    assert _choose(client, "uk", elsewhere)["Location"] == "/"


def test_choosing_a_language_needs_the_token_of_the_form() -> None:
    response = _choose(Client(enforce_csrf_checks=True), "uk")
    assert response.status_code == 403
    assert "django_language" not in response.cookies


def test_choosing_a_language_changes_nothing_by_get(client: Client) -> None:
    assert "django_language" not in client.get("/language/?language=uk").cookies


def test_after_a_form_that_was_refused_the_choice_leads_to_the_page_of_the_form(client: Client, editor: User) -> None:
    page = client.post("/login/", {"username": "editor", "password": "wrong"}, headers={"referer": "/login/?next=/x/"})
    assert '<input type="hidden" name="next" value="/login/?next=/x/">' in page.content.decode()


def test_signing_in_keeps_the_language(client: Client, editor: User) -> None:
    _choose(client, "uk")
    client.post("/login/", {"username": "editor", "password": "editor-pass-1"})
    assert '<html lang="uk">' in client.get("/review/").content.decode()


def _settings(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "PEACETRACKER_DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"PEACETRACKER_INTERFACE_LANGUAGES": "en,tlh"}, 'PEACETRACKER_INTERFACE_LANGUAGES names "tlh"'),
        ({"PEACETRACKER_INTERFACE_LANGUAGES": "uk"}, "PEACETRACKER_INTERFACE_LANGUAGES lacks en"),
        ({"PEACETRACKER_INTERFACE_LANGUAGE": "de"}, 'PEACETRACKER_INTERFACE_LANGUAGE is "de"'),
    ],
)
def test_a_language_that_cannot_be_offered_is_named(tmp_path: Path, environment: dict[str, str], message: str) -> None:
    result = _settings(tmp_path, **environment)
    assert result.returncode != 0
    assert message in result.stderr


def test_commands_speak_english_whatever_the_site_speaks(tmp_path: Path) -> None:
    result = _settings(tmp_path, PEACETRACKER_INTERFACE_LANGUAGE="uk")
    assert "System check identified no issues" in result.stdout


def test_every_language_is_offered_under_its_own_name() -> None:
    assert settings.LANGUAGES == [("en", "English"), ("uk", "Українська")]
