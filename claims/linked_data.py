"""What pages show as schema.org data, for whoever reads pages by program. Nothing unreviewed is among it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.urls import reverse

from claims.models import (
    Actor,
    ActorKind,
    Article,
    Claim,
    Issue,
    Kind,
    Package,
    State,
    Statement,
    Term,
    as_iso,
    in_english,
)

Absolute = Callable[[str], str]
_CONTEXT = "https://schema.org"


def whole(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data that is part of others' as data of its own, as a page holds it."""
    return {"@context": _CONTEXT, **data}


def site_data(absolute: Absolute) -> dict[str, Any]:
    """Return the site with its search."""
    search = absolute(reverse("claims:claim_list"))
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    return whole({"@type": "WebSite", "name": "PeaceTracker", "url": absolute("/"), "potentialAction": action})


def page_data(name: str, description: str, address: str) -> dict[str, Any]:
    """Return a page that lists others."""
    return whole(
        _without_nothing({"@type": "CollectionPage", "name": name, "description": description, "url": address})
    )


def issue_data(issue: Issue, absolute: Absolute) -> dict[str, Any]:
    """Return the issue as a term of the list of issues, defined by what being for it means."""
    return _without_nothing(
        {
            "@type": "DefinedTerm",
            "name": issue.name,
            "description": issue.for_means,
            "url": absolute(issue.get_absolute_url()),
            "inDefinedTermSet": absolute(reverse("claims:issue_list")),
        }
    )


def statement_data(
    statement: Statement, wording: Claim, reports: Iterable[Claim], absolute: Absolute
) -> dict[str, Any]:
    """Return the statement as a claim, in its fullest wording, that appears in the articles of its reviewed reports."""
    address = absolute(statement.get_absolute_url())
    articles = {claim.article_id: claim.article for claim in reports if claim.is_reviewed}
    appearances = [article_data(article, absolute) for article in articles.values()]
    return {**claim_data(wording, absolute), "@id": address, "url": address, "appearance": appearances}


def exchange_data(proposal: Claim, absolute: Absolute) -> dict[str, Any]:
    """Return the proposal that is answered, on the page of its answers."""
    address = absolute(reverse("claims:exchange_detail", args=[proposal.pk]))
    return whole({"@type": "Conversation", "url": address, "about": claim_data(proposal, absolute)})


def package_data(package: Package, terms: Iterable[Term], absolute: Absolute) -> dict[str, Any]:
    """Return the package as a work of its actor, made of its accepted terms."""
    accepted = [term for term in terms if term.is_accepted]
    return _without_nothing(
        {
            "@context": _CONTEXT,
            "@type": "CreativeWork",
            "name": package.name,
            "url": absolute(package.get_absolute_url()),
            "author": actor_data(package.actor, absolute),
            "datePublished": as_iso(package.put_forward_on, "day"),
            "hasPart": [
                {"@type": "CreativeWork", "text": term.wording, "about": issue_data(term.issue, absolute)}
                for term in accepted
            ],
        }
    )


def claim_data(claim: Claim, absolute: Absolute) -> dict[str, Any]:
    """Return the claim; one worded directly is a quotation too. ``absolute`` makes an address whole."""
    address = absolute(claim.get_absolute_url())
    found: dict[str, Any] = {
        "@context": _CONTEXT,
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
