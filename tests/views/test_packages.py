"""Packages of terms: hidden until accepted or asked for, aligned issue by issue, linked from where they matter."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Actor, Claim, Issue, Package, Term
from claims.packages import Fit, compared, fit_of, terms_of
from tests.factories import make_actor, make_claim, make_issue

pytestmark = pytest.mark.django_db


def make_package(name: str, actor: Actor, editor: User | None = None, **stances: tuple[Issue, str]) -> Package:
    package = Package.objects.create(name=name, actor=actor)
    for wording, (issue, stance) in stances.items():
        term = Term.objects.create(
            actor=actor, issue=issue, act="demand", stance=stance, wording=wording, package=package
        )
        if editor:
            term.accept(editor)
    return package.accept(editor) if editor else package


def shown(client: Client, address: str, **headers: Any) -> str:
    response = client.get(address, **headers)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.fixture
def two(editor: User) -> tuple[Package, Package]:
    """Packages that oppose each other on the border, agree on ships, and each say something that the other does not."""
    border, ships = make_issue("Border", slug="border"), make_issue("Ships", slug="ships")
    grain, fish = make_issue("Grain", slug="grain"), make_issue("Fish", slug="fish")
    grain.excludes.add(fish)
    first = make_package(
        "First plan", make_actor("Norland", slug="norland"), editor,
        gates_open=(border, "for"), ships_wait=(ships, "for"), grain_first=(grain, "for"),
    )  # fmt: skip
    second = make_package(
        "Second plan", make_actor("Sudland", slug="sudland"), editor,
        gates_shut=(border, "against"), ships_pause=(ships, "for"), fish_first=(fish, "for"),
    )  # fmt: skip
    return first, second


def test_two_packages_are_aligned_issue_by_issue_with_gaps(two: tuple[Package, Package]) -> None:
    found = compared(*two, terms_of(two, suggestions=False))
    aligned = [(pair.issue.slug, pair.fit, [issue.slug for issue in pair.clashes]) for pair in found.pairings]
    assert aligned == [
        ("border", Fit.OPPOSED, []),
        ("fish", Fit.ONLY_RIGHT, ["grain"]),
        ("grain", Fit.ONLY_LEFT, ["fish"]),
        ("ships", Fit.ALIKE, []),
    ]
    assert (found.opposed, found.alike, found.gaps) == (1, 1, 2)


def test_terms_that_contradict_each_other_or_take_no_side_leave_the_fit_open() -> None:
    yes, no, neither = Term(stance="for"), Term(stance="against"), Term(stance="neutral")
    assert fit_of([yes, neither], [yes]) == Fit.ALIKE
    assert fit_of([yes, no], [yes]) == Fit.OPEN
    assert fit_of([neither], [no]) == Fit.OPEN


def test_comparison_shows_both_sides_and_what_only_one_says(client: Client, two: tuple[Package, Package]) -> None:
    page = shown(client, f"/packages/?a={two[0].pk}&b={two[1].pk}")
    assert "First plan, beside Second plan" in page
    assert "1 issue opposed · 1 in the same direction · 2 that only one of them deals with" in page
    assert page.count("says nothing on it") == 2
    assert "Cannot be had together with “Fish”, which the other asks for." in page
    assert f'href="?a={two[1].pk}&amp;b={two[0].pk}"' in page


def test_comparison_is_a_fragment_for_htmx_and_keeps_its_address(client: Client, two: tuple[Package, Package]) -> None:
    response = client.get(f"/packages/?a={two[0].pk}&b={two[1].pk}&all=", headers={"HX-Request": "true"})
    assert response.content.decode().strip().startswith('<div id="results"')
    assert response["HX-Push-Url"] == f"/packages/?a={two[0].pk}&b={two[1].pk}"


@pytest.mark.parametrize("asked", ["a=99999", "a=x", "b=0"])
def test_unknown_package_is_named_and_left_out(client: Client, two: tuple[Package, Package], asked: str) -> None:
    page = shown(client, f"/packages/?{asked}")
    assert f"Unknown package &quot;{asked[2:]}&quot;. Choose one of the list." in page
    assert "2 packages" in page


def test_empty_list_says_when_a_package_appears(client: Client) -> None:
    assert "A package appears when an editor has accepted it and terms in it." in shown(client, "/packages/")


def test_suggested_package_is_hidden_until_asked_for(client: Client, editor: User) -> None:
    anna, border = make_actor("Anna Berg"), make_issue("Border")
    claim = make_claim(speaker=anna, issues={border: "for"})
    package = make_package("A plan", anna, gates_open=(border, "for"))
    package.terms.get().claims.add(claim)
    page = shown(client, "/packages/")
    assert "A plan" not in page
    assert "Show 1 unreviewed suggestion" in page
    page = shown(client, "/packages/?all=1")
    assert "A plan" in page
    assert "Unreviewed suggestion" in page
    page = shown(client, f"/packages/{package.pk}/")
    assert "No editor has checked the package yet." in page
    assert "gates_open" in page


def test_package_shows_its_terms_with_evidence_and_what_to_compare_it_with(
    client: Client, editor: User, two: tuple[Package, Package]
) -> None:
    claim = make_claim().accept(editor)
    two[0].terms.filter(wording="gates_open").get().claims.add(claim)
    page = shown(client, f"/packages/{two[0].pk}/")
    assert "3 terms" in page
    assert f'href="/articles/{claim.article_id}/#claim-{claim.pk}"' in page
    assert f'href="/packages/?a={two[0].pk}&amp;b={two[1].pk}">Second plan</a>' in page


def test_rejected_package_and_one_without_accepted_terms_are_gone(client: Client, editor: User) -> None:
    package = make_package("A plan", make_actor(), editor, gates_open=(make_issue(), "for"))
    package.terms.get().reject(editor)
    assert client.get(f"/packages/{package.pk}/").status_code == 404
    package.reject(editor)
    assert client.get(f"/packages/{package.pk}/").status_code == 404
    assert client.post("/packages/").status_code == 405


def test_actor_issue_and_exchange_lead_to_the_package(
    client: Client, editor: User, two: tuple[Package, Package]
) -> None:
    claim = make_claim(act="demand").accept(editor)
    two[0].terms.filter(wording="gates_open").get().claims.add(claim)
    link = f'<a href="/packages/{two[0].pk}/">First plan</a>'
    for address in ("/actors/norland/", "/issues/border/", f"/exchanges/{claim.pk}/"):
        assert link in shown(client, address), address
    assert link not in shown(client, f"/exchanges/{make_claim(act='demand').accept(editor).pk}/")


def test_queries_do_not_grow_with_packages(client: Client, editor: User, two: tuple[Package, Package]) -> None:
    def queries() -> int:
        from django.db import connection

        with CaptureQueriesContext(connection) as found:
            shown(client, f"/packages/?a={two[0].pk}&b={two[1].pk}")
        return len(found)

    before = queries()
    for number in range(4):
        package = make_package(f"Plan {number}", make_actor(), editor, again=(make_issue(), "for"))
        package.terms.get().claims.add(Claim.objects.first() or make_claim().accept(editor))
    assert queries() <= before + 3  # the speakers and issues of claims, now that there are some
    after = queries()
    make_package("One more", make_actor(), editor, again=(make_issue(), "for"))
    assert queries() == after
