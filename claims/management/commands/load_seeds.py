"""Load outlets, actors, offices, issues, headlines and events from TOML files."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from claims.extraction.registry import RegistryError, read_registry
from claims.seed_site import load_site, read_site
from claims.seeds import load_registry


class Command(BaseCommand):
    """``manage.py load_seeds [FOLDER]``."""

    help = "Load outlets, actors, issues and events. Run again, it adds what is new and leaves what editors changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder and the form of the result."""
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "seeds", help="default: seeds/")
        parser.add_argument("--json", action="store_true", help="write the counts as JSON")

    @transaction.atomic
    def handle(self, *, folder: Path, **options: Any) -> None:
        """Load the files of the folder and report what changed."""
        try:
            site = read_site(folder / "site.toml")
            report = load_registry(read_registry(folder))
            load_site(site, report)
        except RegistryError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict()))
            return
        for name, created in report.created.items():
            self.stdout.write(
                f"{name}: {created} created, {report.updated[name]} updated, {report.left[name]} unchanged"
            )
