"""Make an installation ready to serve."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from claims.roles import Role, group_of


class Command(BaseCommand):
    """``manage.py prepare``: what ``make run`` does before it serves."""

    help = (
        "Migrate, load the seeds, ingest the seed articles, apply their reviews, create the editor account. "
        "Run again, it changes nothing."
    )
    requires_migrations_checks = False

    def handle(self, **_: Any) -> None:
        """Do each step, saying which."""
        self._step("Database", "migrate", verbosity=0)
        for role in Role:
            group_of(role)
        self._step("Outlets, actors, issues", "load_seeds")
        self._step("Articles", "ingest")
        self._step("Reviews of the seed reports", "load_reviews")
        if not settings.DEBUG:
            self._step("Static files", "collectstatic", interactive=False, verbosity=0)
        self._step("Account", "create_editor")

    def _step(self, title: str, command: str, **options: Any) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(title))
        call_command(command, stdout=self.stdout, stderr=self.stderr, **options)
