"""The list of actors, and the page of one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from claims.models import Actor, Alias, Link
from tests.factories import make_actor, make_claim, make_issue, make_link, make_office

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def names(client: Client, query: str = "") -> list[str]:
    return [actor.name for actor in client.get(f"/actors/{query}").context["rows"].page]


@pytest.mark.parametrize("address", ["/actors/", "/actors/anna/"])
def test_actors_refuse_another_method(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_actor_detail_of_nobody_is_not_found(client: Client) -> None:
    assert client.get("/actors/nobody/").status_code == 404


def test_actor_list_finds_by_name_alias_and_kind(client: Client) -> None:
    Alias.objects.create(actor=make_actor("Anna Berg"), text="Анна Берг", language="uk")
    make_actor("Norway", kind="state")
    assert names(client, "?q=berg") == names(client, "?q=Анна") == names(client, "?kind=person") == ["Anna Berg"]
    assert "Unknown kind &quot;robot&quot;" in shown(client, "/actors/?kind=robot")


def test_actor_list_orders_by_claims_or_name_and_counts_those_made_together(client: Client) -> None:
    anna, bo, _ = make_actor("Anna"), make_actor("Bo"), make_actor("Cy")
    make_claim(speaker=anna)
    make_claim(speaker=anna, state="accepted").co_speakers.add(bo)
    make_claim(speaker=bo, state="accepted")
    assert names(client) == ["Bo", "Anna", "Cy"]
    assert names(client, "?sort=name") == ["Anna", "Bo", "Cy"]
    counted = {
        actor.name: (actor.claim_count, actor.suggested_count) for actor in client.get("/actors/").context["rows"].page
    }
    assert counted == {"Anna": (1, 1), "Bo": (2, 0), "Cy": (0, 0)}


def test_actor_list_leaves_out_the_merged(client: Client) -> None:
    make_actor("Old Anna", merged_into=make_actor("Anna"))
    assert names(client) == ["Anna"]


def test_actor_list_fragment(client: Client) -> None:
    response = client.get("/actors/?q=&kind=person&sort=claims", headers=HTMX)
    assert response.content.decode().strip().startswith('<div id="results">')
    assert response["HX-Push-Url"] == "/actors/?kind=person"


def test_actor_detail_of_a_merged_actor_leads_to_the_other(client: Client) -> None:
    make_actor(slug="old", merged_into=make_actor(slug="new"))
    response = client.get("/actors/old/")
    assert (response.status_code, response["Location"]) == (301, "/actors/new/")


def test_actor_detail_says_who_it_is(client: Client) -> None:
    norway = make_actor("Norway", slug="norway", kind="state")
    anna = make_actor("Anna Berg", slug="anna", part_of=norway, description="A diplomat", provisional=True)
    make_office("Foreign minister", body=norway, holder=anna, started="2020-01-02", ended="2022-03-04")
    Alias.objects.create(actor=anna, text="Анна Берг", language="uk")
    page = shown(client, "/actors/anna/")
    for words in ("A diplomat", "Foreign minister", "2 Jan 2020 – 4 Mar 2022", "Анна Берг", "Ukrainian", "Provisional"):
        assert words in page
    page = shown(client, "/actors/norway/")
    assert "Anna Berg" in page
    assert "Foreign minister" in page


def test_actor_detail_hides_suggestions_until_asked(client: Client) -> None:
    make_claim(speaker=make_actor(slug="anna"))
    assert "Nothing reviewed here yet" in shown(client, "/actors/anna/")
    assert "Unreviewed suggestion</span>" in shown(client, "/actors/anna/?state=suggested")


def test_actor_detail_tallies_stances_and_links_to_their_claims(client: Client) -> None:
    anna, talks = make_actor(slug="anna"), make_issue("Talks", slug="talks")
    make_claim(speaker=anna, issues={talks: "for"}, state="accepted")
    make_claim(speaker=make_actor(), issues={talks: "for"}, state="accepted").co_speakers.add(anna)
    make_claim(speaker=anna, issues={talks: "against"})
    page = shown(client, "/actors/anna/")
    assert 'href="/claims/?actor=anna&amp;issue=talks&amp;stance=for" aria-label="2 for: Talks"' in page
    assert "1 against" not in page
    assert len(client.get("/claims/?actor=anna&issue=talks&stance=for").context["rows"].page) == 2


def test_actor_detail_fragment(client: Client) -> None:
    make_actor(slug="anna")
    page = client.get("/actors/anna/", headers=HTMX).content.decode()
    assert page.strip().startswith('<div id="results"')


def test_actors_escape(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    actor = make_actor(evil, description=evil)
    Alias.objects.create(actor=actor, text=evil)
    make_office(evil, body=make_actor(evil), holder=actor)
    for address in ("/actors/", actor.get_absolute_url()):
        assert evil not in shown(client, address)


def test_actors_take_the_same_queries_however_many(client: Client, django_assert_num_queries: Any) -> None:
    anna = make_actor(slug="anna", part_of=make_actor())

    def add() -> None:
        claim = make_claim(speaker=anna, state="accepted", issues={make_issue(): "for"})
        claim.co_speakers.add(make_actor())
        make_actor(part_of=anna)
        make_office("Chair", body=anna, holder=make_actor())
        make_office("Chief", body=make_actor(), holder=anna)
        Alias.objects.create(actor=anna, text=f"Anna {Actor.objects.count()}")

    add()
    with django_assert_num_queries(22):
        client.get("/actors/anna/")
    with django_assert_num_queries(3):
        client.get("/actors/")
    for _ in range(3):
        add()
    with django_assert_num_queries(22):
        client.get("/actors/anna/")
    with django_assert_num_queries(3):
        client.get("/actors/")


def test_actor_page_tells_whom_it_answers_and_who_answers_it(client: Client) -> None:
    anna, bo = make_actor("Anna Berg", slug="anna"), make_actor("Bo Dahl", slug="bo")
    said, reply = make_claim(speaker=anna, state="accepted"), make_claim(speaker=bo, state="accepted")
    unseen = make_claim(speaker=bo)
    make_link(reply, said, "responds_to", state="confirmed")
    make_link(unseen, said, "responds_to")
    make_link(make_claim(speaker=make_actor("Eva Holm"), state="accepted"), said, "responds_to", state="rejected")
    page = " ".join(client.get("/actors/anna/").content.decode().split())
    assert '<dt>Answered by</dt><dd><ul class="plain-list"> <li><a href="/actors/bo/">Bo Dahl</a>' in page
    assert '<span class="meta">1 claim</span>' in page
    assert "Eva Holm" not in page
    Link.objects.update(state="suggested")
    page = " ".join(client.get("/actors/bo/").content.decode().split())
    assert '<dt>Answers</dt><dd><ul class="plain-list"> <li><a href="/actors/anna/">Anna Berg</a>' in page
    assert "1 claim, 0 links reviewed" in page
