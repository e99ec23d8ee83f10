"""Made claims for tests and benchmarks of linking: outlets that report a stream of statements, day by day."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db import connection

from claims.models import Actor, Article, Claim, ClaimIssue, Issue, Kind, Outlet, Segment, checksum_of
from claims.models.bulk import insert_rows, last_key

FIRST_DAY = date(2015, 1, 1)
# What one day of news holds: statements, and reports of each (copies of one agency text among them).
STATEMENTS_A_DAY, REPORTS, CLAIMS_AN_ARTICLE = 60, 5, 10
_ACTS = ("demand", "offer", "reject", "assess", "accuse", "report", "commit", "predict")
_STANCES = ("for", "against", "neutral")


@dataclass(frozen=True)
class Cast:
    """Who speaks about what in the made corpus."""

    people: list[Actor]
    issues: list[Issue]
    outlets: list[Outlet]
    words: list[str]


def make_cast(seed: int = 1) -> Cast:
    """Store 20 states with 4 people each, 30 issues and 40 outlets; the big ones speak far more often."""
    rng = random.Random(seed)  # noqa: S311
    states = [Actor(slug=f"state-{n}", name=f"Land{n}", kind="state") for n in range(20)]
    Actor.objects.bulk_create(states)
    states = list(Actor.objects.filter(kind="state", slug__startswith="state-").order_by("pk"))
    people = [
        Actor(slug=f"person-{n}-{m}", name=f"Person{n} Surname{m}", kind="person", part_of=state)
        for n, state in enumerate(states)
        for m in range(4)
    ]
    Actor.objects.bulk_create(people)
    Issue.objects.bulk_create(
        Issue(slug=f"matter-{n}", name=f"Matter {n}", for_means=f"matter {n} happens") for n in range(30)
    )
    Outlet.objects.bulk_create(Outlet(slug=f"paper-{n}", name=f"Paper {n}") for n in range(40))
    return Cast(
        people=[*states, *Actor.objects.filter(slug__startswith="person-").select_related("part_of").order_by("pk")],
        issues=list(Issue.objects.filter(slug__startswith="matter-").order_by("pk")),
        outlets=list(Outlet.objects.filter(slug__startswith="paper-").order_by("pk")),
        words=[_made_word(rng) for _ in range(6000)],
    )  # fmt: skip


def _made_word(rng: random.Random) -> str:
    return rng.choice("bcdfglmnprst") + rng.choice("aeiou") + "".join(rng.choices("bcdfglmnprstaeiou", k=5))


def days_of_news(cast: Cast, claims: int, seed: int = 2) -> Iterator[tuple[date, list[list[MadeClaim]]]]:
    """Yield day by day the articles, each a list of its claims, until there are so many claims."""
    rng, made, day = random.Random(seed), 0, FIRST_DAY  # noqa: S311
    while made < claims:
        told: list[MadeClaim] = []
        for _ in range(STATEMENTS_A_DAY):
            statement = _statement(cast, rng, day)
            told += [_report(statement, cast, rng) for _ in range(rng.randint(1, 2 * REPORTS - 1))]
        rng.shuffle(told)
        told = told[: claims - made]
        made += len(told)
        yield day, [told[at : at + CLAIMS_AN_ARTICLE] for at in range(0, len(told), CLAIMS_AN_ARTICLE)]
        day += timedelta(days=1)


@dataclass(frozen=True)
class MadeClaim:
    """A claim to be stored."""

    speaker: Actor
    act: str
    words: tuple[str, ...]
    issues: tuple[tuple[Issue, str], ...]
    said_on: date | None


def _statement(cast: Cast, rng: random.Random, day: date) -> MadeClaim:
    speaker = cast.people[min(int(rng.expovariate(1 / 12)), len(cast.people) - 1)]
    other = cast.people[min(int(rng.expovariate(1 / 12)), 19)]
    words = tuple(
        cast.words[min(int(rng.expovariate(1 / 900)), len(cast.words) - 1)] for _ in range(rng.randint(6, 18))
    )
    issues = tuple((issue, rng.choice(_STANCES)) for issue in rng.sample(cast.issues, rng.choice((0, 1, 1, 2))))
    return MadeClaim(speaker, rng.choice(_ACTS), (*words, other.name), issues, day if rng.random() < 0.7 else None)


def _report(statement: MadeClaim, cast: Cast, rng: random.Random) -> MadeClaim:
    """Return the statement as an outlet words it: a fifth of the words left out or replaced."""
    words = [
        word if rng.random() < 0.85 else rng.choice(cast.words) for word in statement.words if rng.random() < 0.95
    ] or list(statement.words)
    return MadeClaim(statement.speaker, statement.act, tuple(words), statement.issues, statement.said_on)


def store_day(cast: Cast, day: date, articles: list[list[MadeClaim]], rng: random.Random) -> list[int]:
    """Store a day's articles with their claims; return the numbers of the articles."""
    texts = [
        f"{day} {number} {'. '.join(' '.join(claim.words) for claim in claims)}."
        for number, claims in enumerate(articles)
    ]
    rows = [
        Article(title=f"News of {day}", text=text, checksum=checksum_of(text), outlet=rng.choice(cast.outlets),
                published_on=day, published_precision="day")
        for text in texts
    ]  # fmt: skip
    Article.objects.bulk_create(rows)
    stored = list(Article.objects.filter(checksum__in=[row.checksum for row in rows]).order_by("pk"))
    by_text = {row.text: claims for row, claims in zip(rows, articles, strict=True)}
    Segment.objects.bulk_create(Segment(article=row, kind="body", start=0, end=len(row.text)) for row in stored)
    pairs = [pair for row in stored for pair in _claims(row, by_text[row.text])]
    columns, defaults = _plain_claim()
    before = last_key(Claim)
    insert_rows(Claim, columns, ([*{**defaults, **values}.values()] for values, _, _ in pairs))
    rows_of = Claim.objects.filter(pk__gt=before).values_list("article_id", "start", "pk")
    keys = {(article, start): pk for article, start, pk in rows_of}
    insert_rows(
        ClaimIssue,
        *_rows_of_issues((keys[values["article_id"], start], made) for values, start, made in pairs),
    )
    return [row.pk for row in stored]


