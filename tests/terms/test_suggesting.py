"""Terms suggested from claims: gathered, grouped, kept in line, and never put over what a person decided."""

from __future__ import annotations

from itertools import count, permutations
from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.models import Actor, Claim, Issue, Package, Statement, Term, TermState
from claims.terms import TermsReport, all_topics, topics_of, update_terms
from tests.factories import make_actor, make_article, make_claim, make_issue

pytestmark = pytest.mark.django_db

_numbers = count(1)

OPEN = "the border must stay open"
TEXTS = {
    OPEN: "Anna Berg said on Friday the border must stay open.",
    "the border has to stay open": "Later Anna Berg said the border has to stay open.",
    "the ships must leave": "Anna Berg said the ships must leave.",
    "pay for the bridge if the ships leave": "Anna Berg would pay for the bridge if the ships leave.",
}


@pytest.fixture
def anna() -> Actor:
    return make_actor("Anna Berg")


@pytest.fixture
def border() -> Issue:
    return make_issue("Border")


def say(speaker: Actor | None, issues: dict[Issue, str], content: str = OPEN, **values: Any) -> Claim:
    """Return a claim in an article of its own, unless ``article`` is given."""
    article = values.pop("article", None) or make_article(f"{next(_numbers)}. {TEXTS[content]}")
    return make_claim(
        article, source="Anna Berg", content=content, speaker=speaker, issues=issues, extractor_version="v1", **values
    )


def suggest() -> TermsReport:
    return update_terms(topics=all_topics())


def test_claims_that_say_the_same_become_one_term(anna: Actor, border: Issue) -> None:
    one, other = say(anna, {border: "for"}), say(anna, {border: "for"}, "the border has to stay open")
    assert suggest() == TermsReport(created=1)
    term = Term.objects.get()
    assert (term.actor, term.issue, term.act, term.stance) == (anna, border, "demand", "for")
    assert (term.wording, term.state, set(term.claims.all())) == (
        "The border must stay open",
        TermState.SUGGESTED,
        {one, other},
    )
    assert "Found in claims" in {record.history_change_reason for record in term.history.all()}


def test_running_again_changes_nothing(anna: Actor, border: Issue) -> None:
    article = make_article(" ".join(TEXTS.values()))
    say(anna, {border: "for"}, article=article)
    say(anna, {make_issue(): "against"}, "the ships must leave", article=article)
    suggest()
    before = list(Term.history.values_list("history_id", flat=True))
    assert suggest() == TermsReport()
    assert list(Term.history.values_list("history_id", flat=True)) == before
    assert Package.objects.get().history.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"act": "assess"},
        {"state": "rejected", "state_reason": "No"},
        {"negated": True},
        {"hypothetical": True},
    ],
    ids=str,
)
def test_what_puts_nothing_forward_is_no_term(anna: Actor, border: Issue, values: dict[str, Any]) -> None:
    say(anna, {border: "for"}, **values)
    assert suggest() == TermsReport()


def test_neither_neutral_claims_nor_unknown_speakers_nor_outlets_have_terms(anna: Actor, border: Issue) -> None:
    say(anna, {border: "neutral"})
    say(None, {border: "for"})
    say(make_actor(kind="outlet"), {border: "for"})
    assert suggest() == TermsReport()


def test_part_of_a_claim_gives_the_term_its_act_words_and_condition(anna: Actor, border: Issue) -> None:
    claim = say(anna, {border: "for"}, "pay for the bridge if the ships leave", act="demand")
    start = claim.content[0][0]
    claim.set_spans(source=claim.source, cue=[], content=claim.content, condition=[[start + 19, start + 37]])
    claim.save()
    row = claim.claim_issues.get()
    row.act = "offer"
    row.set_content([[start, start + 37]])
    row.save()
    suggest()
    term = Term.objects.get()
    assert (term.act, term.wording, term.conditions) == ("offer", "Pay for the bridge", "if the ships leave")


def test_each_of_those_who_speak_together_has_the_term(anna: Actor, border: Issue) -> None:
    bo = make_actor("Bo Dahl")
    say(anna, {border: "for"}).co_speakers.add(bo)
    suggest()
    assert {term.actor for term in Term.objects.all()} == {anna, bo}


def test_claims_of_one_statement_are_one_term_whatever_their_words(anna: Actor, border: Issue) -> None:
    statement = Statement.objects.create()
    say(anna, {border: "for"}, statement=statement)
    say(anna, {border: "for"}, "the ships must leave", statement=statement)
    assert suggest() == TermsReport(created=1)


def test_issue_that_is_only_pointed_to_words_the_term(anna: Actor, border: Issue) -> None:
    say(anna, {border: "against"}, act="reject").claim_issues.update(inherited=True)
    suggest()
    assert Term.objects.get().wording == "Border"


def test_terms_do_not_depend_on_the_order_of_the_claims(anna: Actor, border: Issue) -> None:
    found = set()
    for order in permutations((OPEN, "the border has to stay open", "the ships must leave")):
        for content in order:
            say(anna, {border: "for"}, content)
        suggest()
        found.add(frozenset(Term.objects.values_list("wording", "act")))
        Term.objects.all().delete()
        Claim.objects.all().delete()
    assert len(found) == 1


def test_term_follows_its_claims_and_keeps_its_key(anna: Actor, border: Issue, editor: User) -> None:
    claim = say(anna, {border: "for"})
    suggest()
    term = Term.objects.get()
    claim.claim_issues.update(stance="against")
    assert suggest() == TermsReport(updated=1)
    term.refresh_from_db()
    assert term.stance == "against"
    claim.reject(editor, "Not said")
    assert suggest() == TermsReport(removed=1)
    assert not Term.objects.exists()


