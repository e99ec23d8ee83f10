"""Which claims, articles and actors a query string asks for.

Plain forms rather than django-filter's FilterSets: each facet is counted with all the other ones applied, and issue and
stance have to hold for the same row, so the conditions must be at hand one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from claims import queries
from claims.confidence import least_confidence
from claims.exchanges import proposals
from claims.found import FoundClaims
from claims.models import (
    OPEN,
    REVIEWED,
    Act,
    Actor,
    ActorKind,
    Article,
    Claim,
    Issue,
    Kind,
    Outlet,
    Package,
    Stance,
    Standing,
    State,
    Statement,
)
from claims.models.actors import ActorQuerySet
from claims.models.claims import NEWEST, ClaimQuerySet, made_by
from claims.models.lookups import Numbers
from claims.models.searching import patterns_of, search_terms
from claims.models.visibility import open_to

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ORDERS: Mapping[str, tuple[StrOrPromise, tuple[Any, ...]]] = {
    "newest": (_("Newest first"), NEWEST),
    "oldest": (_("Oldest first"), (F("said_on").asc(nulls_last=True), "article_id", "start", "pk")),
    "added": (_("Last added first"), ("-added_at", "-pk")),
    "uncertain": (_("Least certain first"), ("confidence", "pk")),
}


class ClaimSearch(queries.QueryForm):
    """Claims. Without a state that means the reviewed ones."""

    q = queries.phrase()
    actor = queries.rows(Actor, _("actor"))
    issue = queries.rows(Issue, _("issue"))
    stance = queries.words(Stance, _("stance"))
    act = queries.words(Act, _("act"))
    kind = queries.words(Kind, _("wording"))
    outlet = queries.rows(Outlet, _("outlet"))
    state = queries.words(State, _("review state"))
    since = queries.day(pgettext_lazy("date", "from"))
    until = queries.day(pgettext_lazy("date", "to"))
    sort = queries.order({name: label for name, (label, _) in ORDERS.items()})

    defaults: ClassVar[dict[str, list[str]]] = {"state": [str(state) for state in REVIEWED], "sort": ["newest"]}
    orderings: ClassVar[Mapping[str, tuple[StrOrPromise, tuple[Any, ...]]]] = ORDERS
    legends: ClassVar[queries.Labels] = {
        "q": _("Search"),
        "state": _("Review"),
        "actor": _("Actor"),
        "issue": _("Issue"),
        "stance": _("Stance"),
        "act": _("Act"),
        "kind": _("Wording"),
        "outlet": _("Outlet"),
        "since": pgettext_lazy("date", "From"),
        "until": pgettext_lazy("date", "To"),
    }

    def __init__(self, request: HttpRequest, base: ClaimQuerySet | None = None) -> None:
        self.editor = request.user.has_perm("claims.change_claim")
        self.least = least_confidence(request.user)
        self._base = Claim.objects.all() if base is None else base
        # Whether only some claims can be asked for.
        self._some = base is not None
        super().__init__(request.GET)

    def clean_state(self) -> list[str]:
        """Return the states; tell a reader who asks for rejected claims who sees them."""
        states: list[str] = self.cleaned_data["state"]
        if State.REJECTED in states and not self.editor:
            raise forms.ValidationError(gettext("Rejected claims are shown to editors only. Sign in to see them."))
        return states

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it starts."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            del self.cleaned_data["since"]
            self.add_error(
                "until",
                gettext("The period ends on %(until)s, before it starts on %(since)s. It was left out.")
                % {"until": until, "since": since},
            )
        return self.cleaned_data

    @cached_property
    def hits(self) -> list[str]:
        """Patterns of the words of the search that may stand in a claim's sentence."""
        return patterns_of(search_terms(self.chosen.get("q", "")))

    @property
    def shows_suggestions(self) -> bool:
        """Whether unreviewed suggestions are among what is shown."""
        return State.SUGGESTED in self.values("state")

    @property
    def switched(self) -> str:
        """The address with the suggestions added, or taken out again."""
        states = [state for state in self.values("state") if state != State.SUGGESTED]
        return self.address(state=states if self.shows_suggestions else [*states, State.SUGGESTED])

    @property
    def waiting(self) -> int:
        """How many suggestions there are to show, whatever is asked for."""
        return self._open.suggested().count()

    @property
    def _open(self) -> ClaimQuerySet:
        return self._base.open_to(editor=self.editor, least=self.least)

    def only_by(self, names: Collection[str]) -> bool:
        """Return whether of the fields of all claims only those named are asked for."""
        return not self._some and {*names, "sort"} >= self.chosen.keys()

    def claims(self, *without: str) -> ClaimQuerySet:
        """Return the claims asked for, in order; ``without`` names facets to leave out."""
        claims = self._base.filter(self._asked(without, key="pk"))
        parts = {f"{name}s": self.chosen[name] for name in self._parts(without)}
        claims = claims.about(**parts) if parts else claims
        return claims.order_by(*self.orderings[self.values("sort")[0]][1])

    def standings(self, *without: str) -> QuerySet[Standing]:
        """Return the issues that the claims asked for are on, a row each, where they fit an issue or stance asked for.

        Those of all claims have the fields of the conditions themselves; among some claims they are looked up.
        """
        rows = Standing.objects.filter(together=False).order_by()
        if self._some:
            rows = rows.filter(claim__in=self.claims(*without).order_by().values("pk"))
        else:
            rows = rows.filter(self._asked(without, key="claim"))
        return rows.filter(**{f"{name}__in": self.chosen[name] for name in self._parts(without)})

    def _parts(self, without: Sequence[str]) -> list[str]:
        return [name for name in ("issue", "stance") if name in self.chosen and name not in without]

    def _asked(self, without: Sequence[str], *, key: str) -> Q:
        """Return the conditions but those on issues, for claims or rows that have their fields; ``key`` is the claim.

        Where suggestions are not asked for, how sure they are is not either.
        """
        chosen = {name: value for name, value in self.chosen.items() if name not in without}
        states = self.values("state")
        asked = Q() if "state" in without else Q(state__in=states)
        if "state" in without or State.SUGGESTED in states:
            asked &= open_to(editor=self.editor, least=self.least)
        if "actor" in chosen:
            asked &= made_by(chosen["actor"], key=key)
        paths = {
            "act": "act__in", "kind": "kind__in", "outlet": "article__outlet__in", "since": "said_on__gte",
            "until": "said_on__lte",
        }  # fmt: skip
        asked &= Q(**{path: chosen[name] for name, path in paths.items() if name in chosen})
        return asked if self._found is None else asked & Q(**{f"{key}__{self._lookup(key)}": self._found})

    def _lookup(self, key: str) -> str:
        """Return how to ask for what words find: in a list that an index has in order, its beginning is soon found."""
        in_order = key == "pk" and self._found and self._found.are_dense and self.values("sort") == ["newest"]
        return "among_many" if in_order else "among"

    @cached_property
    def found(self) -> FoundClaims | None:
        """What the words of the search find, for counting; None without words, and among some claims."""
        if "q" not in self.chosen or self._some:
            return None
        days = self._open.said_between(self.chosen.get("since"), self.chosen.get("until"))
        return FoundClaims(days.search(self.chosen["q"]), {**self.chosen, "state": self.values("state")})

    @cached_property
    def _found(self) -> Numbers | None:
        """The keys of what the words of the search find: looked up once, for the list and the count of each facet."""
        if "q" not in self.chosen:
            return None
        if self.found:
            return self.found.keys
        return Numbers(self._base.search(self.chosen["q"]).order_by().values_list("pk", flat=True))


