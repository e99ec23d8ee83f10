"""Rows written in bulk: the same as the ORM would have written, with their history."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from claims.models import Claim, Link, Statement
from claims.models.bulk import update_column
from tests.factories import make_article, make_claim

pytestmark = pytest.mark.django_db
TEXT = "Anna Berg said that the bridge must open. Carl Dorn said that it must not."


@pytest.fixture
def pair() -> tuple[Claim, Claim]:
    article = make_article(TEXT)
    one = make_claim(article, source="Anna Berg", cue="said", content="that the bridge must open")
    return one, make_claim(article, source="Carl Dorn", cue="said", content="that it must not")


def write(one: Claim, other: Claim, score: float = 0.7) -> None:
    reasons = ["“a\tb\\n” quoted in both", "same day"]
    Link.objects.write_suggestions([(one.pk, other.pk, "contradicts", "", score, False, reasons)], reason="Linked")


def test_suggestion_is_stored_with_the_history_of_its_making(pair: tuple[Claim, Claim]) -> None:
    write(*pair)
    link = Link.objects.get()
    assert (link.a, link.b, link.relation, link.state, link.score) == (*pair, "contradicts", "suggested", 0.7)
    assert link.reasons == ["“a\tb\\n” quoted in both", "same day"]
    (entry,) = link.history.all()
    assert (entry.history_type, entry.history_user, entry.history_change_reason) == ("+", None, "Linked")
    assert entry.reasons == link.reasons
    assert entry.history_date >= pair[0].history.latest().history_date


def test_constraints_hold_for_what_is_written_in_bulk(pair: tuple[Claim, Claim]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write(*pair, score=1.5)
    write(*pair)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(*pair)


def test_column_is_updated_row_by_row(pair: tuple[Claim, Claim]) -> None:
    one, other = pair
    statement = Statement.objects.create()
    update_column(Claim, "statement_id", {one.pk: statement.pk, other.pk: None})
    update_column(Claim, "statement_id", {})
    assert list(Claim.objects.order_by("pk").values_list("statement", flat=True)) == [statement.pk, None]
