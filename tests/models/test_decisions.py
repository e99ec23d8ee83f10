"""Decisions about links and statements: one action, kept, guarded, undoable."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from claims.models import Claim, Link, LinkDecision, LinkState, NothingToUndo, StaleEdit, Statement
from claims.models.grouping import regroup
from tests.factories import make_claim, make_link

pytestmark = pytest.mark.django_db


def same(a: Claim, b: Claim, **values: object) -> Link:
    return make_link(a, b, "same_statement", **{"joins": True, "score": 0.9, **values})


def statement_of(*claims: Claim) -> Statement:
    """Return the statement whose witnesses are exactly these claims."""
    found = {Claim.objects.get(pk=claim.pk).statement for claim in claims}
    (statement,) = found
    assert statement is not None
    assert {claim.pk for claim in statement.witnesses} == {claim.pk for claim in claims}
    return statement


def stands_alone(claim: Claim) -> bool:
    return Claim.objects.get(pk=claim.pk).statement_id is None


def test_confirm_keeps_who_and_when_and_undo_opens_it_again(editor: User) -> None:
    link = make_link(make_claim(), make_claim(), "same_position").confirm(editor)
    link.refresh_from_db()
    assert (link.state, link.decided_by) == (LinkState.CONFIRMED, editor)
    assert link.decided_at is not None
    assert link.history.first().history_user == editor
    Link.objects.get(pk=link.pk).undo(editor)
    link.refresh_from_db()
    assert [link.state, link.decided_by, link.decided_at] == [LinkState.SUGGESTED, None, None]
    with pytest.raises(NothingToUndo):
        link.undo(editor)


def test_confirmed_link_joins_and_rejected_link_parts(editor: User) -> None:
    a, b = make_claim(), make_claim()
    link = make_link(a, b, "same_statement", score=0.5).confirm(editor)
    statement_of(a, b)
    link.reject(editor)
    assert stands_alone(a)
    assert stands_alone(b)
    link.undo(editor)
    statement_of(a, b)


def test_stale_decision_is_refused_and_changes_nothing(editor: User) -> None:
    link = make_link(make_claim(), make_claim(), "same_statement")
    stale = Link.objects.get(pk=link.pk)
    link.confirm(editor)
    with pytest.raises(StaleEdit):
        stale.reject(editor)
    assert Link.objects.get(pk=link.pk).state == LinkState.CONFIRMED
    assert LinkDecision.objects.count() == 1


def test_change_of_relation_keeps_the_old_one_as_rejected(editor: User) -> None:
    a, b = make_claim(), make_claim()
    link = make_link(b, a, "responds_to", outcome="rejects")
    changed = link.change_relation(editor, "contradicts")
    assert (changed.a, changed.b, changed.state) == (a, b, LinkState.CONFIRMED)
    assert Link.objects.get(pk=link.pk).state == LinkState.REJECTED
    changed.undo(editor)
    assert list(Link.objects.values_list("relation", "state", "outcome")) == [("responds_to", "suggested", "rejects")]


def test_outcome_needs_a_response(editor: User) -> None:
    link = make_link(make_claim(), make_claim(), "responds_to")
    with pytest.raises(ValueError, match='"accepts" is no outcome of "Contradicts"'):
        link.change_relation(editor, "contradicts", "accepts")
    assert link.change_relation(editor, "responds_to", "accepts").outcome == "accepts"


def test_join_and_undo_bring_back_both_statements_with_their_numbers(editor: User) -> None:
    a, b, c, d = (make_claim() for _ in range(4))
    same(a, b), same(c, d)
    regroup([a.pk, c.pk])
    one, other = statement_of(a, b), statement_of(c, d)
    decision = one.join(other, editor)
    joined = statement_of(a, b, c, d)
    emptied = Statement.objects.get(pk=({one.pk, other.pk} - {joined.pk}).pop())
    assert emptied.merged_into == joined
    decision.undo(editor)
    assert (statement_of(a, b).pk, statement_of(c, d).pk) == (one.pk, other.pk)
    assert not Statement.objects.exclude(merged_into=None).exists()


def test_join_of_a_single_claim_overrides_an_earlier_rejection(editor: User) -> None:
    a, b, c = (make_claim() for _ in range(3))
    same(a, b)
    rejected = same(b, c).reject(editor)
    regroup([a.pk])
    statement_of(a, b).join(c, editor)
    statement_of(a, b, c)
    rejected.refresh_from_db()
    assert rejected.state == LinkState.CONFIRMED


def test_split_parts_the_claims_for_good_and_undo_restores(editor: User) -> None:
    a, b, c = (make_claim() for _ in range(3))
    same(a, b), same(b, c), same(a, c)
    regroup([a.pk])
    whole = statement_of(a, b, c)
    decision = whole.split([b], editor)
    assert statement_of(a, c).pk == whole.pk
    assert stands_alone(b)
    regroup([a.pk, b.pk, c.pk])
    assert stands_alone(b)
    decision.undo(editor)
    assert statement_of(a, b, c).pk == whole.pk
    assert set(Link.objects.values_list("state", flat=True)) == {LinkState.SUGGESTED}


def test_split_of_a_pair_leaves_no_statement_and_undo_brings_its_number_back(editor: User) -> None:
    a, b = make_claim(), make_claim()
    same(a, b)
    regroup([a.pk])
    number = statement_of(a, b).pk
    decision = statement_of(a, b).split([b], editor)
    assert not Statement.objects.exists()
    decision.undo(editor)
    assert statement_of(a, b).pk == number


@pytest.mark.parametrize("leaving", [0, 2])
def test_split_refuses_none_or_all(editor: User, leaving: int) -> None:
    claims = [make_claim(), make_claim()]
    same(*claims)
    regroup([claims[0].pk])
    with pytest.raises(ValueError, match="some, and not all"):
        statement_of(*claims).split(claims[:leaving], editor)
    assert not LinkDecision.objects.exists()


def test_stale_statement_is_not_joined(editor: User) -> None:
    a, b, c, d = (make_claim() for _ in range(4))
    same(a, b)
    regroup([a.pk])
    stale = statement_of(a, b)
    statement_of(a, b).join(c, editor)
    with pytest.raises(StaleEdit):
        stale.join(d, editor)
    assert stands_alone(d)


def test_undo_is_refused_where_a_link_was_decided_again(editor: User) -> None:
    a, b, c = (make_claim() for _ in range(3))
    same(a, b)
    regroup([a.pk])
    decision = statement_of(a, b).join(c, editor)
    Link.objects.get(relation="same_statement", b=c).reject(editor)
    with pytest.raises(StaleEdit):
        decision.undo(editor)
    assert LinkDecision.objects.get(pk=decision.pk).undone_at is None


def test_canonical_wording_is_the_longest_direct_quotation() -> None:
    short = make_claim(kind="direct")
    long = make_claim(content="Anna Berg said the border must stay open", kind="direct")
    indirect = make_claim(content="Anna Berg said the border must stay open. Nothing else", kind="indirect")
    same(short, long), same(long, indirect)
    regroup([short.pk])
    assert statement_of(short, long, indirect).canonical == long


def test_grouping_never_joins_across_a_rejected_pair_and_takes_the_surest_first() -> None:
    a, b, c = (make_claim() for _ in range(3))
    same(a, b, score=0.8), same(b, c, score=0.95), same(a, c, state="rejected")
    regroup([a.pk])
    statement_of(b, c)
    assert stands_alone(a)
