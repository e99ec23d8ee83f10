"""The list of statements, the page of one with its witnesses side by side; joining, splitting and undoing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from claims.confidence import least_confidence
from claims.filters import StatementSearch
from claims.forms import JoinForm, SplitForm
from claims.htmx import page
from claims.linked_data import statement_data
from claims.models import Claim, LinkDecision, NothingToUndo, StaleEdit, Statement
from claims.models.links import Link
from claims.pagination import listing
from claims.witnesses import reports_of

may_decide = permission_required("claims.change_link", raise_exception=True)


@require_safe
def statement_list(request: HttpRequest) -> HttpResponse:
    """Show the statements that more than one report tells."""
    search = StatementSearch(request)
    rows = listing(search.statements(), request.GET.get("page"))
    shown = Statement.objects.filter(pk__in=[statement.pk for statement in rows.page])
    rows.page.object_list = shown.with_witness_counts().with_wording().latest_first()
    context = {"search": search, "rows": rows, "waiting": search.waiting(rows.count)}
    return page(request, "claims/statement_list.html", context, query=search.address(page=rows.number))


@require_safe
def statement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one statement; the address of one that was joined to another leads there."""
    statement = get_object_or_404(Statement.objects.with_wording(), pk=pk)
    if statement.merged_into_id:
        return redirect("claims:statement_detail", statement.merged_into_id)
    return _statement_page(request, statement, JoinForm(), status=200)


def _statement_page(request: HttpRequest, statement: Statement, join: JoinForm, *, status: int) -> HttpResponse:
    editor = request.user.has_perm("claims.change_link")
    seen = Claim.objects.open_to(editor=editor, least=least_confidence(request.user))
    reports = reports_of(statement, seen)
    if not reports.witnesses:
        return render(request, "claims/statement_withdrawn.html", {"statement": statement}, status=410)
    witnesses = [witness.claim for witness in reports.witnesses]
    wording = next(witness.claim for witness in reports.witnesses if witness.canonical)
    absolute = request.build_absolute_uri
    context = {
        "statement": statement,
        "reports": reports,
        "wording": wording,
        "data": statement_data(statement, wording, witnesses, absolute) if wording.is_reviewed else None,
        "join": join,
        "offers": _offers(witnesses) if editor else [],
        "decisions": LinkDecision.of_statement(statement) if editor else [],
    }
    response = page(request, "claims/statement_detail.html", context, partial="statement")
    response.status_code = status
    return response


def _offers(witnesses: list[Claim]) -> list[tuple[Link, Claim]]:
    """Return the claims outside the statement that are suggested as reports of it, the likeliest first."""
    inside = {claim.pk for claim in witnesses}
    links = Link.objects.undecided().filter(relation="same_statement").touching(inside).with_claims()
    outside = [(link, link.b if link.a_id in inside else link.a) for link in links.order_by("-score", "pk")]
    return list({other.pk: (link, other) for link, other in reversed(outside) if other.pk not in inside}.values())[::-1]


@require_POST
@may_decide
def statement_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Join another statement or claim to this one."""
    statement = get_object_or_404(Statement, pk=pk)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _statement_page(request, statement, form, status=200)
    return _carried_out(request, statement, form, lambda: statement.join(form.cleaned_data["other"], _user(request)))


@require_POST
@may_decide
def statement_split(request: HttpRequest, pk: int) -> HttpResponse:
    """Split the chosen witnesses off."""
    statement = get_object_or_404(Statement, pk=pk)
    form = SplitForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(statement)
    return _carried_out(request, statement, form, lambda: statement.split(form.cleaned_data["claims"], _user(request)))


def _carried_out(request: HttpRequest, statement: Statement, form: Any, act: Callable[[], Any]) -> HttpResponse:
    """Act on the version that the editor saw and go on to where the witnesses are now."""
    statement.edit_version = form.cleaned_data["version"]
    first = statement.witnesses[0] if statement.witnesses else None
    try:
        messages.success(request, gettext("Done: %(act)s. It can be undone below.") % {"act": act()})
    except (StaleEdit, ValueError) as error:
        messages.warning(request, str(error))
    return _to_statement_of(first)


@require_POST
@may_decide
def decision_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a decision on links or statements."""
    decision = get_object_or_404(LinkDecision, pk=pk)
    step = decision.steps.first()
    try:
        decision.undo(_user(request))
        messages.success(request, gettext("Undone: %(decision)s.") % {"decision": decision})
    except (StaleEdit, NothingToUndo) as error:
        messages.warning(request, str(error))
    return _to_statement_of(step.a if step else None)


def _to_statement_of(claim: Claim | None) -> HttpResponse:
    """Go to the statement of a claim, to the claim itself if it stands alone, to the list for none."""
    if claim is None:
        return redirect("claims:statement_list")
    claim.refresh_from_db()
    return redirect(claim.statement or claim)


def _user(request: HttpRequest) -> Any:
    return request.user
