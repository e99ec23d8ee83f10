"""Bring the suggested negotiating terms in line with the claims."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from claims.terms import all_topics, update_terms


class Command(BaseCommand):
    """``manage.py terms``."""

    help = (
        "Suggest negotiating terms from all claims, as ingest and extract do from those they store. Worth running "
        "after many corrections. Terms that people accepted, rejected, edited or deleted stay as they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how to report."""
        parser.add_argument("--json", action="store_true", help="write the counts as JSON to standard output")

    def handle(self, **options: Any) -> None:
        """Go through all actors and issues."""
        counts = asdict(update_terms(topics=all_topics()))
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
