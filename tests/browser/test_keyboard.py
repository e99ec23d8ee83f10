"""Every reading page by keyboard alone, there and back: each control is reached in order and seen to be; no motion."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page

from tests.browser.conftest import Scene, Visitor
from tests.browser.test_pages import PAGES
from tests.browser.test_review import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What can be operated and is shown, numbered as it stands on the page; and a note of each that gets the focus, with
# whether the focus can be seen there: an outline, or in a figure other colours.
_WATCH = """() => {
  const operable = "a[href], button, input:not([type=hidden]), select, textarea, summary,"
    + "[tabindex]:not([tabindex='-1']), [contenteditable],"
    + "[role=button], [role=link], [role=slider], [role=checkbox], [role=tab]";
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled;
  const colours = (element) => [...element.querySelectorAll("*")].map((part) => getComputedStyle(part)).map(
    ({ fill, stroke, strokeWidth }) => fill + stroke + strokeWidth).join();
  const before = new Map([...document.querySelectorAll("svg a")].map((element) => [element, colours(element)]));
  const seen = (element) => {
    if (before.has(element)) return colours(element) !== before.get(element);
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  window.controls = [...document.querySelectorAll(operable)].filter(shown);
  window.reached = [];
  window.unseen = [];
  document.addEventListener("focusin", ({ target }) => {
    window.reached.push(window.controls.indexOf(target));
    if (!seen(target)) window.unseen.push(target.outerHTML.slice(0, 120));
  });
  const dates = window.controls.filter((element) => element.type === "date");
  return window.controls.length + 4 * dates.length + 3;
}"""
_MISSED = """() => window.controls.filter((element, at) => !window.reached.includes(at))
  .map((element) => element.outerHTML.slice(0, 120))"""
# Elements that would move, glide or scroll smoothly, the bar of a request under way among them.
_MOVING = """() => {
  document.getElementById("progress").classList.add("htmx-request");
  const moves = (element) => [null, "::before", "::after"].some((part) => {
    const style = getComputedStyle(element, part);
    const times = style.transitionDuration + "," + style.animationDuration;
    return times.split(",").some((time) => parseFloat(time)) || style.scrollBehavior === "smooth";
  });
  const found = [...document.querySelectorAll("*")].filter(moves).map((element) => element.outerHTML.slice(0, 120));
  document.getElementById("progress").classList.remove("htmx-request");
  return found.concat(document.getAnimations().map((animation) => animation.constructor.name));
}"""


def _walk(page: Page, key: str, presses: int) -> list[int]:
    """Press a key until the page has been left: every control is reached and seen to be. Return them as they came."""
    page.evaluate("window.reached = []; window.unseen = []")
    for _ in range(presses):
        page.keyboard.press(key)
    assert page.evaluate(_MISSED) == [], (page.url, key)
    assert page.evaluate("window.unseen") == [], ("unseen", page.url, key)
    return [at for at in dict.fromkeys(page.evaluate("window.reached")) if at >= 0]


def _turned(reached: list[int], first: int) -> list[int]:
    """Return the order from its first control on: a page that opens in a field is left at its end and entered again."""
    at = reached.index(first)
    return reached[at:] + reached[:at]


# Editors read in Ukrainian and walk there and back: each page is opened once for all of that.
@pytest.mark.parametrize(
    ("language", "keys"), [("en", ["Tab"]), ("uk", ["Tab", "Shift+Tab"])], ids=["visitor", "editor there and back"]
)
def test_pages_are_worked_by_keyboard_and_keep_still(
    visitor: Visitor, full_scene: Scene, editor: User, language: str, keys: list[str]
) -> None:
    visit = visitor.visit()
    if language == "uk":
        sign_in(visit, editor)
    visit.page.context.add_cookies([{"name": "django_language", "value": language, "url": visit.base}])
    for pattern in PAGES:
        address = full_scene.address(pattern)
        visit.open(address)
        assert visit.page.locator("html").get_attribute("lang") == language
        assert visit.page.evaluate(_MOVING) == [], address
        visit.page.evaluate("document.activeElement.blur()")
        presses = visit.page.evaluate(_WATCH)  # a date takes four presses more, leaving the page three
        for key in keys:
            reached = _walk(visit.page, key, presses)
            back = key != "Tab"
            first = max(reached) if back else 0
            assert _turned(reached, first) == sorted(reached, reverse=back), (address, key)
            assert len(reached) > 10, address


def test_what_moves_is_found_where_motion_is_welcome(visitor: Visitor, scene: Scene) -> None:
    visit = visitor.visit()
    visit.open("/claims/")
    visit.page.emulate_media(reduced_motion="no-preference")
    assert len(visit.page.evaluate(_MOVING)) == 1
