"""The syntax of a search, and what it finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.models import Claim
from claims.models.searching import SearchTerm, search_terms
from tests.factories import make_actor, make_article, make_claim, make_issue, make_outlet


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("border ships", [SearchTerm("border"), SearchTerm("ships")]),
        ('"stay  open" now', [SearchTerm("stay open"), SearchTerm("now")]),
        ("“stay open”", [SearchTerm("stay open")]),
        ('"stay open', [SearchTerm("stay open")]),
        ("-ships", [SearchTerm("ships", excluded=True)]),
        ('-"stay open"', [SearchTerm("stay open", excluded=True)]),
        ("actor:berg", [SearchTerm("berg", "actor")]),
        ('Actor:"Anna Berg"', [SearchTerm("Anna Berg", "actor")]),
        ("-outlet:wire", [SearchTerm("wire", "outlet", excluded=True)]),
        ("at 10:30 ratio:3", [SearchTerm("at"), SearchTerm("10:30"), SearchTerm("ratio:3")]),
        ("- -- cease-fire", [SearchTerm("cease-fire")]),
        ("actor: berg", [SearchTerm("berg", "actor")]),
        ("actor:", [SearchTerm("actor:")]),
        ("actors:berg", [SearchTerm("berg", "actor")]),
        ("actr:berg", [SearchTerm("berg", "actor")]),
        ("speaker=berg", [SearchTerm("berg", "actor")]),
        ("border AND ships NOT truce", [SearchTerm("border"), SearchTerm("ships"), SearchTerm("truce", excluded=True)]),
        ("– ships", [SearchTerm("ships", excluded=True)]),
        ("+ships", [SearchTerm("ships")]),
        ("withdraw*", [SearchTerm("withdraw", open_end=True)]),
        ('"stay op*"', [SearchTerm("stay op", open_end=True)]),
        ("*", [SearchTerm("*")]),
        ("don't", [SearchTerm("don't")]),
    ],
)
def test_search_terms(text: str, expected: list[SearchTerm]) -> None:
    assert search_terms(text) == expected


@given(st.text())
def test_any_text_is_a_search(text: str) -> None:
    assert all(term.words.strip() for term in search_terms(text))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("border", ["anna"]),
        ("borders STAYING", ["anna"]),
        ("bord", []),
        ("bord*", ["anna"]),
        ('"must stay op*"', ["anna"]),
        ("border harbour", []),
        ("issue:ship-lanes", ["bo"]),
        ("—", ["anna", "bo"]),
        ("actor: BERG", ["anna"]),
        ('"must stay"', ["anna"]),
        ('"stay must"', []),
        ("-border", ["bo"]),
        ("actor:berg", ["anna"]),
        ("actor:dahl", ["bo"]),
        ("-actor:berg", ["bo"]),
        ("issue:shipping", ["bo"]),
        ("outlet:wire", ["anna"]),
        ("-outlet:wire", ["bo"]),
        ("title:harbour", ["bo"]),
        ("actor:berg -border", []),
    ],
)
def test_search_finds(text: str, found: list[str]) -> None:
    wire = make_article(
        "Anna Berg said the border must stay open. One.", outlet=make_outlet(name="The Wire"), title="Gate"
    )
    make_claim(wire, speaker=make_actor("Anna Berg", slug="anna"))
    other = make_article("The harbour master said that ships wait.", title="Harbour")
    make_claim(
        other, source="The harbour master", cue="said", content="that ships wait",
        speaker=make_actor("Bo Dahl", slug="bo"), issues={make_issue("Shipping", slug="ship-lanes"): "for"},
    )  # fmt: skip
    assert sorted(claim.speaker.slug for claim in Claim.objects.search(text) if claim.speaker) == found


@pytest.mark.django_db
def test_a_source_without_an_actor_is_found_by_its_words() -> None:
    claim = make_claim()
    assert list(Claim.objects.search("actor:berg")) == [claim]
