"""Forms as a browser would send them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client

from claims.models import Claim


class _Fields(HTMLParser):
    """Collects what the form with the id ``decision`` would send."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.data: dict[str, str] = {}
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.inside = self.inside or (tag == "form" and values.get("id") == "decision")
        name = values.get("name") or ""
        if not self.inside:
            return
        if tag == "input" and (values.get("type") not in ("checkbox", "radio") or "checked" in values):
            self.data[name] = values.get("value") or ""
            if values.get("type") == "checkbox" and "value" not in values:
                self.data[name] = "on"
        elif tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in values or self.select not in self.data):
            self.data[self.select] = values.get("value") or ""
        elif tag == "textarea":
            self.area = name
            self.data[name] = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.data[self.area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.inside = False


def fields_of(html: str) -> dict[str, str]:
    """Return what the form on the page holds."""
    parser = _Fields()
    parser.feed(html)
    return parser.data


def opened(client: Client, claim: Claim) -> dict[str, str]:
    """Return what the screen of the claim would send untouched."""
    response = client.get(f"/review/claims/{claim.pk}/")
    assert response.status_code == 200
    return fields_of(response.content.decode())


def send(client: Client, claim: Claim, data: dict[str, Any], *, query: str = "", htmx: bool = True) -> Any:
    """Send the form of the claim's screen."""
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"/review/claims/{claim.pk}/decide/{query}", data, headers=headers)
