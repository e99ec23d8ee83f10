"""Addresses of the reading pages."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "claims"
urlpatterns: list[URLPattern] = []
