"""A real Chromium against a live server, and a small scene to look at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from claims.models import Alias, Claim, Event, Issue, MatchingTerm, Package, Segment, Statement, Term
from tests.factories import make_actor, make_article, make_claim, make_issue, make_link, make_office, make_outlet

# Playwright's synchronous interface runs an event loop, in which Django otherwise refuses to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip

TEXT = """Border talks resume in Geneva

By Eva Holm

Share this page

Anna Berg, the foreign minister, said the border must stay open if the truce holds.

"We will not yield," Bo Dahl told reporters on Friday. He said Anna Berg had promised that ships would wait.

Read also: more of the same
"""


@dataclass(frozen=True)
class Scene:
    """The claims that the tests look at."""

    reviewed: Claim
    suggested: Claim

    def address(self, pattern: str) -> str:
        """Return an address in which the keys of the scene's rows are filled in."""
        first, second = Package.objects.order_by("pk").values_list("pk", flat=True)
        keys = {"reviewed": self.reviewed.pk, "suggested": self.suggested.pk, "article": self.reviewed.article_id}
        rows = {"statement": Statement.objects.first(), "event": Event.objects.first()}
        keys |= {name: row.pk for name, row in rows.items() if row}
        return pattern.format(**keys, package=first, other=second)


def _chromium() -> str:
    for name in (os.environ.get("PEACETRACKER_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if path := name and shutil.which(name):
            return path
    reason = "no Chromium found; install it (Debian: apt install chromium) or name it in PEACETRACKER_CHROMIUM"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser(live_server: LiveServer) -> Iterator[Browser]:
    """One Chromium for all tests, closed before the server is: that then leaves no connection open."""
    path = _chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A window on the live server that notes every complaint of the browser."""

    page: Page
    base: str
    complaints: list[str]

    def open(self, address: str) -> None:
        """Go to a page of the site and wait until it is loaded."""
        self.page.goto(self.base + address)


@dataclass
class Visitor:
    """Opens windows of any size, theme and ability."""

    browser: Browser
    base: str
    contexts: list[BrowserContext]
    complaints: list[str]

    def visit(self, *, width: int = 1440, dark: bool = False, javascript: bool = True) -> Visit:
        """Return a new window with its own storage."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return Visit(page, self.base, self.complaints)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer) -> Iterator[Visitor]:
    """Somebody with a browser; the test fails if the browser complains about anything."""
    visitor = Visitor(browser, live_server.url, [], [])
    yield visitor
    for context in visitor.contexts:
        context.close()
    assert visitor.complaints == []


@pytest.fixture
def scene(live_server: LiveServer, editor: User) -> Scene:
    """One article with reviewed and suggested claims, and enough around them to fill every page."""
    norway = make_actor("Norway", slug="norway", kind="state")
    anna = make_actor("Anna Berg", slug="anna-berg", part_of=norway, description="Foreign minister")
    bo = make_actor("Bo Dahl", slug="bo-dahl", provisional=True)
    Alias.objects.create(actor=anna, text="Анна Берг", language="uk")
    make_office("Foreign minister", body=norway, holder=anna, started="2020-01-02")
    border, ships = make_issue("Border", slug="border"), make_issue("Ships", slug="ships")
    MatchingTerm.objects.create(issue=border, text="border ... open")
    outlet = make_outlet(slug="wire", name="The Wire")
    article = make_article(
        TEXT, title="Border talks resume in Geneva", outlet=outlet, byline="Eva Holm", url="https://example.org/talks",
        published_on="2024-06-14", published_precision="day", published_basis="front matter",
    )  # fmt: skip
    _cut(article.pk)
    reviewed = make_claim(
        article, source="Anna Berg, the foreign minister,", cue="said", content="the border must stay open",
        speaker=anna, issues={border: "for", ships: "against"}, said_on="2024-06-14", said_on_precision="day",
        said_on_basis="publication date", conditional=True, reason=["cue:said"], extractor_version="model-1",
    ).accept(editor)  # fmt: skip
    suggested = make_claim(
        article, source="Bo Dahl", cue="told", content='"We will not yield,"', act="reject", kind="direct", speaker=bo,
        issues={border: "neutral"}, speaker_candidates=["anna-berg"],
    )  # fmt: skip
    make_claim(article, source="He", cue="said", content="Anna Berg had promised that ships would wait", act="report")
    make_claim(article, source="Anna Berg", cue="had promised", content="ships would wait", act="commit", speaker=anna)
    _put_forward(reviewed, border, editor)
    make_link(reviewed, suggested, "contradicts", reasons=["issue:border"], score=0.8)
    for number in range(30):
        make_claim(speaker=anna, act="offer", state="accepted", issues={border: "for"}, confidence=number / 30)
    return Scene(reviewed, suggested)


@pytest.fixture
def full_scene(scene: Scene) -> Scene:
    """The scene with an event, on which two outlets report a statement in different words, and with an answer to it."""
    Event.objects.create(name="Talks in Geneva", kind="talks", started_on="2024-06-13", ended_on="2024-06-14")
    article = make_article(
        "Anna Berg said the border stays open. She also said that ships must wait.", title="In other words",
        outlet=make_outlet(slug="post", name="The Post"), published_on="2024-06-15", published_precision="day",
    )  # fmt: skip
    said = {"speaker": scene.reviewed.speaker, "said_on": "2024-06-14", "said_on_precision": "day", "state": "accepted"}
    other = make_claim(article, source="Anna Berg", cue="said", content="the border stays open", **said)
    make_claim(article, source="She", cue="said", content="that ships must wait", **said)
    statement = Statement.objects.create(canonical=scene.reviewed)
    Claim.objects.filter(pk__in=[scene.reviewed.pk, other.pk]).update(statement=statement)
    make_link(scene.suggested, scene.reviewed, "responds_to", reasons=["issue:border"], score=0.8, outcome="rejects")
    return scene


def _put_forward(claim: Claim, issue: Issue, editor: User) -> None:
    """Give the claim a part and a condition, and let an accepted and a suggested term rest on it."""
    claim.set_spans(
        source=claim.source, cue=claim.cue, content=claim.content, condition=_place("if the truce holds", claim.text)
    )
    claim.save()
    row = claim.claim_issues.get(issue=issue)
    row.act = "offer"
    row.set_content(_place("the border", claim.text))
    row.save()
    assert claim.speaker is not None
    package = Package.objects.create(name="Anna Berg, 14 June 2024", actor=claim.speaker).accept(editor)
    for wording, state in (("Keep the border open", "accepted"), ("Open every gate", "suggested")):
        term = Term.objects.create(
            actor=claim.speaker, issue=issue, act="demand", stance="for", wording=wording, state=state,
            conditions="if the truce holds", package=package,
        )  # fmt: skip
        term.claims.add(claim)
    other = Package.objects.create(name="Bo Dahl's answer", actor=make_actor("Sudland", slug="sudland")).accept(editor)
    for on, stance in ((issue, "against"), (make_issue("Grain", slug="grain"), "for")):
        Term.objects.create(
            actor=other.actor,
            issue=on,
            act="demand",
            stance=stance,
            wording="As it was",
            state="accepted",
            package=other,
        )


def _place(words: str, text: str) -> list[list[int]]:
    return [[text.index(words), text.index(words) + len(words)]]


def _cut(article: int) -> None:
    Segment.objects.filter(article=article).delete()
    for kind, label, words in (
        ("headline", "", "Border talks resume in Geneva"),
        ("byline", "", "By Eva Holm"),
        ("boilerplate", "share-bar", "Share this page"),
        ("boilerplate", "teaser", "Read also: more of the same"),
    ):
        start = TEXT.index(words)
        Segment.objects.create(article_id=article, kind=kind, label=label, start=start, end=start + len(words))
