"""The pages that search engines should know: what is reviewed, and what leads there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse

from claims.exchanges import proposals
from claims.models import REVIEWED, Actor, Article, Claim, Issue, Package, Statement

# Addresses in one file; the format allows 50,000.
LIMIT = 10_000
_SOURCES = ("sources", "coverage")


class PageSitemap(Sitemap):  # type: ignore[type-arg]  # generic to the type checker only
    """The pages that list everything else."""

    def items(self) -> list[str]:
        """Return the names of the pages."""
        lists = ("claim_list", "statement_list", "exchange_list", "package_list", "article_list", "actor_list")
        return [f"claims:{name}" for name in ("home", "positions", *lists, "issue_list", "timeline", *_SOURCES)]

    def location(self, item: str) -> str:
        """Return the address of a page."""
        return reverse(item)


class ClaimSitemap(Sitemap):  # type: ignore[type-arg]  # generic to the type checker only
    """Reviewed claims."""

    limit = LIMIT

    def items(self) -> QuerySet[Claim]:
        """Return them in a lasting order."""
        return Claim.objects.reviewed().only("pk", "reviewed_at").order_by("pk")

    def lastmod(self, item: Claim) -> datetime | None:
        """Return when it was reviewed."""
        return item.reviewed_at

    def get_latest_lastmod(self) -> datetime | None:
        """Return when one was reviewed last, without reading them all."""
        last: datetime | None = self.items().aggregate(last=Max("reviewed_at"))["last"]
        return last


class ArticleSitemap(Sitemap):  # type: ignore[type-arg]  # generic to the type checker only
    """Articles with reviewed claims."""

    limit = LIMIT

    def items(self) -> QuerySet[Article]:
        """Return them in a lasting order."""
        return Article.objects.filter(pk__in=Claim.objects.reviewed().values("article")).only("pk").order_by("pk")


class ActorSitemap(Sitemap):  # type: ignore[type-arg]  # generic to the type checker only
    """Actors with reviewed claims."""

    limit = LIMIT

    def items(self) -> QuerySet[Actor]:
        """Return them in a lasting order."""
        found = Actor.objects.current().filter(pk__in=Claim.objects.reviewed().exclude(speaker=None).values("speaker"))
        return found.only("slug").order_by("pk")


class IssueSitemap(Sitemap):  # type: ignore[type-arg]  # generic to the type checker only
    """All issues."""

    def items(self) -> QuerySet[Issue]:
        """Return them in a lasting order."""
        return Issue.objects.only("slug").order_by("pk")


class StatementSitemap(Sitemap):  # type: ignore[type-arg]  # generic to the type checker only
    """Statements whose fullest wording is reviewed."""

    limit = LIMIT

    def items(self) -> QuerySet[Statement]:
        """Return them in a lasting order."""
        return Statement.objects.filter(canonical__state__in=REVIEWED, merged_into=None).only("pk").order_by("pk")


class ExchangeSitemap(Sitemap):  # type: ignore[type-arg]  # generic to the type checker only
    """Reviewed demands and offers that somebody answered."""

    limit = LIMIT

    def items(self) -> QuerySet[Claim]:
        """Return them in a lasting order."""
        return proposals(Claim.objects.reviewed(), answered=True).only("pk").order_by("pk")

    def location(self, item: Claim) -> str:
        """Return the address of the exchange."""
        return reverse("claims:exchange_detail", args=[item.pk])


class PackageSitemap(Sitemap):  # type: ignore[type-arg]  # generic to the type checker only
    """Accepted packages with accepted terms."""

    limit = LIMIT

    def items(self) -> QuerySet[Package]:
        """Return them in a lasting order."""
        return Package.objects.open_to_readers(suggestions=False).only("pk").order_by("pk")


SITEMAPS: dict[str, Any] = {
    "pages": PageSitemap,
    "claims": ClaimSitemap,
    "articles": ArticleSitemap,
    "actors": ActorSitemap,
    "issues": IssueSitemap,
    "statements": StatementSitemap,
    "exchanges": ExchangeSitemap,
    "packages": PackageSitemap,
}
