"""What editors decided as gold annotations, in the layout that ``manage.py evaluate claims`` reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from claims.models import REVIEWED, Article, Claim, Link, LinkState, Precision, State, as_iso


def gold_articles() -> Any:
    """Return the articles in which every claim of the current text is decided, and at least one stands."""
    open_ones = Claim.objects.filter(state__in=[State.SUGGESTED, State.DISPUTED])
    standing = Claim.objects.filter(state__in=REVIEWED)
    found = Article.objects.filter(pk__in=standing.values("article")).exclude(pk__in=open_ones.values("article"))
    return found.order_by("pk")


def gold_archive() -> bytes:
    """Return a zip file with ``gold/`` and ``texts/``, of the articles that are decided whole."""
    file = BytesIO()
    articles = list(gold_articles())
    claims = Claim.objects.filter(article__in=articles, state__in=REVIEWED).with_parts().in_reading_order()
    current = [claim for claim in claims if claim.anchored_version == claim.article.version]
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("gold/attributions.jsonl", _lines(_claim(claim) for claim in current))
        archive.writestr("gold/attributions_optional.jsonl", "")
        archive.writestr("gold/links.jsonl", _lines(_links(current)))
        archive.writestr("gold/actors.json", json.dumps({"actors": _actors(current)}, ensure_ascii=False, indent=1))
        for article in articles:
            archive.writestr(f"texts/{doc_of(article)}.txt", article.text)
    return file.getvalue()


def doc_of(article: Article) -> str:
    """Return the name of the article's text in the archive, without suffix."""
    return f"article_{article.pk}"


def _id(claim: Claim) -> str:
    return f"d{claim.article_id}-c{claim.pk}"


def _lines(rows: Iterable[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _claim(claim: Claim) -> dict[str, Any]:
    names = [actor.name for actor in claim.speakers]
    issues = claim.claim_issues.all()
    day = claim.said_on if claim.said_on_precision == Precision.DAY else None
    return {
        "doc": doc_of(claim.article),
        "id": _id(claim),
        "optional": False,
        "source": claim.source,
        "cue": claim.cue,
        "content": claim.content,
        "text": claim.content_text,
        "kind": claim.kind,
        "speaker": " + ".join(names) or None,
        "speakers": names,
        "reported_via": claim.reported_via.name if claim.reported_via else None,
        "act": claim.act,
        "issues": [row.issue.slug for row in issues],
        "polarity": {row.issue.slug: row.stance for row in issues},
        "statement_date": as_iso(day, Precision.DAY),
        "parts": [],
    }


def _links(claims: list[Claim]) -> Iterable[dict[str, Any]]:
    known = {claim.pk: claim for claim in claims}
    for link in Link.objects.filter(state=LinkState.CONFIRMED, a__in=known, b__in=known):
        ends = {"a": _id(known[link.a_id]), "b": _id(known[link.b_id])}
        yield {**ends, "relation": link.relation, "outcome": link.outcome or None, "optional": False}


def _actors(claims: list[Claim]) -> list[dict[str, Any]]:
    actors = {actor.pk: actor for claim in claims for actor in claim.speakers}
    return [
        {"name": actor.name, "surfaces": [{"form": alias.text} for alias in actor.aliases.all()]}
        for actor in actors.values()
    ]
