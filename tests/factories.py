"""Plain functions that make rows for tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from claims.models import (
    Actor,
    Article,
    Claim,
    ClaimIssue,
    Issue,
    Link,
    Office,
    Outlet,
    Segment,
    Tenure,
    checksum_of,
)

_numbers = count(1)


def make_outlet(**values: Any) -> Outlet:
    """Return a stored outlet."""
    number = next(_numbers)
    return Outlet.objects.create(**{"slug": f"outlet-{number}", "name": f"Outlet {number}", **values})


def make_actor(name: str = "", **values: Any) -> Actor:
    """Return a stored actor, a person unless told otherwise."""
    number = next(_numbers)
    name = name or f"Actor {number}"
    return Actor.objects.create(**{"slug": f"actor-{number}", "name": name, "kind": "person", **values})


def make_issue(name: str = "", **values: Any) -> Issue:
    """Return a stored issue."""
    number = next(_numbers)
    name = name or f"Issue {number}"
    return Issue.objects.create(**{"slug": f"issue-{number}", "name": name, "for_means": f"{name} happens", **values})


def make_article(text: str = "", **values: Any) -> Article:
    """Return a stored article, all of its text body."""
    text = text or f"Number {next(_numbers)} opens. Anna Berg said the border must stay open. Nothing else happened."
    article = Article.objects.create(**{"title": "A report", "text": text, "checksum": checksum_of(text), **values})
    Segment.objects.create(article=article, kind="body", start=0, end=len(text))
    return article


def make_claim(
    article: Article | None = None, *, content: str = "", source: str = "", cue: str = "", **values: Any
) -> Claim:
    """Return a stored claim whose spans are the first places where the given words stand in the article."""
    article = article or make_article()
    if not content:
        source, cue, content = "Anna Berg", "said", "the border must stay open"
    issues: dict[Issue, str] = values.pop("issues", {})
    claim = Claim(**{"article": article, "kind": "indirect", "act": "demand", "confidence": 0.8, **values})
    claim.set_spans(
        source=_spans(article.text, source), cue=_spans(article.text, cue), content=_spans(article.text, content)
    )
    claim.save()
    for issue, stance in issues.items():
        ClaimIssue.objects.create(claim=claim, issue=issue, stance=stance)
    return claim


def make_link(a: Claim, b: Claim, relation: str = "same_position", **values: Any) -> Link:
    """Return a stored link from one claim to another."""
    return Link.objects.create(a=a, b=b, relation=relation, **values)


def make_office(name: str, *, body: Actor, holder: Actor, **tenure: Any) -> Office:
    """Return a stored office of a body with one holder."""
    office = Office.objects.create(slug=f"office-{next(_numbers)}", name=name, body=body)
    Tenure.objects.create(office=office, holder=holder, **tenure)
    return office


def _spans(text: str, words: str) -> list[list[int]]:
    if not words:
        return []
    start = text.index(words)
    return [[start, start + len(words)]]
