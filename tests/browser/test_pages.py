"""Every page in a real browser: accessible in light and dark, wide and narrow, and without complaints."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve

from claims.urls import urlpatterns
from claims.views.review.urls import review_urls
from tests.browser.conftest import TEXT, Scene, Visitor
from tests.factories import make_claim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOTH = "?state=accepted&state=corrected&state=suggested"
PAGES = [
    "/",
    "/positions/?on=2024-12-31",
    "/positions/?on=2024-12-31&versus=2024-01-01&by=speakers&columns=all&claims=suggested",
    "/positions/?on=1999-01-01",
    "/timeline/" + BOTH,
    "/timeline/?since=1999-01-01&until=1999-02-01",
    "/sources/",
    "/sources/?q=zeppelin",
    "/sources/coverage/?event={event}",
    "/sources/coverage/?since=1999-01-01",
    "/claims/",
    "/claims/" + BOTH,
    "/claims/?q=zeppelin",
    "/claims/?act=sing&page=9",
    "/claims/{reviewed}/",
    "/claims/{suggested}/",
    "/articles/",
    "/articles/{article}/",
    "/articles/{article}/" + BOTH,
    "/statements/",
    "/statements/?all=1&q=zeppelin",
    "/statements/{statement}/",
    "/exchanges/",
    "/exchanges/?answers=none",
    "/exchanges/{reviewed}/",
    "/actors/",
    "/actors/anna-berg/" + BOTH,
    "/actors/bo-dahl/",
    "/issues/",
    "/issues/border/" + BOTH,
    "/packages/",
    "/packages/?a={package}&b={other}&all=1",
    "/packages/{package}/",
    "/login/",
]


def test_every_reading_page_is_among_the_pages() -> None:
    """All addresses of the reader's site are looked at here, but for files, editors' pages and decisions."""
    files = {"claim_export", "positions_csv", "coverage_csv", "sitemaps", "sitemap", "robots"}
    decisions = {"statement_join", "statement_split", "decision_undo", "link_decide"}
    names = {pattern.name or "" for pattern in urlpatterns if pattern.name not in {url.name for url in review_urls}}
    keys = dict.fromkeys(("reviewed", "suggested", "article", "statement", "package", "other", "event"), 1)
    shown = {resolve(urlsplit(pattern.format(**keys)).path).url_name for pattern in PAGES}
    assert shown - {"login"} == names - files - decisions


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("dark", [False, True])
def test_pages_are_accessible_and_fit(visitor: Visitor, full_scene: Scene, width: int, dark: bool) -> None:  # noqa: FBT001
    visit = visitor.visit(width=width, dark=dark)
    for pattern in PAGES:
        address = full_scene.address(pattern)
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


def test_matrix_shows_the_sentence_on_focus_and_leads_to_it(visitor: Visitor, scene: Scene) -> None:
    visit = visitor.visit()
    visit.open("/positions/?on=2024-12-31&columns=all")
    cell = visit.page.locator(".pos").first
    card = visit.page.locator(".card").first
    assert not card.is_visible()
    cell.focus()
    visit.page.keyboard.press("Shift+Tab")
    visit.page.keyboard.press("Tab")
    assert card.is_visible()
    assert scene.reviewed.content_text in card.inner_text()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(f"**/articles/{scene.reviewed.article_id}/#claim-{scene.reviewed.pk}")
    lit = visit.page.locator(f"#claim-{scene.reviewed.pk} + mark")
    plain = visit.page.locator(f"mark.content:not(#claim-{scene.reviewed.pk} + mark)")
    background = "element => getComputedStyle(element).backgroundColor"
    assert lit.inner_text() == scene.reviewed.content_text
    assert not plain.count() or lit.evaluate(background) != plain.first.evaluate(background)


def test_day_scale_moves_the_matrix_and_the_date_field_works_without_it(visitor: Visitor, scene: Scene) -> None:
    make_claim(state="accepted", said_on="2024-07-14", said_on_precision="day")
    visit = visitor.visit()
    visit.open("/positions/?on=2024-07-14&columns=all")
    scale = visit.page.locator("#day-scale")
    assert scale.is_visible()
    scale.focus()
    with visit.page.expect_response("**/positions/**"):
        visit.page.keyboard.press("Home")
    visit.page.wait_for_url("**/positions/?on=2024-06-14**")
    assert visit.page.locator("#on").input_value() == "2024-06-14"
    visit.page.locator("#day-scale:focus").wait_for()
    plain = visitor.visit(javascript=False)
    plain.open("/positions/?columns=all")
    assert not plain.page.locator("#day-scale").is_visible()
    plain.page.locator("#on").fill("2024-06-13")
    plain.page.get_by_role("button", name="Show", exact=True).click()
    assert plain.page.get_by_text("No positions on this day").is_visible()


def test_drawing_over_the_timeline_sets_the_period(visitor: Visitor, scene: Scene) -> None:
    make_claim(state="accepted", said_on="2022-03-01", said_on_precision="day")
    visit = visitor.visit()
    visit.open("/timeline/")
    box = visit.page.locator(".overview").bounding_box()
    assert box is not None
    height = box["y"] + 10
    visit.page.mouse.move(box["x"] + 1, height)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + box["width"] / 2, height, steps=4)
    assert visit.page.locator(".overview .brush").is_visible()
    with visit.page.expect_response("**/timeline/**"):
        visit.page.mouse.up()
    visit.page.wait_for_url("**/timeline/?since=2022-**&until=2023-**")
    assert visit.page.get_by_role("heading", name="14 June 2024").count() == 0
    assert visit.page.get_by_role("heading", name="1 March 2022").is_visible()


def test_timeline_is_worked_by_keyboard_and_without_scripts(visitor: Visitor, scene: Scene) -> None:
    make_claim(state="accepted", said_on="2022-03-01", said_on_precision="day")
    visit = visitor.visit()
    visit.open("/timeline/")
    visit.page.get_by_role("slider", name="Last day of the period").focus()
    with visit.page.expect_response("**/timeline/**"):
        visit.page.keyboard.press("PageDown")
    visit.page.wait_for_url("**/timeline/?since=**&until=**")
    visit.page.locator("#scale-until:focus").wait_for()
    plain = visitor.visit(javascript=False)
    plain.open("/timeline/")
    assert not plain.page.get_by_role("slider").count()
    plain.page.get_by_role("link", name="Closer").click()
    plain.page.get_by_role("link", name="Show the whole period").click()
    plain.page.get_by_role("link", name="June 2024: 1 claim").click()
    assert plain.page.get_by_role("heading", name="14 June 2024").is_visible()
