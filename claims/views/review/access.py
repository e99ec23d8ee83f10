"""Who may do what on the review pages; an expired session loses nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

DECIDE = "claims.change_claim"
BULK = "claims.bulk_change_claims"
# The names of the fields that carry what was typed through signing in again.
_KEPT = "kept-"
_SECRET = frozenset({"csrfmiddlewaretoken", "username", "password"})

View = Callable[..., HttpResponse]


def needs(permission: str) -> Callable[[View], View]:
    """Let only people with the permission in; ask whoever is not signed in to do so, keeping what they sent."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _ask(request)
            if not request.user.has_perm(permission):
                raise PermissionDenied(
                    gettext('This needs the permission "%(permission)s". Ask an admin for the role.')
                    % {"permission": permission}
                )
            return view(request, *args, **kwargs)

        guarded.login_required = False  # type: ignore[attr-defined]  # asked for here, where nothing typed is lost
        return guarded

    return decorate


def _ask(request: HttpRequest) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(gettext("Your session has ended."), status=401, content_type="text/plain")
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    return _sign_in_page(request, request.POST, request.get_full_path(), AuthenticationForm(request), status=401)


def _sign_in_page(
    request: HttpRequest, typed: QueryDict, target: str, form: AuthenticationForm, *, status: int = 200
) -> HttpResponse:
    kept = [(f"{_KEPT}{name}", value) for name, values in typed.lists() if name not in _SECRET for value in values]
    return render(request, "claims/review_signin.html", {"form": form, "kept": kept, "target": target}, status=status)


@sensitive_post_parameters("password")
@require_POST
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Sign in and show what was about to be sent, to be sent again."""
    typed, target = QueryDict(mutable=True), request.POST.get("target", "")
    for name, values in request.POST.lists():
        if name.startswith(_KEPT):
            typed.setlist(name.removeprefix(_KEPT), values)
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/review/"
    form = AuthenticationForm(request, request.POST)
    if not form.is_valid():
        return _sign_in_page(request, typed, target, form)
    login(request, form.get_user())
    pairs = [(name, value) for name, values in typed.lists() for value in values]
    return render(request, "claims/review_resend.html", {"kept": pairs, "target": target})


sign_in_again.login_required = False  # type: ignore[attr-defined]
