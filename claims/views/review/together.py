"""What editors share: comments, second opinions and how far they agree, where the machine errs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from claims.htmx import page
from claims.models import Actor, Claim, Issue, Mention, SecondOpinion, State, Verdict, as_iso
from claims.review.agreement import agreements, waiting_for_second
from claims.review.comments import say
from claims.review.errors import LATEST, machine_errors
from claims.review.gold import gold_archive, gold_articles
from claims.views.review.access import DECIDE, needs
from claims.views.review.forms import ClaimFields
from claims.views.review.screens import text_context


class CommentForm(forms.Form):
    """A comment."""

    text = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("The comment is empty. Write something, or leave the page.")},
    )


@require_safe
@needs(DECIDE)
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was said about a claim; for htmx only the list and the form."""
    return _comments_page(request, get_object_or_404(Claim, pk=pk), CommentForm())


def _comments_page(request: HttpRequest, claim: Claim, form: CommentForm) -> HttpResponse:
    context = {"claim": claim, "form": form, "comments": claim.comments.select_related("user")}
    return page(request, "claims/review_comments.html", context, partial="list")


@require_POST
@needs(DECIDE)
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Store a comment and tell those named in it."""
    claim, form = get_object_or_404(Claim, pk=pk), CommentForm(request.POST)
    if not form.is_valid():
        return _comments_page(request, claim, form)
    user: Any = request.user
    _, unknown = say(claim, form.cleaned_data["text"], user)
    if unknown:
        messages.warning(
            request, gettext("Nobody here is called %(names)s.") % {"names": ", ".join(f"@{name}" for name in unknown)}
        )
    return redirect(f"{reverse('claims:review_comments', args=[pk])}")


@require_safe
@needs(DECIDE)
def mentions(request: HttpRequest) -> HttpResponse:
    """List the comments that name the reader, the new ones marked; seeing them makes them old."""
    mine = Mention.objects.filter(user=request.user.pk).select_related("comment__claim", "comment__user")
    rows = [(mention.comment, mention.seen_at is None) for mention in mine[:100]]
    mine.filter(seen_at=None).update(seen_at=timezone.now())
    return render(request, "claims/review_mentions.html", {"rows": rows})


@require_safe
@needs(DECIDE)
def errors(request: HttpRequest) -> HttpResponse:
    """Show where the machine errs."""
    found = machine_errors()
    tables = [
        (gettext("Fields that stayed as found, on claims that stand"), gettext("Field"), found.fields),
        (gettext("Acts"), gettext("Act as found"), found.acts),
        (gettext("Issues and their stances"), gettext("Issue as found"), found.issues),
        (gettext("Speakers, by the reason of the decision"), gettext("Reason"), found.reasons),
        (gettext("Claims, by confidence"), gettext("Confidence"), found.bands),
    ]
    context = {"errors": found, "tables": tables, "latest": LATEST, "articles": gold_articles().count()}
    return render(request, "claims/review_errors.html", context)


@require_safe
@needs(DECIDE)
def gold(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (a view)
    """Send what editors decided as gold annotations with their texts."""
    headers = {"Content-Disposition": 'attachment; filename="peacetracker-gold.zip"'}
    return HttpResponse(gold_archive(), content_type="application/zip", headers=headers)


@require_safe
@needs(DECIDE)
def agreement(request: HttpRequest) -> HttpResponse:
    """Show how far two editors agree on what both judged."""
    opinions = SecondOpinion.objects.select_related("claim__speaker").prefetch_related(
        "claim__co_speakers", "claim__claim_issues__issue"
    )
    found = list(opinions.filter(~Q(claim__state__in=[State.SUGGESTED, State.DISPUTED])))
    context = {"rows": agreements(found), "sample": len(found), "waiting": waiting_for_second(request.user).count()}
    return render(request, "claims/review_agreement.html", context)


@require_safe
@needs(DECIDE)
def second(request: HttpRequest) -> HttpResponse:
    """Lead to a claim of the sample that waits for this editor's opinion."""
    claim = waiting_for_second(request.user).first()
    if claim is None:
        messages.info(request, gettext("No decided claim waits for your opinion."))
        return redirect("claims:review_agreement")
    return _opinion_page(request, claim, None)


@require_POST
@needs(DECIDE)
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Store what the editor makes of the claim; the claim itself stays as it is."""
    claim = waiting_for_second(request.user).filter(pk=pk).first()
    if claim is None:
        if not Claim.objects.filter(pk=pk).exists():
            raise Http404(f"There is no claim {pk}.")
        messages.warning(
            request, gettext("Claim %(pk)s does not wait for your opinion, so nothing was stored.") % {"pk": pk}
        )
        return redirect("claims:review_agreement")
    found = as_found(claim)
    form, verdict = ClaimFields(found, request.POST), request.POST.get("verdict", "")
    if verdict not in (Verdict.RIGHT, Verdict.WRONG) or (verdict == Verdict.RIGHT and not form.is_valid()):
        return _opinion_page(request, claim, form)
    if verdict == Verdict.RIGHT and form.changed_data:
        verdict = Verdict.CHANGED
    answers = {} if verdict == Verdict.WRONG else _answers(found, form)
    user: Any = request.user
    SecondOpinion.objects.get_or_create(claim=claim, user=user, defaults={"verdict": verdict, "answers": answers})
    return redirect("claims:review_second")


def as_found(claim: Claim) -> Claim:
    """Return the claim as it was first recorded, so that the first editor's decision does not show; never saved."""
    record = claim.history.order_by("history_id").first()
    found: Claim = record.instance if record else claim
    found.article = claim.article
    if found.anchored_version != claim.anchored_version:
        found = claim
    return found


def _opinion_page(request: HttpRequest, claim: Claim, form: ClaimFields | None) -> HttpResponse:
    form = form or ClaimFields(as_found(claim))
    context = {
        "claim": claim, "form": form, "all_issues": Issue.objects.only("name"), "asked": form.is_bound,
        **text_context(form),
    }  # fmt: skip
    return render(request, "claims/review_second.html", context)


def _answers(found: Claim, form: ClaimFields) -> dict[str, Any]:
    cleaned, changed = form.cleaned_data, form.changed_data
    speaker = cleaned["speaker"] if "speaker" in changed else found.speaker
    others = cleaned["co_speakers"] if "co_speakers" in changed else list(found.co_speakers.all())
    names = sorted(actor.slug for actor in (speaker, *others) if isinstance(actor, Actor))
    stances = {row.slug: cleaned[f"issue-{pk}-stance"] for pk, row in form.issues.items()}
    stances |= {issue.slug: stance for issue, stance in form.added_issues}
    return {
        "speaker": " + ".join(names),
        "act": cleaned["act"],
        "kind": cleaned["kind"],
        "said_on": as_iso(cleaned["said_on"], cleaned["said_on_precision"]) or "",
        "issues": {slug: stance for slug, stance in stances.items() if stance},
    }
