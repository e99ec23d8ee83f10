"""Addresses of the reading pages."""

from __future__ import annotations

from django.contrib.sitemaps import views as sitemaps
from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_safe

from claims.sitemaps import SITEMAPS
from claims.views import (
    actors,
    articles,
    claims,
    exchanges,
    home,
    issues,
    links,
    packages,
    positions,
    sources,
    statements,
    timeline,
)
from claims.views.review.urls import review_urls

app_name = "claims"
urlpatterns: list[URLPattern] = [
    path("", home.front_page, name="home"),
    path("claims/", claims.claim_list, name="claim_list"),
    re_path(r"^claims/export\.(?P<form>csv|jsonl)$", claims.claim_export, name="claim_export"),
    path("claims/<int:pk>/", claims.claim_detail, name="claim_detail"),
    path("articles/", articles.article_list, name="article_list"),
    path("articles/<int:pk>/", articles.article_detail, name="article_detail"),
    path("actors/", actors.actor_list, name="actor_list"),
    path("actors/<slug:slug>/", actors.actor_detail, name="actor_detail"),
    path("issues/", issues.issue_list, name="issue_list"),
    path("statements/", statements.statement_list, name="statement_list"),
    path("statements/<int:pk>/", statements.statement_detail, name="statement_detail"),
    path("statements/<int:pk>/join/", statements.statement_join, name="statement_join"),
    path("statements/<int:pk>/split/", statements.statement_split, name="statement_split"),
    path("decisions/<int:pk>/undo/", statements.decision_undo, name="decision_undo"),
    path("links/<int:pk>/<slug:verb>/", links.link_decide, name="link_decide"),
    path("exchanges/", exchanges.exchange_list, name="exchange_list"),
    path("exchanges/<int:pk>/", exchanges.exchange_detail, name="exchange_detail"),
    path("packages/", packages.package_list, name="package_list"),
    path("packages/<int:pk>/", packages.package_detail, name="package_detail"),
    path(
        "sitemap.xml",
        require_safe(sitemaps.index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "claims:sitemap"},
        name="sitemaps",
    ),
    path("sitemap-<section>.xml", require_safe(sitemaps.sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", home.robots, name="robots"),
    path("timeline/", timeline.timeline_page, name="timeline"),
    path("sources/", sources.sources, name="sources"),
    path("sources/coverage/", sources.coverage, name="coverage"),
    path("sources/coverage/export.csv", sources.coverage_csv, name="coverage_csv"),
    path("positions/", positions.positions, name="positions"),
    path("positions/export.csv", positions.positions_csv, name="positions_csv"),
    path("issues/<slug:slug>/", issues.issue_detail, name="issue_detail"),
    *review_urls,
]
