"""Every model has its pages, for those who may see them, in a fixed number of queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import (
    Actor,
    Alias,
    Article,
    ArticleVersion,
    Claim,
    ClaimIssue,
    Event,
    Issue,
    Link,
    MatchingTerm,
    Office,
    Origin,
    Outlet,
    Package,
    Segment,
    Statement,
    Tenure,
    Term,
)
from tests.admin.pages import address, text_of, typed
from tests.factories import make_actor, make_article, make_claim, make_issue, make_outlet

MODELS: list[type[Any]] = [
    Outlet, Origin, Article, Segment, ArticleVersion, Actor, Alias, Office, Tenure, Issue, MatchingTerm, Claim,
    ClaimIssue, Statement, Link, Package, Term, Event,
]  # fmt: skip
NOT_ADDED = [Article, ArticleVersion]
# Kept by the program: keys to find links by, and what the review pages write down, show and undo. A row changed by
# hand would tell of what never happened.
BEHIND_PAGES = {
    "Action", "Assignment", "Change", "ClaimKey", "Comment", "LinkDecision", "LinkStep", "Mention", "Seat",
    "SecondOpinion", "Standing", "TextBand",
}  # fmt: skip
by_name = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
clients = pytest.mark.parametrize("who", ["admin_client", "editor_client"])


def make_world() -> None:
    """Store one more row of each model."""
    outlet = make_outlet(actor=make_actor(kind="outlet"), names=["The Paper"], domains=["paper.example"])
    origin = Origin.objects.create(outlet=outlet)
    article = make_article(outlet=outlet, origin=origin, published_on="2024-06-14", published_precision="day")
    ArticleVersion.objects.create(article=article, number=7, text="Earlier.", checksum="0" * 64)
    issue = make_issue(parent=make_issue())
    MatchingTerm.objects.create(issue=issue, text="open border*")
    speaker, friend = make_actor(part_of=make_actor(kind="state")), make_actor()
    Alias.objects.create(actor=speaker, text="The minister")
    office = Office.objects.create(slug=f"office-{speaker.pk}", name="Minister", body=friend, titles=["minister"])
    Tenure.objects.create(office=office, holder=speaker, started="2020-01-01")
    one = make_claim(article, speaker=speaker, issues={issue: "for"}, said_on="2024-06-14", said_on_precision="day")
    other = make_claim(article, speaker=friend, nested_in=one)
    one.co_speakers.add(friend)
    Link.objects.create(a=one, b=other, relation="same_statement")
    Statement.objects.create(canonical=one)
    package = Package.objects.create(name="Plan", actor=speaker, put_forward_on="2024-06-14")
    term = Term.objects.create(
        actor=speaker, issue=issue, act="demand", stance="for", wording="Open it", package=package
    )
    term.claims.add(one)
    event = Event.objects.create(name=f"Talks {one.pk}", kind="talks", started_on="2024-06-14")
    event.actors.add(speaker)


def test_every_model_is_registered() -> None:
    ours = {model for model in apps.get_app_config("claims").get_models() if not hasattr(model, "history_type")}
    ours = {model for model in ours if not model.__name__.startswith("Historical")}
    ours = {model for model in ours if model.__name__ not in BEHIND_PAGES}
    assert ours == set(MODELS) == {model for model in admin.site._registry if model._meta.app_label == "claims"}


@by_name
@clients
@pytest.mark.django_db
def test_pages_open(model: type[Any], who: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who)
    make_world()
    row = model.objects.first()
    assert client.get(address(model, "changelist"), {"q": "a"}).status_code == 200
    assert client.get(address(row, "change")).status_code == 200
    assert client.get(address(row, "history")).status_code == 200
    assert client.get(address(model, "add")).status_code == (403 if model in NOT_ADDED else 200)


@by_name
@pytest.mark.django_db
def test_pages_are_for_editors_only(model: type[Any], client: Client, reader_client: Client) -> None:
    make_world()
    for url in (address(model, "changelist"), address(model, "add"), address(model.objects.first(), "change")):
        for visitor in (client, reader_client):
            response = visitor.get(url)
            assert response.status_code == 302
            assert response["Location"].startswith("/admin/login/")


def test_pages_tell_a_reader_why_they_are_refused(reader_client: Client) -> None:
    response = reader_client.get(address(Claim, "changelist"), follow=True)
    assert "You are authenticated as reader, but are not authorized" in text_of(response)


@by_name
@pytest.mark.django_db
def test_changelist_takes_the_same_queries_for_more_rows(model: type[Any], admin_client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert admin_client.get(address(model, "changelist")).status_code == 200
        return len(queries)

    make_world()
    make_world()
    count()  # fills the cache of content types
    few = count()
    for _ in range(4):
        make_world()
    assert count() <= few


@pytest.mark.parametrize("model", [model for model in MODELS if model is not ArticleVersion], ids=lambda m: m.__name__)
@clients
@pytest.mark.django_db
def test_unchanged_page_saves(model: type[Any], who: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who)
    make_world()
    url = address(model.objects.first(), "change")
    response = client.post(url, typed(client, url))
    assert response.status_code == 302, response.context["errors"]


@pytest.mark.parametrize("model", [Actor, Article, Claim], ids=lambda model: model.__name__)
def test_unchanged_page_is_no_edit(model: type[Any], editor_client: Client) -> None:
    make_world()
    row = model.objects.first()
    editor_client.post(address(row, "change"), typed(editor_client, address(row, "change")))
    row.refresh_from_db()
    assert (row.edit_version, row.history.count()) == (1, 1 if model is not Claim else row.history.count())


@pytest.mark.parametrize("model", [model for model in MODELS if model not in NOT_ADDED], ids=lambda m: m.__name__)
def test_empty_add_form_says_what_is_missing(model: type[Any], editor_client: Client) -> None:
    response = editor_client.post(address(model, "add"), typed(editor_client, address(model, "add")))
    if model in (Origin, Statement):
        assert response.status_code == 302
    else:
        assert "This field is required." in text_of(response) or "Nothing is marked." in text_of(response)


@pytest.mark.parametrize("model", [Article, Actor, Issue, Outlet, Claim], ids=lambda model: model.__name__)
def test_autocomplete_finds(model: type[Any], editor_client: Client) -> None:
    make_world()
    asked: dict[Any, tuple[str, str]] = {
        Article: ("claim", "article"),
        Actor: ("claim", "speaker"),
        Issue: ("claimissue", "issue"),
        Outlet: ("article", "outlet"),
        Claim: ("link", "a"),
    }
    name, field = asked[model]
    query = {"app_label": "claims", "model_name": name, "field_name": field, "term": ""}
    assert editor_client.get(reverse("admin:autocomplete"), query).json()["results"]


@by_name
def test_every_foreign_key_is_found_by_typing(model: type[Any], rf: RequestFactory) -> None:
    page = admin.site._registry[model]
    shown = {*page.autocomplete_fields, *page.get_readonly_fields(rf.get("/")), "issues"}
    keys = {field.name for field in [*model._meta.fields, *model._meta.many_to_many] if field.is_relation}
    assert {name for name in keys if model._meta.get_field(name).editable} <= shown


def test_index_names_the_site_and_leads_back(editor_client: Client) -> None:
    page = text_of(editor_client.get(reverse("admin:index")))
    assert '<a href="/admin/">PeaceTracker</a>' in page
    assert '<a href="/">View site</a>' in page


def test_login_lets_an_editor_in(client: Client, editor: Model) -> None:
    response = client.post("/admin/login/?next=/admin/", {"username": "editor", "password": "editor-pass-1"})
    assert (response.status_code, response["Location"]) == (302, "/admin/")


@by_name
@pytest.mark.django_db
def test_pages_hold_nothing_the_content_security_policy_refuses(model: type[Any], admin_client: Client) -> None:
    make_world()
    row = model.objects.first()
    for url in (address(model, "changelist"), address(row, "change"), address(row, "history")):
        page = text_of(admin_client.get(url))
        assert " style=" not in page
        assert "<style" not in page
        assert "<script>" not in page
        assert " onclick=" not in page
