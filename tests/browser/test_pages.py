"""Every page in a real browser: accessible in light and dark, wide and narrow, and without complaints."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import TEXT, Scene, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOTH = "?state=accepted&state=corrected&state=suggested"
PAGES = [
    "/claims/",
    "/claims/" + BOTH,
    "/claims/?q=zeppelin",
    "/claims/?act=sing&page=9",
    "/claims/{reviewed}/",
    "/claims/{suggested}/",
    "/articles/",
    "/articles/{article}/",
    "/articles/{article}/" + BOTH,
    "/actors/",
    "/actors/anna-berg/" + BOTH,
    "/actors/bo-dahl/",
    "/issues/",
    "/issues/border/" + BOTH,
    "/login/",
]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("dark", [False, True])
def test_pages_are_accessible_and_fit(visitor: Visitor, scene: Scene, width: int, dark: bool) -> None:  # noqa: FBT001
    visit = visitor.visit(width=width, dark=dark)
    for pattern in PAGES:
        address = pattern.format(
            reviewed=scene.reviewed.pk, suggested=scene.suggested.pk, article=scene.reviewed.article_id
        )
        visit.open(address)
        found = Axe().run(visit.page)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_article_text_in_the_browser_is_the_text_exactly(visitor: Visitor, scene: Scene) -> None:
    visit = visitor.visit()
    visit.open(f"/articles/{scene.reviewed.article_id}/{BOTH}")
    script = """() => {
      const text = document.querySelector(".full-text").cloneNode(true);
      text.querySelectorAll("summary").forEach((summary) => summary.remove());
      return text.textContent;
    }"""
    assert visit.page.evaluate(script) == TEXT


def test_article_lights_a_claim_and_its_note_together(visitor: Visitor, scene: Scene) -> None:
    visit = visitor.visit()
    visit.open(f"/articles/{scene.reviewed.article_id}/")
    note = visit.page.locator(f"#note-{scene.reviewed.pk}")
    note.hover()
    assert "lit" in (visit.page.locator(".full-text mark.content").first.get_attribute("class") or "")
    visit.page.mouse.move(0, 0)
    visit.page.locator(f"#claim-{scene.reviewed.pk}").focus()
    assert "lit" in (note.get_attribute("class") or "")


def test_theme_button_changes_the_theme_and_is_remembered(visitor: Visitor, scene: Scene) -> None:
    visit = visitor.visit()
    visit.open("/issues/")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = visit.page.evaluate(colour)
    visit.page.get_by_role("button", name="Use the dark theme").click()
    dark = visit.page.evaluate(colour)
    visit.open("/actors/")
    assert light != dark == visit.page.evaluate(colour)
    visit.page.get_by_role("button", name="Use the light theme").click()
    assert visit.page.evaluate(colour) == light
