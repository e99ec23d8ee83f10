"""Suggested links side by side: confirmed, rejected, given another relation, one key each; links made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims import queries
from claims.models import Claim, Link, LinkState, Outcome, Relation, StaleEdit, outcome_problem
from claims.models.links import LinkQuerySet
from claims.review.linking import decide_link, differing, link_by_hand
from claims.review.naming import UnknownName, claim_named, label_of_claim
from claims.views.review.access import DECIDE, needs
from claims.views.review.screens import Notice, respond
from claims.views.review.widgets import PlainInput

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_ORDERS = {
    "sure": (_("Surest first"), "-score", "pk"),
    "unsure": (_("Least sure first"), "score", "pk"),
}


class LinkSearch(queries.QueryForm):
    """Suggested links, by relation and by claim."""

    relation = queries.words(Relation, _("relation"))
    claim = forms.IntegerField(required=False, min_value=1, error_messages={"invalid": _("A claim is a number.")})
    sort = queries.order({name: label for name, (label, *_) in _ORDERS.items()})

    defaults: ClassVar[dict[str, list[str]]] = {"sort": ["sure"]}
    legends: ClassVar[queries.Labels] = {"relation": _("Relation"), "claim": _("Claim")}

    def labels(self, name: str) -> list[tuple[str, str]]:
        """Return the chosen values of a field, each as it stands in an address and in words."""
        if name == "claim":
            return [(str(self.chosen["claim"]),) * 2] if "claim" in self.chosen else []
        return super().labels(name)

    def links(self) -> LinkQuerySet:
        """Return the undecided links asked for, in order."""
        found = Link.objects.undecided()
        if "relation" in self.chosen:
            found = found.filter(relation__in=self.chosen["relation"])
        if claim := self.chosen.get("claim"):
            found = found.filter(Q(a=claim) | Q(b=claim))
        return found.order_by(*_ORDERS[self.values("sort")[0]][1:])


class ClaimField(forms.CharField):
    """A claim, typed as its number or chosen from those that hold the typed words."""

    def __init__(self, label: StrOrPromise) -> None:
        offers = {"list": "claim-names", "data-names": reverse_lazy("claims:review_claim_names"), "autocomplete": "off"}
        super().__init__(label=label, widget=PlainInput(attrs=offers))

    def prepare_value(self, value: Any) -> Any:
        """Return a claim in words, what was typed as it is."""
        return label_of_claim(value) if isinstance(value, Claim) else value

    def clean(self, value: Any) -> Claim:
        """Return the claim; raise ValidationError for none."""
        try:
            return claim_named(super().clean(value))
        except UnknownName as error:
            raise forms.ValidationError(str(error)) from error


class LinkForm(forms.Form):
    """Two claims and what joins them."""

    a = ClaimField(_("From claim"))
    relation = forms.ChoiceField(choices=Relation.choices, label=_("Relation"))
    outcome = forms.ChoiceField(
        choices=[("", _("none")), *Outcome.choices], required=False, label=_("Outcome of a response or an update")
    )
    b = ClaimField(_("To claim"))

    def clean(self) -> dict[str, Any]:
        """Check that the outcome fits the relation."""
        cleaned = self.cleaned_data
        if problem := outcome_problem(cleaned.get("relation", ""), cleaned.get("outcome", "")):
            self.add_error("outcome", problem)
        return cleaned


@require_safe
@needs(DECIDE)
def link_queue(request: HttpRequest) -> HttpResponse:
    """Show the first suggested link."""
    search = LinkSearch(request.GET)
    return _show(request, search.links().first(), search)


@require_safe
@needs(DECIDE)
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one link, decided or not."""
    return _show(request, get_object_or_404(Link, pk=pk), LinkSearch(request.GET))


def _show(request: HttpRequest, link: Link | None, search: LinkSearch, notice: Notice | None = None) -> HttpResponse:
    query, left = search.address(), search.links().count()
    context: dict[str, Any] = {"search": search, "query": query, "notice": notice, "remaining": left, "link": link}
    address = f"{reverse('claims:review_links')}{query}".removesuffix("?")
    if link:
        claims = Claim.objects.with_parts().in_bulk([link.a_id, link.b_id])
        a, b = claims[link.a_id], claims[link.b_id]
        words = differing(a.content_text, b.content_text)
        context |= {
            "sides": [(a, words[0]), (b, words[1])],
            "relations": [(value, label) for value, label in Relation.choices if value != link.relation],
            "outcomes": Outcome.choices,
            "following": search.links().exclude(pk=link.pk).filter(pk__gt=link.pk).first(),
        }
        address = f"{reverse('claims:review_link', args=[link.pk])}{query}".removesuffix("?")
    return respond(request, "claims/review_links.html", context, address)


@require_POST
@needs(DECIDE)
def decided(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on the link and go on to the next one."""
    link, search, user = get_object_or_404(Link, pk=pk), LinkSearch(request.GET), request.user
    decision, relation = request.POST.get("decision", ""), request.POST.get("relation", "")
    if relation:
        decision = "change"
    if decision not in ("confirm", "reject", "change"):
        return _answer(
            request, link, search, Notice(gettext("No decision was sent. Choose one of the buttons."), "warning")
        )
    if request.POST.get("version") != str(link.edit_version):
        words = gettext("Nothing was done: this link was %(lower)s by somebody else meanwhile.") % {
            "lower": link.get_state_display().lower()
        }
        return _answer(request, link, search, Notice(words, "warning"))
    # The choice beside the keys may be meant for another relation than the key pressed.
    outcome = request.POST.get("outcome", "")
    outcome = "" if outcome_problem(relation, outcome) else outcome
    try:
        action = decide_link(link, decision, user, relation=relation, outcome=outcome)  # type: ignore[arg-type]
    except (StaleEdit, ValueError) as error:
        return _answer(
            request,
            Link.objects.get(pk=pk),
            search,
            Notice(gettext("Nothing was done: %(error)s") % {"error": error}, "warning"),
        )
    return _answer(request, None, search, Notice(action.summary, undo=action))


def _answer(request: HttpRequest, link: Link | None, search: LinkSearch, notice: Notice) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return _show(request, link or search.links().first(), search, notice)
    messages.add_message(request, messages.SUCCESS if notice.kind == "done" else messages.WARNING, notice.text)
    view = reverse("claims:review_link", args=[link.pk]) if link else reverse("claims:review_links")
    return redirect(f"{view}{search.address()}".removesuffix("?"))


def tell_at_link(request: HttpRequest, pk: int, notice: Notice) -> HttpResponse:
    """Show the link, with a notice, as after a decision on it."""
    return _answer(request, get_object_or_404(Link, pk=pk), LinkSearch(request.GET), notice)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(DECIDE)
def add_link(request: HttpRequest) -> HttpResponse:
    """Link any two claims by hand."""
    keys = {side: key for side in ("a", "b") if (key := request.GET.get(side, "")).isdecimal()}
    known = Claim.objects.with_parts().in_bulk([int(key) for key in keys.values()])
    initial = {side: known.get(int(key), key) for side, key in keys.items()}
    form = LinkForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        try:
            action = link_by_hand(cleaned["a"], cleaned["b"], cleaned["relation"], cleaned["outcome"], request.user)  # type: ignore[arg-type]
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, action.summary)
            return redirect(cleaned["a"])
    return render(request, "claims/review_link_add.html", {"form": form, "confirmed": LinkState.CONFIRMED})
