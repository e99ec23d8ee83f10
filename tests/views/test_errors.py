"""What goes wrong is said with what to do about it, in the language of the page, and leads on."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from django.test import Client

from claims.models import Claim, Statement
from claims.views import issues
from tests.factories import make_actor, make_claim, make_issue, make_link

FAILS_AT = "/issues/?sort=name"


def fail(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the list of issues fail before it looks anything up."""

    def raise_it(*_: Any) -> None:
        raise error

    monkeypatch.setattr(issues, "least_confidence", raise_it)


def answer(client: Client, address: str = FAILS_AT, **values: Any) -> tuple[int, str]:
    """Return the status and the page, as a browser is served it."""
    client.raise_request_exception = False
    response = client.get(address, **values)
    return response.status_code, " ".join(response.content.decode().split())


@pytest.mark.parametrize("cookies", [{}, {"sessionid": "anything", "csrftoken": "x" * 32, "messages": "y"}])
def test_a_failure_is_told_without_the_database(cookies: dict[str, str]) -> None:
    """No test database here: whatever is asked of one fails, a list as well as the page that says so."""
    client = Client()
    client.cookies.load(cookies)
    status, page = answer(client, "/claims/")
    assert status == 500
    assert "<h1>Something went wrong here</h1>" in page
    assert "The fault is ours and was recorded." in page
    assert "Sign in" not in page


def test_a_failure_is_told_in_the_language_of_the_page() -> None:
    status, page = answer(Client(), "/claims/", headers={"Accept-Language": "uk"})
    assert status == 500
    assert '<html lang="uk">' in page
    assert "Помилка наша, її записано." in page
    assert '<input type="hidden" name="next" value="/claims/">' in page


def test_a_host_that_is_not_ours_is_a_bad_request_and_no_failure(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["example.org"]
    status, page = answer(Client(), headers={"Host": "example.com"})
    assert status == 400
    assert "<h1>The request cannot be read</h1>" in page
    assert "a host that this site does not answer for" in page


@pytest.mark.django_db
def test_every_error_page_leads_on_and_is_kept_out_of_search_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    for error, expected in ((SuspiciousOperation(), 400), (Http404(), 404), (RuntimeError(), 500)):
        fail(monkeypatch, error)
        status, page = answer(Client())
        assert status == expected
        assert '<meta name="robots" content="noindex">' in page
        assert "canonical" not in page
        assert re.search(r'<form class="search" role="search" action="/claims/" method="get">.* name="q"', page)
        assert '<a href="/">Front page</a>' in page
        assert '<a href="/positions/">Positions</a>' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/actors/anna-berg/", "anna berg"),
        ("/issues/%D1%94%D0%B2%D1%80%D0%BE/", "євро"),
        ("/news/peace_plan.html", "peace plan"),
        ("/claims/999/", ""),
        ("/nowhere/%22%3E%3Cscript%3E/", "script"),
    ],
)
def test_a_missing_page_offers_to_search_for_the_words_of_its_address(client: Client, address: str, words: str) -> None:
    status, page = answer(client, address)
    assert status == 404
    assert "<h1>There is no such page</h1>" in page
    assert f'name="q" value="{words}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://testserver/claims/?q=border", "/claims/?q=border"),
        ("https://example.org/", None),
        ("http://testserver/nowhere/", None),
        ("", None),
    ],
)
def test_the_way_back_leads_to_a_page_of_this_site_alone(client: Client, referrer: str, back: str | None) -> None:
    _, page = answer(client, "/nowhere/", headers={"Referer": referrer})
    found = re.search(r'<a href="([^"]*)">Back to the page you came from</a>', page)
    assert (found and found[1]) == back


@pytest.mark.django_db
def test_who_may_not_is_told_with_whose_rights_it_was_tried(client: Client, reader_client: Client) -> None:
    address = f"/links/{make_link(make_claim(), make_claim()).pk}/confirm/"
    refused = client.post(address, headers={"Referer": "http://testserver/claims/1/"})
    page = refused.content.decode()
    assert refused.status_code == 403
    assert "This is for editors who are signed in. Nothing was changed." in page
    assert '<a href="/login/?next=/claims/1/">Sign in</a>' in page
    page = reader_client.post(address).content.decode()
    assert "You are signed in as reader, and this takes other rights." in page
    assert "/login/" not in page


@pytest.mark.django_db
def test_expired_form_says_where_what_was_typed_is(editor: User) -> None:
    response = Client(enforce_csrf_checks=True).post("/login/", {"username": "editor", "password": "editor-pass-1"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "<h1>The form has expired</h1>" in page
    assert "Nothing was stored." in page
    assert "what you typed is still there" in page


@pytest.mark.django_db
def test_a_statement_whose_reports_were_rejected_is_gone(client: Client) -> None:
    claim = make_claim(state="rejected", state_reason="no claim")
    statement = Statement.objects.create(canonical=claim)
    Claim.objects.filter(pk=claim.pk).update(statement=statement)
    status, page = answer(client, f"/statements/{statement.pk}/")
    assert status == 410
    assert f"<h1>Statement {statement.pk} was withdrawn</h1>" in page
    assert "All statements" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "problems"),
    [
        ("/claims/?act=sing&stance=up&issue=moon&actor=nobody&since=soon&until=2024-02-31&page=99", 7),
        ("/claims/?page=-1", 1),
        ("/claims/?page=two", 1),
        ("/claims/?since=2024-06-14&until=2024-01-01", 1),
        (f"/claims/?q={'word+' * 30}", 1),
        ("/articles/?outlet=none&page=99", 2),
        ("/actors/?kind=ghost&page=99", 2),
        ("/actors/anna/?issue=moon&page=99", 2),
        ("/issues/border/?actor=nobody&page=99", 2),
        ("/statements/?actor=nobody&page=99", 1),
        ("/exchanges/?answers=perhaps&page=99", 2),
        ("/packages/?a=999&b=x", 2),
        ("/timeline/?since=1&until=2024-13-01&actor=nobody", 3),
        ("/sources/?sort=up&kind=ghost", 2),
        ("/sources/coverage/?event=x&since=tomorrow&page=99", 3),
        ("/sources/coverage/?since=2024-01-01&until=2025-01-01", 1),
        ("/positions/?on=0000-00-00&versus=x&by=y&columns=z&claims=v", 5),
        ("/claims/?since=0001-01-01&until=9999-12-31", 2),
        ("/timeline/?since=0001-01-01&until=9999-12-31", 2),
        ("/timeline/?since=1900-01-01&until=2100-12-31", 0),
        ("/timeline/?since=2100-12-31", 0),
        ("/sources/coverage/?since=9999-12-20&until=9999-12-31", 2),
        ("/sources/coverage/?since=2100-12-31", 0),
        ("/sources/coverage/?until=1900-01-01", 0),
        ("/positions/?on=9999-12-31&versus=0001-01-01", 2),
        ("/positions/?on=2100-12-31&versus=1900-01-01", 0),
    ],
)
def test_a_query_that_cannot_be_followed_is_answered_without_it(client: Client, address: str, problems: int) -> None:
    make_claim(speaker=make_actor(slug="anna"), state="accepted", issues={make_issue(slug="border"): "for"},
               said_on="2024-06-14", said_on_precision="day")  # fmt: skip
    status, page = answer(client, address)
    assert status == 200
    assert page.count('<p class="notice warning">') == problems, re.findall(r'<p class="notice warning">.*?</p>', page)