def _claims(article: Article, claims: list[MadeClaim]) -> Iterator[tuple[dict[str, Any], int, MadeClaim]]:
    """Yield the columns by which a claim differs from a plain one, and where it starts."""
    at = 0
    for made in claims:
        text = " ".join(made.words)
        at = article.text.index(text, at)
        yield (
            {
                "article_id": article.pk,
                "act": made.act,
                "speaker_id": made.speaker.pk,
                "said_on": made.said_on.isoformat() if made.said_on else None,
                "said_on_precision": "day" if made.said_on else "",
                "content": json.dumps([[at, at + len(text)]]),
                "content_text": text,
            },
            at,
            made,
        )
        at += len(text)


@cache
def _plain_claim() -> tuple[list[str], dict[str, Any]]:
    """Return the columns of a claim and what they hold if nothing is known; a million objects would take minutes."""
    return _plain(Claim(kind=Kind.INDIRECT))


@cache
def _plain_issue() -> tuple[list[str], dict[str, Any]]:
    return _plain(ClaimIssue())


def _plain(row: Claim | ClaimIssue) -> tuple[list[str], dict[str, Any]]:
    fields = [field for field in row._meta.concrete_fields if not (field.primary_key or field.generated)]
    values = {str(field.column): field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields}
    return list(values), values


def _rows_of_issues(pairs: Iterable[tuple[int, MadeClaim]]) -> tuple[list[str], list[list[Any]]]:
    columns, defaults = _plain_issue()
    rows = [
        {**defaults, "claim_id": pk, "issue_id": issue.pk, "stance": stance}
        for pk, made in pairs
        for issue, stance in made.issues
    ]
    return columns, [list(row.values()) for row in rows]