def test_term_that_a_person_edited_stays_and_takes_further_evidence(anna: Actor, border: Issue, editor: User) -> None:
    first = say(anna, {border: "for"})
    suggest()
    term = Term.objects.get()
    term.wording, term.act = "No gates", "reject"
    term.accept(editor)
    second = say(anna, {border: "for"})
    assert suggest() == TermsReport(supported=1)
    term.refresh_from_db()
    assert (Term.objects.count(), term.wording, term.act, term.edit_version) == (1, "No gates", "reject", 2)
    assert set(term.claims.all()) == {first, second}


def test_claim_that_a_person_took_out_of_the_evidence_does_not_come_back(
    anna: Actor, border: Issue, editor: User
) -> None:
    kept, taken = say(anna, {border: "for"}), say(anna, {border: "for"})
    suggest()
    term = Term.objects.get().accept(editor)
    term.claims.remove(taken)
    assert suggest() == TermsReport()
    assert list(term.claims.all()) == [kept]


@pytest.mark.parametrize("how", ["rejected", "deleted"])
def test_term_that_a_person_put_aside_is_not_suggested_again(
    anna: Actor, border: Issue, editor: User, how: str
) -> None:
    say(anna, {border: "for"})
    suggest()
    term = Term.objects.get()
    if how == "rejected":
        term.reject(editor)
    else:
        term._history_user = editor
        term.delete()
    say(anna, {border: "for"}, "the border has to stay open")
    assert suggest() == TermsReport()
    assert Term.objects.filter(state=TermState.SUGGESTED).count() == 0


def test_terms_of_one_article_are_a_package(anna: Actor, border: Issue) -> None:
    article = make_article(" ".join(TEXTS.values()), title="Talks")
    say(anna, {border: "for"}, article=article)
    say(anna, {make_issue(): "against"}, "the ships must leave", article=article)
    say(anna, {make_issue(): "for"})
    suggest()
    package = Package.objects.get()
    assert (package.name, package.actor, package.state) == ("Anna Berg in “Talks”", anna, TermState.SUGGESTED)
    assert package.terms.count() == 2


def test_terms_of_one_day_are_a_package_across_articles(anna: Actor, border: Issue) -> None:
    day = {"said_on": "2024-06-14", "said_on_precision": "day"}
    say(anna, {border: "for"}, **day)
    say(anna, {make_issue(): "against"}, "the ships must leave", **day)
    say(anna, {make_issue(): "against"}, "the ships must leave", said_on="2024-06-15", said_on_precision="day")
    suggest()
    package = Package.objects.get()
    assert (package.name, str(package.put_forward_on)) == ("Anna Berg, 14 June 2024", "2024-06-14")
    assert package.terms.count() == 2


def test_refusals_alone_are_no_package(anna: Actor, border: Issue) -> None:
    article = make_article(" ".join(TEXTS.values()))
    say(anna, {border: "for"}, article=article, act="reject")
    say(anna, {make_issue(): "against"}, "the ships must leave", article=article, act="reject")
    suggest()
    assert not Package.objects.exists()


@pytest.mark.parametrize("how", ["rejected", "deleted"])
def test_package_that_a_person_put_aside_is_not_made_again(anna: Actor, border: Issue, editor: User, how: str) -> None:
    article = make_article(" ".join(TEXTS.values()))
    say(anna, {border: "for"}, article=article)
    say(anna, {make_issue(): "against"}, "the ships must leave", article=article)
    suggest()
    package = Package.objects.get()
    if how == "rejected":
        package.reject(editor)
    else:
        package._history_user = editor
        package.delete()
    suggest()
    assert not Package.objects.filter(state=TermState.SUGGESTED).exists()
    assert not Term.objects.exclude(package=None).exists()


def test_package_without_terms_is_dropped_and_an_accepted_one_stays(anna: Actor, border: Issue, editor: User) -> None:
    article = make_article(" ".join(TEXTS.values()))
    claim = say(anna, {border: "for"}, article=article)
    say(anna, {make_issue(): "against"}, "the ships must leave", article=article)
    suggest()
    package = Package.objects.get()
    claim.reject(editor, "Not said")
    suggest()
    assert not Package.objects.exists()
    assert Term.objects.get().package is None
    kept = Package.objects.create(name="Plan", actor=anna, occasion=package.occasion).accept(editor)
    suggest()
    assert list(Package.objects.all()) == [kept]


def test_packages_of_two_actors_that_were_merged_become_one(anna: Actor, border: Issue) -> None:
    other = make_actor("A. Berg")
    for actor in (anna, other):
        article = {"said_on": "2024-06-14", "said_on_precision": "day"}
        say(actor, {border: "for"}, **article)
        say(actor, {make_issue(): "against"}, "the ships must leave", **article)
    suggest()
    assert Package.objects.count() == 2
    Claim.objects.filter(speaker=other).update(speaker=anna)
    Term.objects.filter(actor=other).update(actor=anna)
    Package.objects.filter(actor=other).update(actor=anna)
    suggest()
    package = Package.objects.get()
    assert package.terms.count() == Term.objects.count() == 3


def test_topics_are_those_of_the_claims_alone(anna: Actor, border: Issue) -> None:
    claim = say(anna, {border: "for"})
    say(make_actor(), {make_issue(): "for"})
    assert topics_of(claims=Claim.objects.filter(pk=claim.pk)) == {(anna.pk, border.pk)}


def test_queries_do_not_grow_with_the_claims(anna: Actor, border: Issue, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        say(anna, {border: "for"})
    suggest()
    with django_assert_max_num_queries(20):
        suggest()
