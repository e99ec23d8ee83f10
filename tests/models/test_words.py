"""The index of words: by stems, without accents, in any script, and always up to date."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from claims.models import Claim
from claims.models.searching import folded, pattern_of, search_terms
from claims.models.words import prepare_indexes
from tests.factories import make_actor, make_article, make_claim


def found(text: str) -> list[str]:
    return sorted(Claim.objects.search(text).values_list("content_text", flat=True))


def say(words: str, **values: Any) -> Claim:
    return make_claim(make_article(f"He said {words}.", title="", **values), source="He", cue="said", content=words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "searched"),
    [
        ("the troops withdrew from two regions", "region"),
        ("negotiations go on", "negotiation"),
        ("a cease-fire holds", "cease-fire"),
        ("a cease-fire holds", '"cease fire holds"'),
        ("a truce of 10.5 days", "10.5"),
        ("Erdoğan called “İstanbul” a success", "erdogan Istanbul"),
        ("Erdogan called it a success", "Erdoğan"),
        ("мир настане завтра", "МИР"),
        ("мир настане завтра", '"настане завтра"'),
        ("it’s not over", "it's"),
        ("to be or not to be", '"to be or not"'),
        ("see example.org/talks_1", "talks"),
    ],
)
def test_words_are_found_by_stems_without_accents_and_in_any_script(words: str, searched: str) -> None:
    say(words)
    say("nothing of the kind")
    assert found(searched) == [words]


@pytest.mark.django_db
def test_index_follows_every_way_of_writing() -> None:
    claim = say("the border is open")
    Claim.objects.filter(pk=claim.pk).update(content_text="the harbour is shut")
    assert (found("border"), found("harbour")) == ([], ["the harbour is shut"])
    copies = [
        Claim(article=claim.article, kind="indirect", act="report", content=[[0, 2]], content_text="grain leaves")
    ]
    Claim.objects.bulk_create(copies)
    assert found("grain") == ["grain leaves"]
    Claim.objects.filter(content_text="grain leaves").delete()
    assert found("grain") == []
    claim.delete()
    assert found("harbour") == []


@pytest.mark.django_db
def test_word_in_a_name_or_title_is_found_too() -> None:
    claim = make_claim(make_article(title="Gates of the harbour"), speaker=make_actor("Anna Berg"))
    claim.co_speakers.add(make_actor("Bo Dahl"))
    assert list(Claim.objects.search("harbour berg dahl")) == [claim]


@pytest.mark.django_db
def test_migrating_again_puts_back_what_is_missing() -> None:
    claim = say("the border is open")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER claims_claim_words_changed")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP INDEX claims_claim_words")
    call_command("migrate", verbosity=0)
    Claim.objects.filter(pk=claim.pk).update(content_text="the harbour is shut")
    assert found("harbour") == ["the harbour is shut"]


@pytest.mark.django_db
def test_new_index_holds_the_claims_that_were_there() -> None:
    say("the border is open")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in ("added", "removed", "changed"):
                cursor.execute(f"DROP TRIGGER claims_claim_words_{name}")
            cursor.execute("DROP TABLE claims_claim_words")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP INDEX claims_claim_words")
    prepare_indexes(connection)
    assert found("borders") == ["the border is open"]


@pytest.mark.django_db
@given(st.text(max_size=40))
def test_no_text_breaks_the_search(text: str) -> None:
    list(Claim.objects.search(text.replace("\0", "")))


@given(st.text(max_size=60))
def test_folding_keeps_every_letter_in_its_place(text: str) -> None:
    assert len(folded(text)) == len(text)


@pytest.mark.parametrize(
    ("searched", "text", "marked"),
    [
        ("withdrawal", "Withdrawals, withdraw", ["withdrawals", "withdraw"]),
        ("demanding", "he demands", ["demands"]),
        ("port", "a report on the port", ["port"]),
        ('"stay open"', "stay  open, stays open", ["stay  open", "stays open"]),
        ("neg*", "negotiators", ["negotiators"]),
        ("erdogan", "Erdoğan", ["erdogan"]),
        ("10:30", "at 10.30", ["10.30"]),
    ],
)
def test_patterns_mark_what_the_index_finds(searched: str, text: str, marked: list[str]) -> None:
    (term,) = search_terms(searched)
    assert re.findall(pattern_of(term), folded(text)) == marked
