"""Claims split, merged, added and taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from claims.models import Action, Article, Claim, ClaimIssue, Issue, Kind, StaleEdit
from claims.review.deciding import read
from claims.review.queue import ReviewSearch
from claims.review.shaping import ShapeError, add, delete, mark_duplicate, merge, split
from claims.review.snapping import snapped
from claims.views.review.access import DECIDE, needs
from claims.views.review.decisions import correction_of
from claims.views.review.forms import ClaimFields, TokenSpansField
from claims.views.review.screens import Notice, show_next, stay, text_context

_QUOTES = ("“", '"', "«", "„", "‘")


@require_POST
@needs(DECIDE)
def split_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the chosen words of the content a claim of their own."""

    def run(claim: Claim, user: Any) -> Action:
        field = TokenSpansField()
        field.text = claim.text
        action, _ = split(claim, field.clean(request.POST.get("words", "")), user)
        return action

    return _shaped(request, pk, run)


@require_POST
@needs(DECIDE)
def merge_or_duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the chosen claims into this one, or mark this one as a duplicate of the chosen one."""

    def run(claim: Claim, user: Any) -> Action:
        others = [read(*key) for key in _chosen(request)]
        if not others:
            raise ShapeError(gettext("No other claim is chosen. Tick one of the list."))
        if request.POST.get("shape") != "duplicate":
            return merge(claim, others, user)
        if len(others) > 1:
            raise ShapeError(gettext("A claim is a duplicate of one other claim. Tick only that one."))
        return mark_duplicate(claim, others[0], user)

    return _shaped(request, pk, run, onward=request.POST.get("shape") == "duplicate")


def _chosen(request: HttpRequest) -> list[tuple[int, int]]:
    pairs = [value.split(":") for value in request.POST.getlist("other")]
    return [(int(pair[0]), int(pair[1])) for pair in pairs if len(pair) == 2 and all(map(str.isdecimal, pair))]


def _shaped(
    request: HttpRequest, pk: int, run: Callable[[Claim, Any], Action], *, onward: bool = False
) -> HttpResponse:
    try:
        claim = _read(request, pk)
        action = run(claim, request.user)
    except Claim.DoesNotExist as error:
        raise Http404(f"There is no claim {pk}.") from error
    except StaleEdit as error:
        return stay(
            request,
            Claim.objects.get(pk=pk),
            Notice(gettext("Nothing was done: %(error)s") % {"error": error}, "warning"),
        )
    except (ShapeError, ValidationError) as error:
        words = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return stay(
            request,
            Claim.objects.get(pk=pk),
            Notice(gettext("Nothing was done. %(words)s") % {"words": words}, "warning"),
        )
    notice = Notice(action.summary, undo=action)
    return show_next(request, claim, notice) if onward else stay(request, claim, notice)


def _read(request: HttpRequest, pk: int) -> Claim:
    version = request.POST.get("version", "")
    return read(pk, int(version) if version.isdecimal() else 0)


@require_POST
@needs(DECIDE)
def take_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a claim that a person added."""
    try:
        claim = _read(request, pk)
        action = delete(claim, request.user)  # type: ignore[arg-type]  # signed in: the view asks for it
    except Claim.DoesNotExist as error:
        raise Http404(f"There is no claim {pk}.") from error
    except (StaleEdit, ShapeError) as error:
        return stay(
            request,
            Claim.objects.get(pk=pk),
            Notice(gettext("Nothing was done. %(error)s") % {"error": error}, "warning"),
        )
    return show_next(request, None, Notice(action.summary, undo=action))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(DECIDE)
def add_missing(request: HttpRequest, article: int) -> HttpResponse:
    """Add a claim that the machine missed, from words selected in the text."""
    found = get_object_or_404(Article.objects.with_source(), pk=article)
    claim = _blank(found, request)
    form = ClaimFields(claim, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        action = _add(claim, form, request.user)
        return stay(request, action.claim or claim, Notice(action.summary, undo=action))
    context = {
        "article": found, "claim": claim, "form": form, "all_issues": Issue.objects.only("name"),
        "query": ReviewSearch.of(request).address(), **text_context(form),
    }  # fmt: skip
    return render(request, "claims/review_add.html", context)


def _blank(article: Article, request: HttpRequest) -> Claim:
    claim = Claim(article=article, anchored_version=article.version, kind=Kind.INDIRECT, act="report", confidence=1)
    edges = request.GET.get("content", "").split("-")
    if len(edges) == 2 and all(map(str.isdecimal, edges)):
        span = snapped(article.text, int(edges[0]), int(edges[1]))
        claim.content = [span] if span else []
        if span and article.text[span[0]] in _QUOTES:
            claim.kind = Kind.DIRECT
    return claim


def _add(claim: Claim, form: ClaimFields, user: Any) -> Action:
    cleaned = form.cleaned_data
    wanted = correction_of(form)
    claim.kind, claim.act = cleaned["kind"], cleaned["act"]
    parts = {name: cleaned[name] for name in ("source", "cue", "content")}
    issues = [ClaimIssue(issue=issue, stance=stance) for issue, stance in wanted.added]
    return add(claim, wanted, parts, issues, user)
