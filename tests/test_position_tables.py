"""The matrix from the database against positions picked by hand."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from claims.models import OPEN, REVIEWED, Actor, Issue, Office, Tenure
from claims.position_tables import Question, matrix
from claims.positions import Position, Sides
from tests.factories import make_actor, make_article, make_claim, make_issue
from tests.positions_by_hand import picked

pytestmark = pytest.mark.django_db
FIRST = date(2024, 1, 1)


def some_day(chance: random.Random) -> date:
    return FIRST + timedelta(days=chance.randrange(300))


def world(chance: random.Random) -> Sides:
    """Make two states with people in and out of office, and what they said at random; return who speaks for whom."""
    states = [make_actor(f"State {number}", kind="state") for number in range(2)]
    people = [make_actor(f"Person {number}", part_of=chance.choice(states)) for number in range(5)]
    issues = [make_issue() for _ in range(3)]
    for number, holder in enumerate(people[:3]):
        office = Office.objects.create(slug=f"office-{number}", name="Minister", body=states[number % 2])
        started = some_day(chance)
        Tenure.objects.create(office=office, holder=holder, started=started, ended=started + timedelta(days=90))
    for _ in range(60):
        article = make_article(published_on=some_day(chance), published_precision="day")
        dated: dict[str, Any] = (
            {"said_on": some_day(chance), "said_on_precision": "day"} if chance.random() < 0.7 else {}
        )
        claim = make_claim(
            article, speaker=chance.choice([*states, *people]), act=chance.choice(["offer", "concede", "demand"]),
            state=chance.choice(["accepted", "corrected", "suggested"]), confidence=chance.choice([0.3, 0.9]),
            past=chance.random() < 0.2, hypothetical=chance.random() < 0.1, conditional=chance.random() < 0.3, **dated,
        )  # fmt: skip
        if chance.random() < 0.3:
            claim.co_speakers.add(chance.choice(people))
        for issue in chance.sample(issues, chance.randrange(1, 3)):
            stance = chance.choice(["for", "against", "neutral"])
            claim.claim_issues.create(issue=issue, stance=stance, specificity=chance.randrange(4))
    tenures = Tenure.objects.order_by("-started").values_list("holder", "office__body", "started", "ended")
    return Sides(parts=dict(Actor.objects.values_list("pk", "part_of")), tenures=tenures)


def shown(question: Question, *, earlier: bool = False) -> dict[tuple[int, int], Position]:
    table = matrix(question)
    found = {}
    for row in table.rows:
        for issue, cell in zip(table.issues, row.cells, strict=True):
            position = cell and (cell.before if earlier else cell.position)
            if position:
                found[row.actor.pk, issue.pk] = position
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("sides", [True, False])
def test_matrix_shows_what_picking_by_hand_finds(seed: int, sides: bool) -> None:  # noqa: FBT001
    chance = random.Random(seed)  # noqa: S311  (a fixed draw of test data)
    who = world(chance)
    for states, least in ((REVIEWED, 0.0), (OPEN, 0.5)):
        on, versus = FIRST + timedelta(days=260), FIRST + timedelta(days=120)
        question = Question(on=on, versus=versus, states=states, sides=sides, least=least)
        assert shown(question) == picked(question, who, on)
        assert shown(question, earlier=True) == picked(question, who, versus)
        some = Question(on=on, states=states, sides=sides, least=least, issues=list(Issue.objects.all()[:2]), rows=2)
        every = picked(some, who, on)
        assert len(shown(some)) > 1
        assert shown(some).items() <= every.items()


def test_what_is_said_out_of_office_counts_for_no_side() -> None:
    state, issue = make_actor(kind="state"), make_issue()
    minister = make_actor(part_of=state)
    office = Office.objects.create(slug="office", name="Minister", body=state)
    Tenure.objects.create(office=office, holder=minister, ended=date(2024, 5, 31))
    for day, stance in (("2024-05-01", "for"), ("2024-07-01", "against")):
        make_claim(speaker=minister, state="accepted", said_on=day, said_on_precision="day", issues={issue: stance})
    (position,) = shown(Question(on=date(2024, 8, 1), states=REVIEWED)).values()
    assert (position.actor, position.stance) == (state.pk, "for")
    (position,) = shown(Question(on=date(2024, 8, 1), states=REVIEWED, sides=False)).values()
    assert (position.actor, position.stance) == (minister.pk, "against")
