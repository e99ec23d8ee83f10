"""Addresses of pages by key. A page has hundreds, and to work each out from the patterns takes a tenth of its time."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, get_urlconf, reverse

# Stands for the key in an address: what both a number and a slug can be.
_KEY = "9081726354"


def address_of(view: str, key: int | str) -> str:
    """Return the address of the view, whose pattern has one key: as ``reverse(view, args=[key])``."""
    before, after = _around(view, get_script_prefix(), get_urlconf())
    return f"{before}{quote(str(key))}{after}"


@lru_cache
def _around(view: str, prefix: str, patterns: str | None) -> tuple[str, str]:  # noqa: ARG001  (of which they are kept)
    """Return what stands before and after the key."""
    before, _, after = reverse(view, args=[_KEY]).partition(_KEY)
    return before, after
