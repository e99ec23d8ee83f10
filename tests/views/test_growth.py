"""Every reading page takes the same queries however many rows there are: for visitors and editors, fragments too."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from claims.models import (
    Actor,
    Alias,
    Article,
    Claim,
    Event,
    Issue,
    MatchingTerm,
    Package,
    Statement,
    Term,
)  # fmt: skip
from claims.sitemaps import SITEMAPS
from claims.urls import urlpatterns
from claims.views.review.urls import review_urls
from tests.factories import make_actor, make_article, make_claim, make_issue, make_link, make_office, make_outlet

pytestmark = pytest.mark.django_db
BOTH = "state=accepted&state=corrected&state=suggested"
NARROWED = "actor=anna&issue=border&since=2024-01-01&until=2024-12-31"
# Each form of each page. What a fragment of a page needs is asked of every address as well.
PAGES = [
    "/",
    "/claims/",
    f"/claims/?{BOTH}",
    f"/claims/?q=border+actor:anna&{NARROWED}&act=demand&act=offer&stance=for&kind=indirect",
    "/claims/?sort=oldest&page=2",
    "/claims/?q=zeppelin",
    "/claims/export.csv",
    f"/claims/export.csv?{BOTH}&q=border",
    "/claims/export.jsonl",
    f"/claims/export.jsonl?{BOTH}",
    "/claims/{claim}/",
    "/claims/{suggested}/",
    "/claims/{rejected}/",
    "/articles/",
    "/articles/?q=report",
    "/articles/{article}/",
    "/articles/{article}/?" + BOTH,
    "/actors/",
    "/actors/?q=anna&kind=person",
    "/actors/anna/",
    f"/actors/anna/?{BOTH}",
    "/issues/",
    "/issues/border/",
    f"/issues/border/?{BOTH}",
    "/statements/",
    "/statements/?all=1&q=border",
    "/statements/{statement}/",
    "/exchanges/",
    f"/exchanges/?{BOTH}&actor=anna&answers=some",
    "/exchanges/?answers=none",
    "/exchanges/{claim}/",
    "/packages/",
    "/packages/?a={package}&b={other}",
    f"/packages/?a={{package}}&b={{other}}&all=1&{BOTH}",
    "/packages/{package}/",
    "/timeline/",
    f"/timeline/?{BOTH}&{NARROWED}",
    "/timeline/?since=2024-03-01&until=2024-03-31",
    "/sources/",
    "/sources/?q=outlet",
    "/sources/coverage/",
    "/sources/coverage/?event={event}&actor=anna&issue=border",
    "/sources/coverage/?since=2024-03-01&until=2024-03-02",
    "/sources/coverage/export.csv",
    "/sources/coverage/export.csv?since=2024-03-01&until=2024-03-31&actor=anna",
    "/positions/?on=2024-12-31",
    "/positions/?on=2024-12-31&versus=2024-01-01&by=speakers&columns=all&claims=suggested",
    "/positions/?on=2024-12-31&actor=anna&issue=border",
    "/positions/export.csv?on=2024-12-31&columns=all",
    "/positions/export.csv?on=2024-12-31&versus=2024-01-01&by=speakers&claims=suggested",
    "/robots.txt",
    "/sitemap.xml",
    *(f"/sitemap-{section}.xml" for section in SITEMAPS),
]
# What editors do to statements and links, which are no pages.
DECISIONS = {"statement_join", "statement_split", "decision_undo", "link_decide"}


@dataclass
class World:
    """Some of everything, hung on one actor, issue, article, statement and exchange, of all of which there is more."""

    anna: Actor
    border: Issue
    article: Article
    claim: Claim
    editor: User
    grown: int = 0

    def address(self, pattern: str) -> str:
        """Return an address in which the keys of the first rows are filled in."""
        first, second = Package.objects.order_by("pk").values_list("pk", flat=True)[:2]
        keys = {state: Claim.objects.filter(state=state).order_by("pk")[0].pk for state in ("suggested", "rejected")}
        keys |= {"claim": self.claim.pk, "article": self.article.pk, "statement": self.claim.statement_id or 0}
        return pattern.format(**keys, package=first, other=second, event=Event.objects.order_by("pk")[0].pk)

    def grow(self) -> None:
        """Add some of everything."""
        self.grown += 1
        for add in (self._actors, self._issues, self._reports, self._claims, self._answers, self._packages):
            add()
        Event.objects.create(name=f"Talks {self.grown}", kind="talks", started_on=self.day)

    @property
    def day(self) -> date:
        """Another day with each growth."""
        return date(2024, 3, 1) + timedelta(days=self.grown % 40)

    def _actors(self) -> None:
        make_actor(part_of=self.anna)
        make_office("Chair", body=self.anna, holder=make_actor())
        make_office("Chief", body=make_actor(kind="state"), holder=self.anna)
        Alias.objects.create(actor=self.anna, text=f"Anna {self.grown}")

    def _issues(self) -> None:
        make_issue(parent=self.border)
        make_issue(headline=True)
        MatchingTerm.objects.create(issue=self.border, text=f"border {self.grown}")

    def _reports(self) -> None:
        """Report what was said once more, in another outlet."""
        outlet = make_outlet()
        for said, values in (("must stay open", {"statement": self.claim.statement}), ("stays open", {})):
            text = f"Report {self.grown} of {outlet.name}. Anna Berg said the border {said}."
            report = make_article(text, outlet=outlet, published_on=self.day, published_precision="day")
            self._claim(report, content=f"the border {said}", source="Anna Berg", cue="said", **values)
        self.article.versions.create(number=self.grown, text="As it was", checksum=f"{self.grown:064}")

    def _claims(self) -> None:
        """Let more be said in the article, of which some waits and some was rejected; and correct the claim."""
        for state in ("accepted", "corrected", "suggested", "suggested", "rejected"):
            reason = "duplicate" if state == "rejected" else ""
            self._claim(
                self.article, state=state, state_reason=reason, reported_via=make_actor(), addressee=make_actor()
            )
        unknown = [make_actor().slug, make_actor().slug]
        self._claim(self.article, state="suggested", speaker=None, speaker_candidates=unknown, nested_in=self.claim)
        statement = Statement.objects.create(canonical=self._claim(self.article))
        Claim.objects.filter(pk__in=[statement.canonical_id, self._claim().pk]).update(statement=statement)
        self.claim.co_speakers.add(make_actor())
        self.claim.claim_issues.create(issue=make_issue(), stance="against")
        self.claim.act = "offer" if self.claim.act == "demand" else "demand"
        self.claim.correct(self.editor)

    def _answers(self) -> None:
        answer = self._claim(speaker=make_actor())
        make_link(answer, self.claim, "responds_to", reasons=["issue:border"], outcome="rejects", state="confirmed")
        make_link(self._claim(speaker=make_actor()), answer, "responds_to", reasons=["issue:border"], score=0.7)
        make_link(self.claim, self._claim(state="suggested"), "contradicts", reasons=["issue:border"], score=0.7)
        make_link(self.claim, self._claim(), "same_statement", reasons=["words:0.9"], score=0.7)
        self.claim.statement.join(self._claim(), self.editor) if self.claim.statement else None

    def _packages(self) -> None:
        for actor in (self.anna, make_actor(kind="state")):
            package = Package.objects.create(name=f"Plan {self.grown}", actor=actor, put_forward_on=self.day)
            for state in ("accepted", "accepted", "suggested"):
                self._term(package, make_issue(), state)
            package.accept(self.editor)
        for package in Package.objects.order_by("pk")[:2]:
            self._term(package, self.border, "accepted")

    def _term(self, package: Package, issue: Issue, state: str) -> None:
        term = Term.objects.create(
            actor=package.actor, issue=issue, act="demand", stance="for", wording=f"Open {issue.name} {self.grown}",
            state=state, package=package,
        )  # fmt: skip
        term.claims.add(self.claim, self._claim())

    def _claim(self, article: Article | None = None, **values: Any) -> Claim:
        """Return a claim of Anna on the border and on something new, said with somebody new."""
        said = {"said_on": self.day, "said_on_precision": "day", "said_on_basis": "publication date"}
        values = {"speaker": self.anna, "state": "accepted", "issues": {self.border: "for", make_issue(): "against"},
                  **said, **values}  # fmt: skip
        claim = make_claim(article or make_article(outlet=make_outlet()), **values)
        claim.co_speakers.add(make_actor())
        return claim


@pytest.fixture
def world(editor: User) -> World:
    """Two of everything."""
    anna = make_actor("Anna Berg", slug="anna", part_of=make_actor("Norway", kind="state"))
    border = make_issue("Border", slug="border", headline=True, parent=make_issue())
    article = make_article(outlet=make_outlet(), published_on="2024-03-01", published_precision="day")
    claim = make_claim(article, speaker=anna, state="accepted", issues={border: "for"}, said_on="2024-03-01",
                       said_on_precision="day")  # fmt: skip
    statement = Statement.objects.create(canonical=claim)
    Claim.objects.filter(pk=claim.pk).update(statement=statement)
    claim.refresh_from_db()
    world = World(anna, border, article, claim, editor)
    for _ in range(2):
        world.grow()
    return world


def _asked(client: Client, address: str, headers: dict[str, str]) -> Counter[str]:
    """Return how often each query is asked, whatever values it is asked with."""
    with CaptureQueriesContext(connection) as queries:
        response: Any = client.get(address, headers=headers)
        if response.streaming:
            list(response)
    assert response.status_code in {200, 404, 410}, address
    return Counter(_VALUES.sub("?", query["sql"]) for query in queries)


_VALUES = re.compile(r"'(?:[^']|'')*'|\b\d+\b")


def _let_it_plan() -> None:
    """Count the rows for PostgreSQL, which knows nothing of a transaction's own and then plans queries of seconds."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@pytest.mark.parametrize(
    ("who", "headers"),
    [("visitor", {}), ("editor", {}), ("editor", {"HX-Request": "true"})],
    ids=["visitor", "editor", "fragment"],
)
def test_pages_take_the_same_queries_however_many_rows(world: World, who: str, headers: dict[str, str]) -> None:
    client = Client()
    if who == "editor":
        client.force_login(world.editor)
    _let_it_plan()
    few = {pattern: _asked(client, world.address(pattern), headers) for pattern in PAGES}
    for _ in range(2):
        world.grow()
    _let_it_plan()
    grown = {}  # by page: queries before and after, and those that came to be asked more often
    for pattern, before in few.items():
        after = _asked(client, world.address(pattern), headers)
        if after.total() != before.total():
            grown[pattern] = (before.total(), after.total(), (after - before).most_common(3))
    assert grown == {}


def test_every_reading_page_is_among_the_pages() -> None:
    keys = dict.fromkeys(("claim", "suggested", "rejected", "article", "statement", "package", "other", "event"), 1)
    counted = {resolve(pattern.format(**keys).partition("?")[0]).url_name for pattern in PAGES}
    editors = {pattern.name for pattern in review_urls}
    assert counted == {pattern.name for pattern in urlpatterns} - editors - DECISIONS
