"""Terms on the pages of issues and actors: hidden until reviewed or asked for, each with what it rests on."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims import term_lists
from claims.models import Actor, Issue, Package, Term
from tests.factories import make_actor, make_claim, make_issue

pytestmark = pytest.mark.django_db
BOTH = "?state=accepted&state=corrected&state=suggested"


@pytest.fixture
def anna() -> Actor:
    return make_actor("Anna Berg", slug="anna")


@pytest.fixture
def border() -> Issue:
    return make_issue("Border", slug="border")


def make_term(actor: Actor, issue: Issue, wording: str = "Open the gates", **values: Any) -> Term:
    claims = values.pop("claims", [])
    given = {"act": "demand", "stance": "for", "wording": wording, **values}
    term = Term.objects.create(actor=actor, issue=issue, **given)
    term.claims.set(claims)
    return term


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("address", ["/issues/border/", "/actors/anna/"])
def test_suggested_term_is_hidden_until_asked_for(client: Client, anna: Actor, border: Issue, address: str) -> None:
    claim = make_claim(speaker=anna, issues={border: "for"})
    make_term(anna, border, claims=[claim])
    page = shown(client, address)
    assert "Open the gates" not in page
    assert "2 suggestions found" in page
    page = shown(client, address + BOTH)
    assert "Open the gates" in page
    assert '<span class="state state-suggested">Unreviewed suggestion</span>' in page
    assert f'<a href="/claims/{claim.pk}/">claim {claim.pk}</a>' in page


@pytest.mark.parametrize(
    ("address", "subject"), [("/issues/border/", "/actors/anna/"), ("/actors/anna/", "/issues/border/")]
)
def test_accepted_term_is_shown_with_conditions_package_and_evidence(
    client: Client, anna: Actor, border: Issue, editor: User, address: str, subject: str
) -> None:
    package = Package.objects.create(name="Plan of June", actor=anna).accept(editor)
    claim = make_claim(speaker=anna, issues={border: "for"}, said_on="2024-06-14", said_on_precision="day")
    unreviewed = make_claim(speaker=anna)
    make_term(
        anna, border, state="accepted", conditions="if the ships leave", package=package,
        claims=[claim.accept(editor), unreviewed],
    )  # fmt: skip
    page = shown(client, address)
    assert f'<h3 class="term-subject"><a href="{subject}">' in page
    part = f'Part of: <a href="/packages/{package.pk}/">Plan of June</a>.'
    for words in ("demands:</span> Open the gates", "if the ships leave", part, "14 June 2024"):
        assert words in page
    assert f"claim {claim.pk}</a>" in page
    assert f"claim {unreviewed.pk}</a>" not in page


def test_term_without_standing_claims_and_rejected_term_are_not_shown(
    client: Client, anna: Actor, border: Issue, editor: User
) -> None:
    make_term(anna, border, "Resting on nothing", claims=[make_claim().reject(editor, "Not said")])
    make_term(anna, border, "Put aside", state="rejected", claims=[make_claim()])
    page = shown(client, "/issues/border/" + BOTH)
    assert "Resting on nothing" not in page
    assert "Put aside" not in page


def test_suggested_package_is_not_named_beside_an_accepted_term(client: Client, anna: Actor, border: Issue) -> None:
    package = Package.objects.create(name="Plan of June", actor=anna)
    make_term(anna, border, state="accepted", package=package)
    assert "Plan of June" not in shown(client, "/issues/border/")
    assert "Plan of June" in shown(client, "/issues/border/" + BOTH)


def test_only_editors_are_led_to_the_admin(client: Client, editor_client: Client, anna: Actor, border: Issue) -> None:
    term = make_term(anna, border, state="accepted")
    link = f"/admin/claims/term/{term.pk}/change/"
    assert link not in shown(client, "/issues/border/")
    assert link in shown(editor_client, "/issues/border/")


def test_too_many_terms_are_counted(
    client: Client, anna: Actor, border: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(term_lists, "MOST_TERMS", 2)
    for number in range(5):
        make_term(anna, border, f"Term {number}", state="accepted")
    assert "3 more terms with fewer claims are not shown." in shown(client, "/issues/border/")


def test_terms_are_escaped(client: Client, anna: Actor, border: Issue) -> None:
    make_term(anna, border, "<script>alert(1)</script>", conditions="<script>alert(2)</script>", state="accepted")
    assert "<script>alert" not in shown(client, "/issues/border/")


@pytest.mark.parametrize("address", ["/issues/border/", "/actors/anna/"])
def test_more_terms_take_no_more_queries(
    client: Client, anna: Actor, border: Issue, address: str, django_assert_num_queries: Any
) -> None:
    def add() -> None:
        make_term(anna, border, state="accepted", claims=[make_claim(state="accepted"), make_claim(state="accepted")])

    add()
    with django_assert_num_queries(10 if "issues" in address else 16) as few:
        client.get(address)
    for _ in range(3):
        add()
    with django_assert_num_queries(len(few)):
        client.get(address)
