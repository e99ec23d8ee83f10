"""The list of claims in a real browser: by htmx, by keyboard, without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Scene, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_facets_swap_the_results_and_keep_focus_and_address(visitor: Visitor, scene: Scene) -> None:
    visit = visitor.visit()
    page = visit.page
    visit.open("/claims/")
    page.evaluate("window.sameDocument = true")
    page.locator("#act-demand").check()
    expect(page.locator("#found")).to_have_text("1 claim")
    expect(page).to_have_url(f"{visit.base}/claims/?act=demand")
    expect(page.locator("#act-demand")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("1 claim")
    assert page.evaluate("window.sameDocument") is True
    page.get_by_role("link", name="Remove filter Act: Demand").click()
    expect(page).to_have_url(f"{visit.base}/claims/")
    expect(page.locator("#found")).to_have_text("31 claims")


def test_back_button_brings_back_the_list_before(visitor: Visitor, scene: Scene) -> None:
    visit = visitor.visit()
    page = visit.page
    visit.open("/claims/")
    page.locator("#act-offer").check()
    expect(page.locator("#found")).to_have_text("30 claims")
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(f"{visit.base}/claims/?act=offer&page=2")
    expect(page.locator("[aria-current=page]").filter(has_text="2")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{visit.base}/claims/?act=offer")
    expect(page.locator("#act-offer")).to_be_checked()
    page.go_back()
    expect(page).to_have_url(f"{visit.base}/claims/")
    expect(page.locator("#found")).to_have_text("31 claims")
    expect(page.locator("#act-offer")).not_to_be_checked()
    page.go_forward()
    expect(page.locator("#found")).to_have_text("30 claims")


def test_suggestions_are_one_click_away_and_marked(visitor: Visitor, scene: Scene) -> None:
    visit = visitor.visit()
    visit.open("/claims/")
    expect(visit.page.get_by_text("Unreviewed suggestion", exact=True)).to_have_count(1)  # the footer explains it
    visit.page.get_by_role("link", name="Show 3 unreviewed suggestions").click()
    expect(visit.page.locator("#found")).to_have_text("34 claims")
    visit.page.locator("#act-reject").check()
    expect(visit.page.locator(".claim .state")).to_have_text(["Unreviewed suggestion"])


def test_search_by_keyboard_alone(visitor: Visitor, scene: Scene) -> None:
    visit = visitor.visit()
    page = visit.page
    visit.open("/claims/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("truce OR")
    page.keyboard.press("Control+A")
    page.keyboard.type('"must stay open"')
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/claims/\?q="))
    expect(page.locator("#q")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "act-demand":
            break
    page.keyboard.press("Space")
    expect(page.locator("#found")).to_have_text("1 claim")
    expect(page.locator("#act-demand")).to_be_focused()


def test_everything_works_without_javascript(visitor: Visitor, scene: Scene) -> None:
    visit = visitor.visit(javascript=False)
    page = visit.page
    visit.open("/claims/")
    page.locator("#state-suggested").check()
    page.get_by_role("button", name="Apply filters").click()
    page.locator("#act-reject").check()
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#found")).to_have_text("1 claim")
    page.get_by_role("link", name=re.compile("^Claim ")).click()
    expect(page.locator("h1")).to_contain_text("Bo Dahl")
    page.get_by_role("link", name="Border talks resume in Geneva").click()
    expect(page).to_have_url(re.compile(rf"#claim-{scene.suggested.pk}$"))
    expect(page.locator("mark.content.doubtful").first).to_be_visible()


def test_signing_in_by_the_form(visitor: Visitor, scene: Scene) -> None:
    visit = visitor.visit()
    page = visit.page
    visit.open("/login/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("editor-pass-1")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    visit.open(f"/claims/{scene.reviewed.pk}/")
    expect(page.get_by_role("link", name="Edit in admin")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
