"""One claim at a time: the screen, decisions on it, corrections of it, and taking them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from claims.htmx import page
from claims.models import Action, CannotUndo, Claim, StaleEdit, Verb
from claims.review.correcting import Correction, correct
from claims.review.deciding import decide
from claims.review.queue import ReviewSearch, claim_after, claim_before
from claims.views.review.access import DECIDE, needs
from claims.views.review.forms import ACTORS, FLAGS, SPANS, ClaimFields
from claims.views.review.links import tell_at_link
from claims.views.review.screens import (
    Notice,
    address_of,
    bare_claim,
    neighbours_of,
    opened_anew,
    screen_claim,
    show,
    show_next,
    stay,
    stored_values,
    text_context,
)

# What the buttons of the screen ask for.
_VERBS = {"accept": Verb.ACCEPT, "save": Verb.CORRECT, "reject": Verb.REJECT, "dispute": Verb.DISPUTE}


@require_safe
@needs(DECIDE)
def next_in_queue(request: HttpRequest) -> HttpResponse:
    """Lead to the first claim of the queue."""
    return show_next(request, None)


@require_safe
@needs(DECIDE)
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the claim in its article with every field open to be changed."""
    return show(request, claim_or_404(pk))


@require_safe
@needs(DECIDE)
def step(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """Lead to the claim before or after in the queue, leaving this one as it is."""
    here, search = claim_or_404(pk), ReviewSearch.of(request)
    found = claim_before(search, here) if way == "previous" else claim_after(search, here)
    if found is None:
        return stay(
            request, here, Notice(gettext("There is no %(way)s claim in this queue.") % {"way": way}, "warning")
        )
    return redirect(address_of(found, search))


@require_POST
@needs(DECIDE)
def decided(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on the claim, with what was changed in its fields, and go on to the next one."""
    # The decision alone rests on nothing but the claim; its article is needed only where its fields were sent.
    read = screen_claim if "fields" in request.POST else bare_claim
    claim, verb = claim_or_404(pk, read), _VERBS.get(request.POST.get("decision", ""))
    if verb is None:
        return stay(
            request, claim, Notice(gettext("No decision was sent. Choose accept, save, reject or dispute."), "warning")
        )
    data: Any = request.POST
    over = data.get("over") == str(claim.edit_version)
    if over:
        data = opened_anew(claim, data)
    form = ClaimFields(claim, data) if "fields" in data else None
    if data.get("version") != str(claim.edit_version):
        return _refuse(request, claim, form)
    return _decide(request, claim, verb, form)


def _decide(request: HttpRequest, claim: Claim, verb: Verb, form: ClaimFields | None) -> HttpResponse:
    touched = form is not None and form.touched
    if form and touched and not form.is_valid():
        return show(
            request, claim, form=form, notice=Notice(gettext("Not saved: see what is marked below."), "warning")
        )
    reason = request.POST.get("reason_typed", "").strip() or request.POST.get("reason", "").strip()
    if verb in (Verb.REJECT, Verb.DISPUTE) and not reason:
        words = gettext("A rejection needs a reason.") if verb == Verb.REJECT else gettext("Say what is disputed.")
        notice = Notice(gettext("%(words)s Choose or type one.") % {"words": words}, "warning")
        return show(request, claim, form=form, notice=notice) if form else stay(request, claim, notice)
    if verb == Verb.CORRECT and not touched:
        return stay(request, claim, Notice(gettext("Nothing was changed, so nothing was saved."), "warning"))
    try:
        action = _run(claim, verb, form if touched else None, request.user, reason)
    except StaleEdit:
        return _refuse(request, claim_or_404(claim.pk), form)
    notice = Notice(action.summary, undo=action)
    return stay(request, claim, notice) if verb == Verb.CORRECT else show_next(request, claim, notice)


def _run(claim: Claim, verb: Verb, form: ClaimFields | None, user: Any, reason: str) -> Action:
    if form is None:
        return decide(claim, verb, user, reason)
    return correct(claim, correction_of(form), user, verb=Verb.CORRECT if verb == Verb.ACCEPT else verb, reason=reason)


def correction_of(form: ClaimFields) -> Correction:
    """Return what the valid form changes."""
    changed, cleaned = form.changed_data, form.cleaned_data
    plain = {"act", "kind", "sourcing", "said_on", "said_on_precision", *FLAGS, *ACTORS} & set(changed)
    columns = {name: cleaned[name] for name in plain}
    if {"said_on", "said_on_precision"} & plain:
        columns |= {name: cleaned[name] for name in ("said_on", "said_on_precision")}
        columns["said_on_basis"] = "editor" if cleaned["said_on"] else ""
    issues = [name.split("-") for name in changed if name.startswith("issue-")]
    return Correction(
        columns=columns,
        spans={name: cleaned[name] for name in SPANS if name in changed},
        companions=cleaned["co_speakers"] if "co_speakers" in changed else None,
        stances={int(pk): cleaned[f"issue-{pk}-stance"] for _, pk, what in issues if what == "stance"},
        degrees={int(pk): int(cleaned[f"issue-{pk}-degree"]) for _, pk, what in issues if what == "degree"},
        acts={int(pk): cleaned[f"issue-{pk}-act"] for _, pk, what in issues if what == "act"},
        contents={int(pk): cleaned[f"issue-{pk}-part"] for _, pk, what in issues if what == "part"},
        added=form.added_issues,
    )


def _refuse(request: HttpRequest, claim: Claim, form: ClaimFields | None) -> HttpResponse:
    """Show both versions field by field; what was typed stands in the form."""
    words = gettext("Not saved: %(name)s changed this claim meanwhile.") % {
        "name": claim.reviewed_by or gettext("somebody")
    }
    if form is None:
        return stay(
            request,
            claim,
            Notice(gettext("%(words)s This is how it stands now; decide again.") % {"words": words}, "warning"),
        )
    form = ClaimFields(claim, form.data)  # type: ignore[arg-type]  # what was posted
    disputes = list(form.disputes(stored_values(claim)))
    return show(
        request,
        claim,
        form=form,
        disputes=disputes,
        notice=Notice(gettext("%(words)s Choose below.") % {"words": words}, "warning"),
    )


@require_POST
@needs(DECIDE)
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the text with the spans marked as they are typed or selected, nothing saved."""
    found = claim_or_404(pk)
    form = ClaimFields(found, request.POST)
    context = {"claim": found, "form": form, **text_context(form)}
    return render(request, "claims/review_claim.html#passage", context)


@require_safe
@needs(DECIDE)
def more(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the seldom used fields of the form, for when they are opened; without htmx the whole screen with them."""
    found = claim_or_404(pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('claims:review_claim', args=[pk])}?more=1")
    return render(request, "claims/_review_more.html", {"claim": found, "form": ClaimFields(found)})


@require_safe
@needs(DECIDE)
def neighbours(request: HttpRequest, pk: int) -> HttpResponse:
    """List the other claims of the article, to merge with or to mark as the same."""
    found = claim_or_404(pk)
    context = {"claim": found, "neighbours": neighbours_of(found), "query": ReviewSearch.of(request).address()}
    return page(request, "claims/review_neighbours.html", context, partial="list")


@require_POST
@needs(DECIDE)
def undo_last(request: HttpRequest) -> HttpResponse:
    """Take back the last thing that the editor did, and show the claim that it was about."""
    user: Any = request.user
    action = Action.objects.by(user).standing().select_related("claim").first()
    if action is None:
        return _to_queue(request, Notice(gettext("There is nothing of yours to undo."), "warning"))
    try:
        action.undo(user)
    except CannotUndo as error:
        return _to_queue(request, Notice(str(error), "warning"), action)
    return _to_queue(request, Notice(gettext("Undone: %(summary)s") % {"summary": action.summary}), action)


def _to_queue(request: HttpRequest, notice: Notice, action: Action | None = None) -> HttpResponse:
    if action and action.link_decision_id and (step := action.link_decision.steps.first()) and step.link_id:  # type: ignore[union-attr]
        return tell_at_link(request, step.link_id, notice)
    here = request.POST.get("here", "")
    pk = action.claim_id if action and action.claim_id else int(here) if here.isdecimal() else None
    found = Claim.objects.filter(pk=pk).first() if pk else None
    return stay(request, found, notice) if found else show_next(request, None, notice)


def claim_or_404(pk: int, read: Callable[[int], Claim] = screen_claim) -> Claim:
    """Return the claim with what its screen shows, or what ``read`` gives."""
    try:
        return read(pk)
    except (Claim.DoesNotExist, OverflowError) as error:
        raise Http404(f"There is no claim {pk}.") from error
