"""Addresses of the reading pages."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from claims.views import actors, articles, claims, issues

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
    path("issues/<slug:slug>/", issues.issue_detail, name="issue_detail"),
]
