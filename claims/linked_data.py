"""Claims, articles and actors as schema.org data, for the page and for whoever reads pages by program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from claims.models import Actor, ActorKind, Article, Claim, Kind, State, as_iso, in_english

Absolute = Callable[[str], str]


def claim_data(claim: Claim, absolute: Absolute) -> dict[str, Any]:
    """Return the claim; one worded directly is a quotation too. ``absolute`` makes an address whole."""
    address = absolute(claim.get_absolute_url())
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ["Claim", "Quotation"] if claim.kind == Kind.DIRECT else "Claim",
        "@id": address,
        "url": address,
        "text": claim.content_text,
        "author": [actor_data(actor, absolute) for actor in claim.speakers],
        "datePublished": as_iso(claim.said_on, claim.said_on_precision),
        "about": [
            {"@type": "Thing", "name": row.issue.name, "url": absolute(row.issue.get_absolute_url())}
            for row in claim.claim_issues.all()
        ],
        "appearance": article_data(claim.article, absolute),
        "creativeWorkStatus": in_english(State(claim.state).label),
        "version": claim.edit_version,
    }
    return _without_nothing(found)


def article_data(article: Article, absolute: Absolute) -> dict[str, Any]:
    """Return the article as a news article of its outlet."""
    outlet = article.outlet
    return _without_nothing(
        {
            "@type": "NewsArticle",
            "headline": article.title,
            "url": article.url or absolute(article.get_absolute_url()),
            "datePublished": as_iso(article.published_on, article.published_precision),
            "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name} if outlet else None,
            "inLanguage": article.language,
        }
    )


def actor_data(actor: Actor, absolute: Absolute) -> dict[str, Any]:
    """Return the actor as a person, country or organisation."""
    kinds = {ActorKind.PERSON: "Person", ActorKind.STATE: "Country"}
    return _without_nothing(
        {
            "@type": kinds.get(ActorKind(actor.kind), "Organization"),
            "name": actor.name,
            "url": absolute(actor.get_absolute_url()),
            "description": actor.description,
            "sameAs": f"https://www.wikidata.org/entity/{actor.wikidata}" if actor.wikidata else None,
        }
    )


def _without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}
