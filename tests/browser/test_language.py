"""Changing the language in a real browser, with and without JavaScript."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Scene, Visitor

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
