"""Addresses of the reading pages."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from claims.views import actors, articles, claims, exchanges, issues, links, statements
from claims.views.review.urls import review_urls

app_name = "claims"
urlpatterns: list[URLPattern] = [
    path("", RedirectView.as_view(pattern_name="claims:claim_list"), name="home"),
    path("claims/", claims.claim_list, name="claim_list"),
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
    path("issues/<slug:slug>/", issues.issue_detail, name="issue_detail"),
    *review_urls,
]
