"""Statements and exchanges: who may look, who may join, split, confirm and undo, and what they see."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.models import Claim, Link, LinkDecision, LinkState, Statement
from claims.models.grouping import regroup
from tests.factories import make_actor, make_article, make_claim, make_link, make_outlet

pytestmark = pytest.mark.django_db


def reported(*words: str, state: str = "accepted") -> list[Claim]:
    """Return claims of several outlets that are one statement."""
    anna = make_actor("Anna Berg")
    claims = [
        make_claim(
            make_article(f"{number}. Anna Berg said {text}.", outlet=make_outlet(name=f"Paper {number}"),
                         published_on=f"2024-06-{10 + number}", published_precision="day"),
            source="Anna Berg", cue="said", content=text, speaker=anna, state=state,
        )
        for number, text in enumerate(words)
    ]  # fmt: skip
    for claim in claims[1:]:
        make_link(claims[0], claim, "same_statement", joins=True, score=0.9)
    regroup(claim.pk for claim in claims)
    for claim in claims:
        claim.refresh_from_db()
    return claims


def statement_page(client: Client) -> str:
    return client.get(Statement.objects.get().get_absolute_url()).content.decode()


def test_statement_page_compares_the_reports_word_by_word(client: Client) -> None:
    reported("the border must stay open for all ships", "the border must stay open for trade")
    page = statement_page(client)
    assert "<del>all ships</del> <ins>trade</ins>" in page
    assert "2 words left out, 1 of its own" in page
    assert page.index("Paper 0") < page.index("Paper 1")
    assert "first reported" in page
    assert "Split off" not in page


def test_statement_counts_copies_of_one_story_once(client: Client) -> None:
    one, other = reported("the border must stay open", "the border must stay wide open")
    other.article.origin = one.article.origin
    one.article.origin_id = None
    assert "2 from 2 origins" in statement_page(client)


def test_statement_page_hides_rejected_witnesses_from_readers(
    client: Client, editor_client: Client, editor: User
) -> None:
    _, other = reported("the border must stay open", "the border must stay wide open")
    other.reject(editor, "not said")
    assert "Paper 1" not in statement_page(client)
    assert "Paper 1" in statement_page(editor_client)


def test_statement_list_shows_suggestions_only_when_asked(client: Client) -> None:
    reported("the border must stay open", "the border must stay wide open", state="suggested")
    assert "0 statements" in client.get("/statements/").content.decode()
    page = client.get("/statements/?all=1").content.decode()
    assert "1 statement" in page
    assert "Unreviewed suggestion" in page


@pytest.mark.parametrize("action", ["join", "split"])
def test_readers_and_visitors_may_not_decide(client: Client, reader_client: Client, action: str) -> None:
    reported("the border must stay open", "the border must stay wide open")
    address = f"{Statement.objects.get().get_absolute_url()}{action}/"
    assert [visitor.post(address).status_code for visitor in (client, reader_client)] == [403, 403]
    assert client.get(address).status_code == 405
    assert not LinkDecision.objects.exists()


def test_editor_joins_by_address_and_undoes(editor_client: Client) -> None:
    reported("the border must stay open", "the border must stay wide open")
    other = make_claim()
    statement = Statement.objects.get()
    values = {"version": statement.edit_version, "other": f"https://example.org/claims/{other.pk}/"}
    response = editor_client.post(f"{statement.get_absolute_url()}join/", values, follow=True)
    assert "Done: Join by editor" in response.content.decode()
    other.refresh_from_db()
    assert other.statement == statement
    decision = LinkDecision.objects.get()
    response = editor_client.post(f"/decisions/{decision.pk}/undo/", follow=True)
    assert "Undone: Join by editor" in response.content.decode()
    other.refresh_from_db()
    assert other.statement is None


def test_editor_joins_a_claim_chosen_by_its_words(editor_client: Client) -> None:
    reported("the border must stay open", "the border must stay wide open")
    claim = make_claim(make_article("Anna Berg said the harbour stays shut."), content="the harbour stays shut")
    statement = Statement.objects.get()
    page = editor_client.get(statement.get_absolute_url()).content.decode()
    assert 'data-names="/review/claim-names/"' in page
    values = {"version": statement.edit_version, "other": f"Anna Berg: the harbour stays shut [{claim.pk}]"}
    editor_client.post(f"{statement.get_absolute_url()}join/", values)
    claim.refresh_from_db()
    assert claim.statement == statement


def test_join_with_no_such_claim_keeps_what_was_typed(editor_client: Client) -> None:
    reported("the border must stay open", "the border must stay wide open")
    address = f"{Statement.objects.get().get_absolute_url()}join/"
    page = editor_client.post(address, {"version": 1, "other": "claims/999999/"}).content.decode()
    assert "There is no claim or statement &quot;claims/999999/&quot;" in page
    assert 'value="claims/999999/"' in page


def test_editor_splits_and_a_stale_page_is_refused(editor_client: Client) -> None:
    claims = reported("the border must stay open", "the border must stay wide open", "the border must be kept open")
    statement = Statement.objects.get()
    values = {"version": statement.edit_version, "claims": [claims[2].pk]}
    address = f"{statement.get_absolute_url()}split/"
    editor_client.post(address, values)
    assert {claim.pk for claim in Statement.objects.get().witnesses} == {claims[0].pk, claims[1].pk}
    page = editor_client.post(address, {**values, "claims": [claims[1].pk]}, follow=True).content.decode()
    assert "was changed by somebody else meanwhile" in page
    page = editor_client.post(address, {"version": 2}, follow=True).content.decode()
    assert "Choose the witnesses that are to leave the statement." in page
    assert LinkDecision.objects.count() == 1


def test_address_of_a_joined_statement_leads_to_the_other(client: Client, editor: User) -> None:
    reported("the border must stay open", "the border must stay wide open")
    reported("ships will wait in the harbour", "ships will wait in harbour")
    one, other = Statement.objects.order_by("pk")
    one.join(other, editor)
    emptied = Statement.objects.exclude(merged_into=None).get()
    assert emptied.merged_into is not None
    assert client.get(emptied.get_absolute_url()).headers["Location"] == emptied.merged_into.get_absolute_url()


def test_link_is_decided_from_the_claim_page(editor_client: Client, reader_client: Client) -> None:
    link = make_link(make_claim(), make_claim(), "same_position")
    address = f"/links/{link.pk}/confirm/"
    assert reader_client.post(address).status_code == 403
    values = {"version": link.edit_version, "from": link.b_id}
    response = editor_client.post(address, values)
    assert response.headers["Location"] == f"{link.b.get_absolute_url()}#links"
    fragment = editor_client.post(address, values, headers={"HX-Request": "true"}).content.decode()
    assert "was changed by somebody else meanwhile" in fragment
    assert "<html" not in fragment
    assert Link.objects.get().state == LinkState.CONFIRMED
    assert editor_client.post(f"/links/{link.pk}/sing/").status_code == 404


def test_exchange_shows_answers_days_and_who_is_silent(client: Client) -> None:
    east, west = make_actor("Eastland", slug="east", kind="state"), make_actor("Westland", slug="west", kind="state")
    north = make_actor("Northland", slug="north", kind="state")
    text = "Northland said Eastland and Westland must disarm. Eastland refused. Eastland wants a port."
    article = make_article(text)
    said = {"said_on_precision": "day", "state": "accepted"}
    demand = make_claim(article, source="Northland", cue="said", content="Eastland and Westland must disarm",
                        speaker=north, said_on="2024-06-14", **said)  # fmt: skip
    refusal = make_claim(article, source="Eastland", cue="refused", content="Eastland refused", act="reject",
                         speaker=east, said_on="2024-06-17", **said)  # fmt: skip
    counter = make_claim(article, source="Eastland", cue="wants", content="a port", speaker=east, state="accepted")
    make_link(refusal, demand, "responds_to", outcome="rejects", state="confirmed")
    make_link(counter, demand, "responds_to", outcome="counters")
    page = client.get(f"/exchanges/{demand.pk}/").content.decode()
    assert "3 days later" in page
    assert "days between unknown" in page
    assert page.index("Answers</h2>") < page.index("Counter-proposals</h2>") < page.index("no answer on record</h2>")
    assert page.rindex(west.name) > page.index("no answer on record</h2>")
    answered = client.get("/exchanges/?answers=some").content.decode()
    assert "1 proposal" in answered
    assert "2 answers" in answered
    assert "1 proposal<" in client.get("/exchanges/?answers=none").content.decode()


@pytest.mark.parametrize("address", ["/statements/999/", "/exchanges/999/", "/statements/99999999999999999999/"])
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
