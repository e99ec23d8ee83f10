"""The claims app."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class ClaimsConfig(AppConfig):
    """Attributed claims, the articles they stand in, the actors they come from."""

    name = "claims"
    verbose_name = "PeaceTracker"

    def ready(self) -> None:
        """Register the system checks, name models and fields, have the index of words kept by every migration."""
        from claims import checks  # noqa: F401
        from claims.names import translate_names

        translate_names(self)
        pre_migrate.connect(_take_triggers_off, sender=self)
        post_migrate.connect(_prepare_indexes, sender=self)


def _take_triggers_off(*, using: str, plan: Any = (), **_: Any) -> None:
    from claims.models import standing_triggers

    if plan:
        standing_triggers.take_off(connections[using])


def _prepare_indexes(*, using: str, plan: Any = (), **_: Any) -> None:
    from claims.models import standing_triggers
    from claims.models.planning import renew_statistics
    from claims.models.words import prepare_indexes

    standing_triggers.put_back(connections[using])
    prepare_indexes(connections[using])
    renew_statistics(connections[using], anew=bool(plan))
