"""Which position matrix a query string asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from claims import queries
from claims.confidence import least_confidence
from claims.models import REVIEWED, Actor, Claim, Issue, Standing, State
from claims.position_tables import Question

# Rows and columns that are shown without asking for more.
ROWS = 16
COLUMNS = 12


@dataclass(frozen=True)
class Period:
    """The days of the first and of the last dated claim that are shown."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Days from the first to the last."""
        return (self.last - self.first).days


class PositionSearch(queries.QueryForm):
    """Actors by issues on a day, perhaps compared with another day."""

    ROWS_BY: ClassVar[queries.Labels] = {"sides": _("Sides"), "speakers": _("Speakers")}
    COLUMNS_BY: ClassVar[queries.Labels] = {"headline": _("Headline issues"), "all": _("All issues")}
    SHOW: ClassVar[queries.Labels] = {"first": _("The first rows"), "all": _("All rows")}
    TRUST: ClassVar[queries.Labels] = {"reviewed": _("Reviewed claims"), "suggested": _("Suggestions too")}

    on = queries.day(pgettext_lazy("date", "on"))
    versus = queries.day(_("compared with"))
    by = queries.order(ROWS_BY)
    columns = queries.order(COLUMNS_BY)
    rows = queries.order(SHOW)
    claims = queries.order(TRUST)
    actor = queries.rows(Actor, _("actor"))
    issue = queries.rows(Issue, _("issue"))

    defaults: ClassVar[dict[str, list[str]]] = {
        "by": ["sides"],
        "columns": ["headline"],
        "rows": ["first"],
        "claims": ["reviewed"],
    }
    legends: ClassVar[queries.Labels] = {
        "versus": _("Compared with"),
        "actor": _("Actor"),
        "issue": _("Issue"),
    }

    def __init__(self, request: HttpRequest) -> None:
        self._least = least_confidence(request.user)
        super().__init__(request.GET)
        self.day: date = self.chosen.get("on") or timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """Refuse a comparison with a later day."""
        on, versus = self.cleaned_data.get("on"), self.cleaned_data.get("versus")
        if versus and versus >= (on or timezone.localdate()):
            del self.cleaned_data["versus"]
            self.add_error(
                "versus",
                gettext("%(versus)s is not before the day that is shown. The comparison was left out.")
                % {"versus": versus},
            )
        return self.cleaned_data

    @property
    def states(self) -> list[str]:
        """The review states of the claims that count."""
        return [*REVIEWED, *([State.SUGGESTED] if self.shows_suggestions else [])]

    @property
    def shows_suggestions(self) -> bool:
        """Whether unreviewed suggestions count as positions."""
        return self.chosen.get("claims") == "suggested"

    def question(self, *, every_row: bool = False) -> Question:
        """Return the question to the database; ``every_row`` for exports."""
        return Question(
            on=self.day,
            versus=self.chosen.get("versus"),
            states=self.states,
            issues=self.issues(),
            actors=list(self.chosen.get("actor", ())),
            sides=self.chosen.get("by") != "speakers",
            least=self._least,
            rows=None if every_row or self.chosen.get("rows") == "all" else ROWS,
        )

    def issues(self) -> list[Issue]:
        """Return the issues asked for; without any, those that editors put first, or else the most frequent ones."""
        if "issue" in self.chosen:
            return list(self.chosen["issue"])
        if self.chosen.get("columns") == "all":
            claims = Standing.objects.filter(issue=OuterRef("pk"), state__in=self.states).order_by()
            return list(Issue.objects.filter(Exists(claims)).order_by("name"))
        return headline_issues()

    def period(self) -> Period:
        """Return the period that there are claims of."""
        found = Claim.objects.filter(state__in=self.states)
        return Period(found.first_day() or self.day, found.last_day() or self.day)


def headline_issues() -> list[Issue]:
    """Return the issues that editors put first; if they named none, those with the most reviewed claims."""
    chosen = list(Issue.objects.headlines().order_by("name"))
    if chosen:
        return chosen
    counted: Any = Issue.objects.with_claim_counts(REVIEWED)
    return list(counted.filter(claim_count__gt=0).order_by("-claim_count", "name")[:COLUMNS])
