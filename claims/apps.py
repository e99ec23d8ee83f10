"""The claims app."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    """Attributed claims, the articles they stand in, the actors they come from."""

    name = "claims"
    verbose_name = "PeaceTracker"

    def ready(self) -> None:
        """Register the system checks, name models and fields, have the index of words kept by every migration."""
        from claims import checks  # noqa: F401
        from claims.names import translate_names

        translate_names(self)
        post_migrate.connect(_prepare_indexes, sender=self)


def _prepare_indexes(*, using: str, **_: Any) -> None:
    from claims.models.words import prepare_indexes

    prepare_indexes(connections[using])
