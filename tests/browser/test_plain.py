"""Every reading page without JavaScript: all of its words are there, and every control leads somewhere by itself."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Scene, Visit, Visitor
from tests.browser.test_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The lines that a reader sees, without those of controls that only scripts give.
_LINES = """() => {
  const extras = "[data-theme-button], [data-copy], [data-slider], label:has(input[type=range])";
  for (const extra of document.querySelectorAll(extras)) extra.remove();
  for (const folded of document.querySelectorAll("main details")) folded.open = true;
  return document.body.innerText.split("\\n").map((line) => line.trim()).filter(Boolean);
}"""
# Controls that would do nothing, or something else than with scripts.
_DEAD = """() => {
  const shown = (element) => element.checkVisibility();
  const dead = [];
  for (const button of document.querySelectorAll("button, input[type=submit], input[type=button]"))
    if (shown(button) && (button.type !== "submit" || !button.form)) dead.push(button);
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    const ways = field.form ? [...field.form.elements].filter((other) => other.type === "submit" && shown(other)) : [];
    if (shown(field) && !ways.length) dead.push(field);
  }
  for (const link of document.querySelectorAll("a"))
    if (shown(link) && (!link.getAttribute("href") || ["#", "javascript:"].includes(link.getAttribute("href"))))
      dead.push(link);
  for (const asking of document.querySelectorAll("[hx-get], [hx-post]")) {
    const own = asking.getAttribute("href") ?? asking.getAttribute("action") ?? asking.getAttribute("formaction");
    if (own !== (asking.getAttribute("hx-get") ?? asking.getAttribute("hx-post"))) dead.push(asking);
  }
  for (const link of document.querySelectorAll("a[href^='#']"))
    if (!document.getElementById(link.getAttribute("href").slice(1))) dead.push(link);
  return dead.map((element) => element.outerHTML.slice(0, 160));
}"""
_GETTING = "form[method=get]"


def test_pages_say_and_do_the_same_without_javascript(visitor: Visitor, full_scene: Scene) -> None:
    with_scripts, plain = visitor.visit(), visitor.visit(javascript=False)
    for pattern in PAGES:
        address = full_scene.address(pattern)
        with_scripts.open(address)
        plain.open(address)
        assert plain.page.evaluate("document.documentElement.classList.contains('js')") is False
        assert plain.page.evaluate(_DEAD) == [], address
        lines = with_scripts.page.evaluate(_LINES)
        missing = set(lines) - set(plain.page.evaluate(_LINES))
        assert not missing, address
        assert len(lines) > 15, address


def _submitted(visit: Visit, form: int) -> tuple[Page, str]:
    """Press the first button of a form of the page and return the page it leads to with the form's own address."""
    asked = visit.page.locator(_GETTING).nth(form)
    action = asked.get_attribute("action") or ""
    asked.locator("button[type=submit]:visible").first.click()
    visit.page.wait_for_load_state()
    return visit.page, action


def test_every_search_and_filter_is_submitted_without_javascript(visitor: Visitor, full_scene: Scene) -> None:
    visit = visitor.visit(javascript=False)
    forms = 0
    for pattern in {urlsplit(pattern).path: pattern for pattern in reversed(PAGES)}.values():
        address = full_scene.address(pattern)
        visit.open(address)
        for form in range(visit.page.locator(_GETTING).count()):
            visit.open(address)
            page, action = _submitted(visit, form)
            forms += 1
            assert urlsplit(page.url).path == (action or urlsplit(address).path), address
            expect(page.locator("h1")).to_be_visible()
            assert page.locator(".notice.warning").all_inner_texts() == [], page.url
    assert forms >= 10
