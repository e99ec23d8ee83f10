"""Standings: the database keeps them right, whatever is written and in whatever way."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from claims.models import (
    Act,
    Actor,
    Article,
    Claim,
    ClaimIssue,
    Issue,
    Kind,
    Office,
    Precedence,
    Stance,
    Standing,
    State,
    Tenure,
    standing_triggers,
)
from tests.factories import make_actor, make_article, make_claim, make_issue

FIRST = date(2024, 1, 1)
FIELDS = (
    "claim", "issue", "speaker", "together", "stance", "repeated", "state", "act", "kind", "article", "said_on",
    "confidence", "day", "in_office", "precedence",
)  # fmt: skip


def stored() -> list[tuple[Any, ...]]:
    """Return the rows as they are, precedences read."""
    rows = Standing.objects.order_by("claim_id", "issue_id", "together", "speaker_id").values_list(*FIELDS)
    return [(*row, None if number is None else Precedence.of(number)) for *row, number in rows]


def expected() -> list[tuple[Any, ...]]:
    """Return the rows as they should be, made from the objects one by one."""
    return [row for claim in Claim.objects.order_by("pk") for row in _rows(claim)]


def _rows(claim: Claim) -> Iterable[tuple[Any, ...]]:
    day = claim.said_on or (None if claim.past else claim.article.published_on)
    others = sorted(claim.co_speakers.values_list("pk", flat=True))
    seen: set[str] = set()
    for part in claim.claim_issues.order_by("issue_id"):
        for speaker, together in [(claim.speaker_id, False), *((other, True) for other in others)]:
            counts = speaker is not None and day is not None and not claim.hypothetical
            yield (
                claim.pk, part.issue_id, speaker, together, part.stance, together or part.stance in seen, claim.state,
                claim.act, claim.kind, claim.article_id, claim.said_on, claim.confidence, day,
                bool(counts and _in_office(speaker, day)),
                Precedence(part.stance != "neutral", day, part.specificity, claim.pk) if counts and day else None,
            )  # fmt: skip
        seen.add(part.stance)


def _in_office(speaker: int | None, day: date | None) -> bool:
    terms = Tenure.objects.filter(holder=speaker)
    return any((term.started or date.min) <= (day or date.min) <= (term.ended or date.max) for term in terms)


class Writer:
    """Somebody who writes at random, in every way there is."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  (a fixed draw of test data)
        self.actors = [make_actor() for _ in range(4)]
        self.issues = [make_issue() for _ in range(4)]
        self.articles = [make_article(published_on=FIRST, published_precision="day") for _ in range(2)]
        self.verbs: list[Callable[[], object]] = [
            self.make, self.make_many, self.save, self.save_part, self.update, self.update_parts, self.join, self.leave,
            self.drop_parts, self.drop, self.redate, self.appoint, self.end_terms, self.drop_term, self.fail,
        ]  # fmt: skip

    def write(self) -> None:
        self.chance.choice(self.verbs)()

    def day(self) -> date:
        return FIRST + timedelta(days=self.chance.randrange(200))

    def values(self) -> dict[str, Any]:
        return {
            "act": self.chance.choice(Act.values), "kind": self.chance.choice(Kind.values),
            "state": self.chance.choice([state for state in State.values if state != "rejected"]),
            "speaker": self.chance.choice([None, *self.actors]), "past": self.chance.random() < 0.3,
            "hypothetical": self.chance.random() < 0.2, "confidence": self.chance.choice([0.25, 0.5, 1.0]),
            **self.chance.choice([
                {"said_on": None, "said_on_precision": ""}, {"said_on": self.day(), "said_on_precision": "day"},
            ]),
        }  # fmt: skip

    def claim(self) -> Claim | None:
        found: Claim | None = self.one_of(Claim.objects.order_by("pk"))
        return found

    def one_of(self, rows: Any) -> Any:
        return self.chance.choice([*rows, None])

    def make(self) -> None:
        claim = make_claim(self.chance.choice(self.articles), **self.values())
        for issue in self.chance.sample(self.issues, 2):
            ClaimIssue.objects.create(claim=claim, issue=issue, stance=self.chance.choice(Stance.values))

    def make_many(self) -> None:
        article = self.chance.choice(self.articles)
        claims = [Claim(article=article, content=[[0, 2]], content_text="No", **self.values()) for _ in range(3)]
        parts = [
            ClaimIssue(claim=claim, issue=issue, stance=self.chance.choice(Stance.values), specificity=1)
            for claim in Claim.objects.bulk_create(claims)
            for issue in self.chance.sample(self.issues, self.chance.randrange(3))
        ]
        ClaimIssue.objects.bulk_create(parts)

    def save(self) -> None:
        if claim := self.claim():
            for name, value in self.values().items():
                setattr(claim, name, value)
            claim.article = self.chance.choice(self.articles)
            claim.save()

    def save_part(self) -> None:
        if part := self.one_of(ClaimIssue.objects.order_by("pk")):
            part.stance, part.specificity = self.chance.choice(Stance.values), self.chance.randrange(4)
            part.save()

    def update(self) -> None:
        Claim.objects.filter(act=self.chance.choice(Act.values)).update(**self.values())
        Claim.objects.filter(speaker=self.actors[1]).update(speaker=self.actors[2])

    def update_parts(self) -> None:
        some = ClaimIssue.objects.filter(stance=self.chance.choice(Stance.values))
        some.update(stance=self.chance.choice(Stance.values), specificity=2)

    def join(self) -> None:
        if claim := self.claim():
            claim.co_speakers.add(*self.chance.sample(self.actors, 2))

    def leave(self) -> None:
        if claim := self.claim():
            claim.co_speakers.clear()

    def drop_parts(self) -> None:
        ClaimIssue.objects.filter(issue=self.chance.choice(self.issues), specificity=2).delete()

    def drop(self) -> None:
        if claim := self.claim():
            claim.delete()

    def redate(self) -> None:
        Article.objects.filter(pk=self.chance.choice(self.articles).pk).update(published_on=self.day())

    def appoint(self) -> None:
        self.give_office(self.chance.choice(self.actors), self.chance.choice([None, self.day()]))

    def give_office(self, holder: Actor, started: date | None) -> None:
        number = Office.objects.count()
        office = Office.objects.create(slug=f"office-{number}", name="President", body=self.actors[0])
        Tenure.objects.create(office=office, holder=holder, started=started)

    def end_terms(self) -> None:
        term = self.one_of(Tenure.objects.filter(started=None))
        ending = Tenure.objects.filter(pk=term and term.pk)
        ending.update(ended=self.day(), holder=self.chance.choice(self.actors))

    def drop_term(self) -> None:
        if term := self.one_of(Tenure.objects.order_by("pk")):
            term.delete()

    def fail(self) -> None:
        """Write and take it back, as a failed request does."""
        with transaction.atomic():
            self.make()
            self.update()
            transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_standings_follow_every_way_of_writing(seed: int) -> None:
    writer, positions, in_office = Writer(seed), 0, 0
    for actor in writer.actors:
        writer.give_office(actor, None)
        writer.make()
    for _ in range(8):
        for _ in range(8):
            writer.write()
        assert stored() == expected()
        positions += sum(row[-1] is not None for row in stored())
        in_office += sum(row[-2] for row in stored())
    assert positions > in_office > 0
    with connection.cursor() as cursor:
        for statement in standing_triggers.refilling(connection.vendor):
            cursor.execute(statement)
    assert stored() == expected()


