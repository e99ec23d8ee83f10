"""Changing the language in a real browser, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.browser.conftest import Scene, Visitor
from tests.browser.test_pages import PAGES
from tests.browser.test_review import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False])
def test_the_language_is_changed_and_the_place_is_kept(visitor: Visitor, scene: Scene, javascript: bool) -> None:  # noqa: FBT001
    visit = visitor.visit(javascript=javascript)
    visit.open("/claims/?q=border")
    assert visit.page.locator("html").get_attribute("lang") == "en"
    visit.page.get_by_role("button", name="Українська").click()
    visit.page.wait_for_url("**/claims/?q=border")
    assert visit.page.locator("html").get_attribute("lang") == "uk"
    visit.open("/issues/")
    assert visit.page.get_by_role("navigation", name="Головне").get_by_role("link", name="Питання").is_visible()


def test_the_language_is_changed_where_htmx_has_led(visitor: Visitor, scene: Scene) -> None:
    visit = visitor.visit()
    visit.open("/claims/")
    visit.page.locator("input[name=act][value=offer]").first.check()
    visit.page.wait_for_url("**/claims/?act=offer")
    visit.page.get_by_role("button", name="Українська").click()
    visit.page.wait_for_url("**/claims/?act=offer")
    assert visit.page.locator("html").get_attribute("lang") == "uk"


def test_the_theme_button_speaks_the_language(visitor: Visitor, scene: Scene) -> None:
    visit = visitor.visit()
    visit.open("/claims/")
    assert visit.page.get_by_role("button", name="Use the dark theme").inner_text() == "Dark"
    visit.page.get_by_role("button", name="Українська").click()
    visit.page.wait_for_load_state()
    assert visit.page.get_by_role("button", name="Увімкнути темну тему").inner_text() == "Темна"


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_accessible_and_fit_in_ukrainian(visitor: Visitor, full_scene: Scene, width: int) -> None:
    visit = visitor.visit(width=width)
    visit.page.context.add_cookies([{"name": "django_language", "value": "uk", "url": visit.base}])
    for pattern in PAGES:
        address = full_scene.address(pattern)
        visit.open(address)
        assert visit.page.locator("html").get_attribute("lang") == "uk"
        found = Axe().run(visit.page)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_troubles_are_told_in_the_language_of_the_page(visitor: Visitor, scene: Scene, editor: User) -> None:
    visit = visitor.visit()
    page = sign_in(visit, editor)
    page.context.add_cookies([{"name": "django_language", "value": "uk", "url": visit.base}])
    visit.open(f"/review/claims/{scene.suggested.pk}/")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("a")
    expect(page.locator(".trouble")).to_contain_text("Ваш сеанс завершився.")
    assert not re.search("[a-z]{2}", page.locator(".trouble").inner_text())
    visitor.complaints[:] = [line for line in visitor.complaints if not re.search("401|htmx:", line)]
