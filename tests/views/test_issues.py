"""The tree of issues, and the page of one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from claims.models import Issue, MatchingTerm
from claims.trees import Branch, as_tree
from tests.factories import make_actor, make_claim, make_issue

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", ["/issues/", "/issues/talks/"])
def test_issues_refuse_another_method(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_issue_detail_of_nothing_is_not_found(client: Client) -> None:
    assert client.get("/issues/nothing/").status_code == 404


def test_issue_list_shows_counts_and_children(client: Client) -> None:
    talks = make_issue("Talks")
    make_issue("Venue of the talks", parent=talks)
    make_claim(issues={talks: "for"}, state="accepted")
    make_claim(issues={talks: "for"})
    page = shown(client, "/issues/")
    for words in ("Talks happens", "Venue of the talks", "1 reviewed", "1 suggested"):
        assert words in page


def test_issue_list_without_issues_says_where_they_come_from(client: Client) -> None:
    assert "load_seeds" in shown(client, "/issues/")


def test_as_tree_loses_no_issue_even_in_a_circle() -> None:
    one, two, three = make_issue("One"), make_issue("Two"), make_issue("Three")
    Issue.objects.filter(pk=one.pk).update(parent=two)
    Issue.objects.filter(pk=two.pk).update(parent=one)
    tree = as_tree(Issue.objects.all())
    assert sorted(names_in(tree)) == ["One", "Three", "Two"]
    assert tree[0].issue == three


def names_in(branches: list[Branch] | tuple[Branch, ...]) -> list[str]:
    return [name for branch in branches for name in (branch.issue.name, *names_in(branch.branches))]


def test_issue_detail_says_what_it_means(client: Client) -> None:
    parent = make_issue("Talks", slug="talks")
    venue = make_issue("Venue", slug="venue", parent=parent, pax_code="Ce", for_means="They meet in Geneva")
    MatchingTerm.objects.create(issue=venue, text="meet* ... Geneva")
    page = shown(client, "/issues/venue/")
    for words in ("Talks", "They meet in Geneva", "Ce", "meet* ... Geneva", "1 matching term<"):
        assert words in page
    assert "Venue" in shown(client, "/issues/talks/")


def test_issue_detail_shows_who_stands_where(client: Client) -> None:
    talks = make_issue("Talks", slug="talks")
    anna, bo = make_actor("Anna Berg", slug="anna"), make_actor("Bo Dahl", slug="bo")
    make_claim(speaker=anna, issues={talks: "against"}, state="accepted").co_speakers.add(bo)
    make_claim(issues={talks: "for", make_issue(): "against"}, state="accepted")
    page = shown(client, "/issues/talks/")
    for slug, name in (("anna", "Anna Berg"), ("bo", "Bo Dahl")):
        address = f"/claims/?issue=talks&amp;actor={slug}&amp;stance=against"
        assert f'href="{address}" aria-label="1 against: {name}"' in page
        assert len(client.get(address.replace("&amp;", "&")).context["rows"].page) == 1


def test_issue_detail_hides_suggestions_until_asked(client: Client) -> None:
    make_claim(issues={make_issue(slug="talks"): "for"})
    assert "Nothing reviewed here yet" in shown(client, "/issues/talks/")
    assert "Unreviewed suggestion</span>" in shown(client, "/issues/talks/?state=suggested")


def test_issue_detail_fragment(client: Client) -> None:
    make_issue(slug="talks")
    page = client.get("/issues/talks/", headers=HTMX).content.decode()
    assert page.strip().startswith('<div id="results"')


def test_issues_escape(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    issue = make_issue(evil)
    MatchingTerm.objects.create(issue=issue, text=evil)
    for address in ("/issues/", issue.get_absolute_url()):
        assert evil not in shown(client, address)


def test_issues_take_the_same_queries_however_many(client: Client, django_assert_num_queries: Any) -> None:
    talks = make_issue(slug="talks", parent=make_issue())

    def add() -> None:
        make_issue(parent=talks)
        claim = make_claim(speaker=make_actor(), state="accepted", issues={talks: "for", make_issue(): "for"})
        claim.co_speakers.add(make_actor())

    add()
    with django_assert_num_queries(12):
        client.get("/issues/talks/")
    with django_assert_num_queries(1):
        client.get("/issues/")
    for _ in range(3):
        add()
    with django_assert_num_queries(12):
        client.get("/issues/talks/")
    with django_assert_num_queries(1):
        client.get("/issues/")
