"""Joining, splitting and undoing statements in a real browser, with JavaScript and without."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, Statement
from claims.models.grouping import regroup
from tests.browser.conftest import Visit, Visitor
from tests.factories import make_actor, make_article, make_claim, make_link, make_outlet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = ("the border must stay open for all ships", "the border must stay open", "ships may pass the border")


@pytest.fixture
def claims(live_server: LiveServer, editor: User) -> list[Claim]:
    """Three reports; the first two are one statement, the third is suggested as another report of it."""
    anna = make_actor("Anna Berg", slug="anna-berg")
    found = [
        make_claim(
            make_article(
                f"Anna Berg said {words}.", title=f"Report {number}", outlet=make_outlet(name=f"Paper {number}")
            ),
            source="Anna Berg", cue="said", content=words, speaker=anna, state="accepted",
        )
        for number, words in enumerate(WORDS)
    ]  # fmt: skip
    make_link(found[0], found[1], "same_statement", joins=True, score=0.9, reasons=["same speaker"])
    make_link(found[0], found[2], "same_statement", score=0.5, reasons=["same speaker"])
    regroup(claim.pk for claim in found)
    return found


def signed_in(visit: Visit) -> Page:
    visit.open("/login/")
    visit.page.get_by_label("Username").fill("editor")
    visit.page.get_by_label("Password").fill("editor-pass-1")
    visit.page.get_by_role("button", name="Sign in").click()
    expect(visit.page.get_by_role("button", name="Sign out")).to_be_visible()
    return visit.page


@pytest.mark.parametrize("javascript", [True, False])
def test_join_split_and_undo(visitor: Visitor, claims: list[Claim], javascript: bool) -> None:  # noqa: FBT001
    visit = visitor.visit(javascript=javascript)
    page = signed_in(visit)
    visit.open(Statement.objects.get().get_absolute_url())
    reports = page.locator(".witness")
    expect(reports).to_have_count(2)
    page.get_by_role("button", name=re.compile("^Join Anna Berg")).click()
    expect(reports).to_have_count(3)
    page.get_by_label(re.compile("Split off: Paper 1")).check()
    page.get_by_role("button", name="Split off the chosen reports").click()
    expect(reports).to_have_count(2)
    page.get_by_role("button", name=re.compile("^Undo Split")).click()
    expect(reports).to_have_count(3)
    page.get_by_role("button", name=re.compile("^Undo Join")).click()
    expect(reports).to_have_count(2)


def test_link_is_confirmed_and_undone_in_place(visitor: Visitor, claims: list[Claim]) -> None:
    visit = visitor.visit()
    page = signed_in(visit)
    visit.open(claims[2].get_absolute_url())
    page.evaluate("window.sameDocument = true")
    page.get_by_role("button", name=re.compile("^Confirm")).click()
    expect(page.locator(".link .state").first).to_have_text("Confirmed")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.get_by_role("button", name=re.compile("^Confirm"))).to_be_visible()
    assert page.evaluate("window.sameDocument") is True


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("dark", [False, True])
def test_pages_of_statements_are_accessible_and_fit_for_editors(
    visitor: Visitor,
    claims: list[Claim],
    width: int,
    dark: bool,  # noqa: FBT001
) -> None:
    visit = visitor.visit(width=width, dark=dark)
    page = signed_in(visit)
    statement = Statement.objects.get().get_absolute_url()
    article, claim = claims[0].article.get_absolute_url(), claims[2].get_absolute_url()
    for address in (statement, article, claim):
        visit.open(address)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
