"""The screen of one claim: what it shows, and what comes after a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django_htmx.http import push_url, retarget

from claims.markup import Mark, Passage, passages
from claims.models import Action, Claim, Issue, Seat, State
from claims.review.deciding import REASONS
from claims.review.queue import MANY, ReviewSearch, next_claim, remaining_in
from claims.views.review.forms import SPANS, ClaimFields, Dispute, initial_of

# The longest text that is shown whole; of a longer one, what stands around the claim.
_WHOLE = 60_000
_AROUND = 12_000


@dataclass(frozen=True)
class Notice:
    """Something to tell the editor: ``kind`` is "done" or "warning"."""

    text: str
    kind: str = "done"
    undo: Action | None = None


def show(
    request: HttpRequest,
    claim: Claim,
    *,
    form: ClaimFields | None = None,
    disputes: list[Dispute] | None = None,
    notice: Notice | None = None,
) -> HttpResponse:
    """Return the screen of the claim, for htmx only its changing part, and take the seat."""
    search = ReviewSearch.of(request)
    context = context_of(request, claim, search, form=form, disputes=disputes or [], notice=notice)
    if not disputes and not (form and form.is_bound):
        Seat.objects.take(request.user, claim)  # type: ignore[arg-type]  # signed in: the view asks for it
    return respond(request, "claims/review_claim.html", context, address_of(claim, search))


def respond(request: HttpRequest, template: str, context: dict[str, Any], address: str) -> HttpResponse:
    """Return the page or, for htmx, its workspace, under the address."""
    fragment = bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    response = render(request, f"{template}#workspace" if fragment else template, context)
    patch_vary_headers(response, ["HX-Request"])
    if fragment:
        push_url(response, address)
        retarget(response, "#workspace")
        response["HX-Reswap"] = "outerHTML show:none settle:0ms"
    return response


def context_of(
    request: HttpRequest,
    claim: Claim,
    search: ReviewSearch,
    *,
    form: ClaimFields | None,
    disputes: list[Dispute],
    notice: Notice | None,
) -> dict[str, Any]:
    """Return what the screen shows."""
    form = form or ClaimFields(claim)
    return {
        "claim": claim,
        "form": form,
        "disputes": disputes,
        "notice": notice,
        "search": search,
        "query": search.address(),
        "remaining": remaining_in(search) if (left := getattr(claim, "remaining", None)) is None else left,
        "many": MANY,
        "others": [] if left is not None else list(Seat.objects.fresh().of_others(request.user).filter(claim=claim)),
        "more": form.more_open or "more" in request.GET,
        "all_issues": Issue.objects.only("name"),
        "reasons": REASONS,
        "candidates": [] if claim.speaker_id or not claim.speaker_candidates else list(claim.candidates),
        **text_context(form),
    }


def text_context(form: ClaimFields) -> dict[str, Any]:
    """Return the text with the spans of the form marked, and the offset of its first character."""
    text = form.text
    marks = [Mark(start, end, part) for part in SPANS for start, end in form.spans(part)]
    left, right = _window(text, marks)
    shifted = [mark._replace(start=mark.start - left, end=mark.end - left) for mark in marks]
    return {"passages": passages(text[left:right], shifted, ()), "offset": left, "cut": (left, len(text) - right)}


def _window(text: str, marks: list[Mark]) -> tuple[int, int]:
    if len(text) <= _WHOLE or not marks:
        return 0, len(text)
    start, end = min(mark.start for mark in marks), max(mark.end for mark in marks)
    left = text.rfind("\n", 0, max(0, start - _AROUND)) + 1
    right = text.find("\n", min(len(text), end + _AROUND))
    return left, len(text) if right < 0 else right


def address_of(claim: Claim, search: ReviewSearch) -> str:
    """Return the address of the screen of the claim within its queue."""
    return f"{reverse('claims:review_claim', args=[claim.pk])}{search.address()}".removesuffix("?")


def show_next(request: HttpRequest, after: Claim | None, notice: Notice | None = None) -> HttpResponse:
    """Go on to the next claim of the queue; without htmx by a redirect."""
    search = ReviewSearch.of(request)
    claim = next_claim(search, after)
    if not request.htmx:  # type: ignore[attr-defined]
        if notice:
            messages.success(request, notice.text)
        queue = f"{reverse('claims:review_queue')}{search.address()}".removesuffix("?")
        return redirect(address_of(claim, search) if claim else queue)
    if claim is None:
        context = {"search": search, "query": search.address(), "notice": notice}
        return respond(
            request, "claims/review_done.html", context, f"{reverse('claims:review_next')}{search.address()}"
        )
    return show(request, claim, notice=notice)


def stay(request: HttpRequest, claim: Claim, notice: Notice) -> HttpResponse:
    """Show the claim as it is stored now, with a notice; without htmx by a redirect."""
    if not request.htmx:  # type: ignore[attr-defined]
        level = messages.SUCCESS if notice.kind == "done" else messages.WARNING
        messages.add_message(request, level, notice.text)
        return redirect(address_of(claim, ReviewSearch.of(request)))
    return show(request, screen_claim(claim.pk), notice=notice)


def screen_claim(pk: int) -> Claim:
    """Return the claim with what its screen shows; raise Claim.DoesNotExist."""
    return Claim.objects.for_screen().get(pk=pk)


def bare_claim(pk: int) -> Claim:
    """Return the claim with what a decision on it needs; raise Claim.DoesNotExist."""
    return Claim.objects.knowing_companions().get(pk=pk)


def neighbours_of(claim: Claim) -> list[Claim]:
    """Return the other claims of the same text that are not rejected, in reading order."""
    others = Claim.objects.filter(article=claim.article_id, anchored_version=claim.anchored_version)
    found = others.exclude(Q(pk=claim.pk) | Q(state=State.REJECTED)).select_related("speaker")
    return list(found.prefetch_related("co_speakers").in_reading_order())


def stored_values(claim: Claim) -> dict[str, Any]:
    """Return what the form of the claim would hold now."""
    return initial_of(claim, {row.issue_id: row for row in claim.claim_issues.select_related("issue")})


def opened_anew(claim: Claim, posted: QueryDict) -> Any:
    """Return what was typed on top of the claim as it is now: each field theirs or mine, as picked."""
    data = posted.copy()
    stored = stored_values(claim)
    fields = ClaimFields(claim, posted)
    for name, bound in ((name, fields[name]) for name in fields.fields if name not in ("new_actor", "new_kind")):
        if not fields.carries(name) and f"pick-{name}" not in posted:
            continue
        theirs = "" if (value := stored.get(name, bound.field.initial)) is None else str(value)
        if posted.get(f"pick-{name}") == "theirs":
            data.pop(bound.html_name, None)
            if theirs not in ("", "False"):
                data[bound.html_name] = theirs
        data[bound.html_initial_name] = theirs
    data["version"] = str(claim.edit_version)
    return data


__all__ = ["Notice", "Passage", "opened_anew", "respond", "screen_claim", "show", "show_next", "stay"]
