"""On paper: dark words on white whatever the theme, nothing cut off, and no controls."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Scene, Visitor
from tests.browser.test_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The width of an A4 page between its margins, in CSS pixels: upright, and lying for wide tables.
_UPRIGHT, _LYING = 718, 1047
# How bright the words of the page and the marks in a text are printed, of 1; and the controls that would be printed.
_PRINTED = """() => {
  const bright = (colour) => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 765;
  };
  const shown = (element) => element.checkVisibility();
  const found = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  return {
    words: Math.max(...found("h1, main p, main li").map((element) => bright(getComputedStyle(element).color))),
    marks: Math.min(1, ...found("mark.content").map((element) => bright(getComputedStyle(element).backgroundColor))),
    controls: found("button, input, select, nav").map((element) => element.outerHTML.slice(0, 120)),
    width: document.documentElement.scrollWidth,
  };
}"""


def test_pages_are_printed_dark_on_light_whole_and_without_controls(visitor: Visitor, full_scene: Scene) -> None:
    visit = visitor.visit(dark=True)
    visit.open("/")
    visit.page.evaluate("localStorage.setItem('theme', 'dark')")
    visit.page.emulate_media(media="print", color_scheme="dark")
    for pattern in PAGES:
        address = full_scene.address(pattern)
        wide = address.startswith(("/positions/", "/sources/coverage/"))
        visit.page.set_viewport_size({"width": _LYING if wide else _UPRIGHT, "height": 900})
        visit.open(address)
        assert visit.page.evaluate("document.documentElement.dataset.theme") == "dark"
        printed = visit.page.evaluate(_PRINTED)
        assert printed["words"] < 0.5, address
        assert printed["marks"] > 0.7, address
        assert printed["width"] <= (_LYING if wide else _UPRIGHT), address
        assert printed["controls"] == [] or address == "/login/", address
