"""Terms on the reading pages, and matching terms tried in the admin without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from claims.models import Issue, MatchingTerm
from claims.roles import Role, make_editor
from tests.browser.conftest import Scene, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_suggested_terms_are_shown_on_request_and_marked(visitor: Visitor, scene: Scene) -> None:
    page = visitor.visit().page
    page.goto(f"{visitor.base}/issues/border/")
    expect(page.get_by_text("Keep the border open")).to_be_visible()
    expect(page.get_by_text("Open every gate")).to_have_count(0)
    page.get_by_role("link", name="unreviewed suggestion").first.click()
    expect(page.locator(".term.unreviewed")).to_contain_text("Open every gate")
    expect(page.locator(".term.unreviewed .state")).to_have_text("Unreviewed suggestion")


def sign_in(page: Page, base: str, name: str = "editor") -> None:
    page.goto(f"{base}/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(f"{name}-pass-1")
    page.get_by_role("button", name="Log in").click()


@pytest.mark.model
def test_matching_terms_are_tried_without_javascript(visitor: Visitor, scene: Scene) -> None:
    page = visitor.visit(javascript=False).page
    make_editor(username="senior", password="senior-pass-1", role=Role.SENIOR)
    sign_in(page, visitor.base, "senior")
    border = Issue.objects.get(slug="border")
    page.goto(f"{visitor.base}/admin/claims/issue/{border.pk}/change/")
    page.locator("#id_terms-0-text").fill("yield")
    page.get_by_role("button", name="Try the terms on the stored claims").click()
    panel = page.get_by_role("status")
    expect(panel).to_contain_text("0 claims would gain this issue")
    expect(panel).to_contain_text("Nothing was saved")
    expect(page.locator("#id_terms-0-text")).to_have_value("yield")
    ships = Issue.objects.get(slug="ships")
    page.goto(f"{visitor.base}/admin/claims/issue/{ships.pk}/change/")
    MatchingTerm.objects.create(issue=ships, text="vessel")
    page.reload()
    page.locator("#id_terms-0-text").fill("ships ... wait")
    page.get_by_role("button", name="Try the terms on the stored claims").click()
    expect(page.get_by_role("status")).to_contain_text("2 claims would gain this issue")
    page.get_by_role("status").get_by_role("link").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert [term.text for term in MatchingTerm.objects.filter(issue=ships)] == ["vessel"]