@pytest.mark.django_db
def test_precedence_puts_a_stance_before_a_mention_then_the_later_and_more_specific_one() -> None:
    def stand(stance: str, said_on: str, specificity: int) -> int:
        claim = make_claim(speaker=anna, said_on=said_on, said_on_precision="day")
        ClaimIssue.objects.create(claim=claim, issue=issue, stance=stance, specificity=specificity)
        return claim.pk

    anna, issue = make_actor(), make_issue()
    in_order = [
        stand("neutral", "2024-03-01", 3), stand("for", "1848-03-01", 3), stand("against", "2024-01-01", 1),
        stand("for", "2024-01-01", 2), stand("for", "2024-01-01", 2), stand("for", "2999-12-31", 0),
    ]  # fmt: skip
    rows = Standing.objects.order_by("precedence").values_list("claim", "precedence")
    assert [claim for claim, _ in rows] == in_order
    assert [Precedence.of(number or 0).claim for _, number in rows] == in_order


@pytest.mark.django_db
def test_migrating_again_puts_back_the_triggers_and_what_they_missed() -> None:
    claim = make_claim(speaker=make_actor(), issues={make_issue(): "for"})
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER claims_standing_claim_changed")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("COMMENT ON FUNCTION claims_standing_renew(bigint[]) IS 'an earlier one'")
            cursor.execute("DROP TRIGGER claims_standing_claims_update ON claims_claim")
    Claim.objects.filter(pk=claim.pk).update(state="disputed")
    assert Standing.objects.get().state == "suggested"
    call_command("migrate", verbosity=0)
    assert Standing.objects.get().state == "disputed"
    Claim.objects.filter(pk=claim.pk).update(confidence=F("confidence") / 2)
    assert Standing.objects.get().confidence == claim.confidence / 2


@pytest.mark.django_db
def test_triggers_are_taken_off_before_a_migration_that_rebuilds_their_tables() -> None:
    make_claim(speaker=make_actor(), issues={make_issue(): "for"})
    standing_triggers.take_off(connection)
    before = stored()
    standing_triggers.put_back(connection)
    assert stored() == before == expected()


@pytest.mark.django_db
def test_people_and_issues_without_claims_can_still_be_deleted() -> None:
    anna, issue = make_actor(), make_issue()
    make_claim(speaker=anna, issues={issue: "for"}).delete()
    anna.delete()
    issue.delete()
    assert not Standing.objects.exists()
    assert not Actor.objects.filter(pk=anna.pk).exists()
    assert not Issue.objects.filter(pk=issue.pk).exists()