class SubjectSearch(queries.QueryForm):
    """What claims are about or stand in, counted with the suggestions that the user may see."""

    def __init__(self, request: HttpRequest) -> None:
        self.least = least_confidence(request.user)
        super().__init__(request.GET)


class ArticleSearch(SubjectSearch):
    """Articles, by words of the title and by outlet."""

    q = queries.phrase()
    outlet = queries.rows(Outlet, _("outlet"))

    legends: ClassVar[queries.Labels] = {"q": _("Search"), "outlet": _("Outlet")}

    def articles(self) -> QuerySet[Article]:
        """Return the articles asked for, latest first, without their texts."""
        asked = Q(title__icontains=self.chosen["q"]) if "q" in self.chosen else Q()
        if "outlet" in self.chosen:
            asked &= Q(outlet__in=self.chosen["outlet"])
        counted = Article.objects.filter(asked).with_claim_counts(REVIEWED)
        counted = counted.with_claim_counts([State.SUGGESTED], into="suggested_count", least=self.least)
        return counted.with_source().defer("text").order_by(F("published_on").desc(nulls_last=True), "-pk")


class ActorSearch(SubjectSearch):
    """Actors that are not merged into another one, by any of their names and by kind."""

    ORDERS: ClassVar[queries.Labels] = {"claims": _("Most claims first"), "name": _("By name")}

    q = queries.phrase()
    kind = queries.words(ActorKind, _("kind"))
    sort = queries.order(ORDERS)

    defaults: ClassVar[dict[str, list[str]]] = {"sort": ["claims"]}
    legends: ClassVar[queries.Labels] = {"q": _("Search"), "kind": _("Kind")}

    def actors(self) -> ActorQuerySet:
        """Return the actors asked for, in order."""
        actors = self._named()
        if "kind" in self.chosen:
            actors = actors.filter(kind__in=self.chosen["kind"])
        counted = actors.with_claim_counts(REVIEWED)
        counted = counted.with_claim_counts([State.SUGGESTED], into="suggested_count", least=self.least)
        by_claims = ["-claim_count", "-suggested_count"] if self.values("sort") == ["claims"] else []
        return counted.order_by(*by_claims, "name", "pk")

    def counts_by_kind(self) -> dict[str, int]:
        """Return how many actors there are of each kind, whatever kind is asked for."""
        return dict(self._named().order_by().values_list("kind").annotate(Count("pk")))

    def _named(self) -> ActorQuerySet:
        actors = Actor.objects.current()
        return actors.named(self.chosen["q"]) if "q" in self.chosen else actors


