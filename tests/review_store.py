"""A store of claims for the benchmark of the review pages: suggestions with history, a fifth of them decided."""

from __future__ import annotations

import random
from typing import Any

IN_ARTICLE = 25
WORDS = tuple("the border must stay open and ships may pass while talks go on in the old town".split())  # noqa: SIM905  (read better)


def fill(count: int) -> None:
    """Store articles of about 4 kB with 25 claims each, on 20 issues, by 200 actors; editors decided on a fifth."""
    from django.db import connection, transaction

    from claims.models import Actor, Claim, ClaimIssue, Issue
    from claims.models.bulk import add_creation_history

    dice = random.Random(7)  # noqa: S311  (no secret)
    with transaction.atomic():
        actors = Actor.objects.bulk_create(
            Actor(slug=f"actor-{number}", name=f"Actor {number}", kind="person") for number in range(200)
        )
        issues = Issue.objects.bulk_create(
            Issue(slug=f"issue-{number}", name=f"Issue {number}", for_means="it happens") for number in range(20)
        )
        for number in range(count // IN_ARTICLE):
            _article(number, actors, issues, dice)
        for model in (Claim, ClaimIssue):
            add_creation_history(model, after=0, reason="Found")
    decide(count // 5)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _article(number: int, actors: list[Any], issues: list[Any], dice: random.Random) -> None:
    from claims.models import Article, Claim, ClaimIssue, checksum_of

    text = (
        "\n\n".join(f"Actor said {' '.join(dice.choices(WORDS, k=20))}." for _ in range(IN_ARTICLE)) + f"\n\n{number}"
    )
    article = Article.objects.create(title=f"Talks {number}", text=text, checksum=checksum_of(text))
    starts = [place for place in range(len(text)) if text.startswith("Actor said", place)]
    claims = Claim.objects.bulk_create(_claim(article, text, start, dice, actors) for start in starts)
    ClaimIssue.objects.bulk_create(
        ClaimIssue(claim=claim, issue=issue, stance="for") for claim in claims for issue in dice.sample(issues, 2)
    )


def _claim(article: Any, text: str, start: int, dice: random.Random, actors: list[Any]) -> Any:
    from claims.models import Claim

    end = text.index(".", start)
    claim = Claim(
        article=article, kind="indirect", act=dice.choice(("demand", "offer", "reject")), confidence=dice.random(),
        speaker=dice.choice(actors), extractor_version="model-1", reason=["alias:exact", "cue:said"],
    )  # fmt: skip
    claim.set_spans(
        source=[[start, start + 5]], cue=[[start + 6, start + 10]], content=[[start + 11, end]], condition=[]
    )
    return claim


def decide(count: int) -> None:
    """Let an editor accept, correct and reject that many claims, and another one judge 500 of them again."""
    from claims.models import Actor, Claim, SecondOpinion, State
    from claims.review.bulk import LIMIT, BulkChange, apply_to, digest_of, versions_of
    from claims.roles import Role, make_editor

    first = make_editor(username="first", password="x", role=Role.SENIOR)
    changes = (
        BulkChange("accept"), BulkChange("speaker", speaker=Actor.objects.get(slug="actor-1")),
        BulkChange("accept"), BulkChange("reject", reason="not a claim"),
    )  # fmt: skip
    newest = Claim.objects.suggested().order_by("-pk").values_list("pk", flat=True)
    for number in range(-(-count // LIMIT)):
        keys = list(newest[: min(LIMIT, count - number * LIMIT)])
        change = changes[number % len(changes)]
        claims = Claim.objects.filter(pk__in=range(keys[-1], keys[0] + 1))
        apply_to(claims, change, first, seen=digest_of(versions_of(change.affects(claims))))
    other = make_editor(username="other", password="x")
    decided = Claim.objects.filter(state=State.ACCEPTED).order_by("pk")[:500]
    answers = {"speaker": "actor-1", "act": "demand", "kind": "indirect", "said_on": "", "issues": {"issue-1": "for"}}
    SecondOpinion.objects.bulk_create(
        SecondOpinion(claim=claim, user=other, verdict="right", answers=answers) for claim in decided
    )
