"""The language of the interface: the reader's choice, else what the browser asks for, else the site's own."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

# What programs read is the same for everybody: exports, feeds, sitemaps, the interface for programs.
_FOR_PROGRAMS = re.compile(r"/api/.*|.*\.[a-z]+")


class LanguageMiddleware(LocaleMiddleware):
    """Show pages in the language chosen by cookie or browser, and tell caches what decided.

    ``settings.LANGUAGE_CODE`` stays English, the language of commands and logs; pages for somebody who states no
    preference are in ``settings.PEACETRACKER_INTERFACE_LANGUAGE``.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Switch to the language of the answer."""
        translation.activate(settings.LANGUAGE_CODE if is_for_programs(request) else preferred(request))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Name the language, and the headers that decided on it."""
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        if not is_for_programs(request):
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


def is_for_programs(request: HttpRequest) -> bool:
    """Return whether the address is one that programs read rather than people."""
    return _FOR_PROGRAMS.fullmatch(request.path_info) is not None


def preferred(request: HttpRequest) -> str:
    """Return the offered language that the reader chose or the browser asks for; else the site's own."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    for asked, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(asked)
        except LookupError:
            continue
    own: str = settings.PEACETRACKER_INTERFACE_LANGUAGE
    return own
