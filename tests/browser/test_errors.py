"""Pages about errors as they are served: accessible, fitting, in both languages; and failures of requests by htmx."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404

from claims.models import Claim, Statement
from claims.views import claims, issues
from tests.browser.conftest import Scene, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
_ERRORS = {400: SuspiciousOperation, 403: PermissionDenied, 404: Http404, 500: RuntimeError}


def _fail(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, error: type[Exception]) -> None:
    def raise_it(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(module, name, raise_it)


def _forgive(visitor: Visitor) -> None:
    """Leave out what the browser says of every answer that is an error."""
    visitor.complaints[:] = [line for line in visitor.complaints if "the server responded with a status of" not in line]


@pytest.mark.parametrize(("width", "dark", "language"), [(390, True, "uk"), (1440, False, "en")])
def test_error_pages_are_accessible_and_fit(
    visitor: Visitor,
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    dark: bool,  # noqa: FBT001
    language: str,
) -> None:
    visit = visitor.visit(width=width, dark=dark)
    visit.page.context.add_cookies([{"name": "django_language", "value": language, "url": visit.base}])
    Claim.objects.filter(pk=scene.suggested.pk).update(state="rejected", state_reason="no claim")
    gone = Statement.objects.create(canonical=scene.suggested)
    Claim.objects.filter(pk=scene.suggested.pk).update(statement=gone)
    waiting = Claim.objects.filter(state="suggested").order_by("pk")[0]
    Claim.objects.filter(pk=waiting.pk).update(confidence=0.1)
    places = [
        (f"/claims/{scene.suggested.pk}/", 410),
        (f"/statements/{gone.pk}/", 410),
        (f"/claims/{waiting.pk}/", 404),
    ]
    for address, status in [*places, *(("/issues/", status) for status in _ERRORS)]:
        if address == "/issues/":
            _fail(monkeypatch, issues, "as_tree", _ERRORS[status])
        response = visit.page.goto(visit.base + address)
        assert response is not None
        assert response.status == status
        assert visit.page.locator("html").get_attribute("lang") == language
        found = Axe().run(visit.page)
        assert found.violations_count == 0, f"{status}\n{found.generate_report()}"
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, status
        assert visit.page.locator("main input[name=q]").is_visible()
    _forgive(visitor)


def test_a_failed_request_by_htmx_is_told_and_leaves_the_page(
    visitor: Visitor, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = visitor.visit()
    visit.open("/claims/")
    box = visit.page.locator("input[name=act][value=offer]").first
    with monkeypatch.context() as broken:
        _fail(broken, claims, "facets", RuntimeError)
        box.check()
        told = visit.page.get_by_role("alert")
        told.wait_for()
        assert told.inner_text() == "The server answered with an error. The page is as it was; try again, or reload it."
    assert visit.page.locator("#results").is_visible()
    box.uncheck()
    told.wait_for(state="detached")
    visitor.complaints[:] = [line for line in visitor.complaints if "Response Status Error Code 500" not in line]
    _forgive(visitor)