class _WithSuggestions(queries.QueryForm):
    """A list that holds what is reviewed, and suggestions only if they are asked for."""

    q = queries.phrase()
    all = forms.ChoiceField(choices=[("1", _("with suggestions"))], required=False)

    def __init__(self, request: HttpRequest) -> None:
        self.editor, self._least = request.user.has_perm("claims.change_claim"), least_confidence(request.user)
        super().__init__(request.GET)

    def seen(self, states: list[str]) -> ClaimQuerySet:
        """Return the claims of these states that the reader may see."""
        return Claim.objects.filter(state__in=states).open_to(editor=self.editor, least=self._least)

    @property
    def shows_suggestions(self) -> bool:
        """Whether unreviewed suggestions are in the list."""
        return "all" in self.chosen

    @property
    def switched(self) -> str:
        """The address of the list with suggestions shown, or hidden again."""
        return self.address(all="" if self.shows_suggestions else "1")

    @property
    def states(self) -> list[str]:
        """The review states of claims that are shown."""
        return self.states_with(self.shows_suggestions)

    @staticmethod
    def states_with(suggestions: bool) -> list[str]:  # noqa: FBT001  (the one thing it is about)
        """Return the review states of claims that are shown with or without suggestions."""
        return [str(state) for state in (OPEN if suggestions else REVIEWED)]


class StatementSearch(_WithSuggestions):
    """Statements with two witnesses and more, by words of what is said and the speaker."""

    def statements(self) -> QuerySet[Statement]:
        """Return the statements asked for, the latest first."""
        return self._found(self.states)

    def waiting(self, shown: int) -> int:
        """Return how many more than those ``shown`` there are with suggestions."""
        return 0 if self.shows_suggestions else self._found([*OPEN]).count() - shown

    def _found(self, states: list[str]) -> QuerySet[Statement]:
        asked = self.seen(states)
        if "q" in self.chosen:
            asked = asked.search(self.chosen["q"])
        told = asked.filter(statement__isnull=False).order_by().values("statement")
        return Statement.objects.filter(pk__in=told).reported_twice().latest_first()


class ExchangeSearch(_WithSuggestions):
    """Demands and offers, by words and by whether anybody has answered."""

    answers = forms.ChoiceField(choices=[("some", _("answered")), ("none", _("not answered"))], required=False)

    legends: ClassVar[queries.Labels] = {"q": _("Search"), "answers": _("Answers")}
    answer_choices: ClassVar[list[tuple[str, StrOrPromise]]] = [
        ("", _("All")),
        ("some", _("Answered")),
        ("none", _("Not answered")),
    ]

    def proposals(self) -> ClaimQuerySet:
        """Return the proposals asked for, the latest first."""
        return self._found(self.states)

    def waiting(self) -> int:
        """Return how many more there are with suggestions."""
        more = [str(state) for state in OPEN if state not in self.states]
        return self._found(more).count() if more else 0

    def _found(self, states: list[str]) -> ClaimQuerySet:
        answered = {"some": True, "none": False}.get(self.chosen.get("answers", ""))
        found = proposals(self.seen(states), answered=answered)
        return found.search(self.chosen["q"]) if "q" in self.chosen else found


class PackageSearch(_WithSuggestions):
    """Packages of terms, and two of them (``a`` and ``b``, by key) to be compared."""

    a = queries.keyed(Package.objects.open_to_readers(suggestions=True), "package")
    b = queries.keyed(Package.objects.open_to_readers(suggestions=True), "package")

    def packages(self) -> QuerySet[Package]:
        """Return the packages that are shown."""
        return Package.objects.open_to_readers(suggestions=self.shows_suggestions)

    def waiting(self) -> int:
        """Return how many more there are with suggestions."""
        every = Package.objects.open_to_readers(suggestions=True)
        return 0 if self.shows_suggestions else every.count() - self.packages().count()
