"""Extract again what is stored."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from tqdm import tqdm

from claims.ingest.configuration import extraction_settings
from claims.ingest.renewal import Renewal, RenewalStatus
from claims.ingest.renewal_run import RenewalRun
from claims.models import Article

_COUNTS = ("updated", "added", "removed", "kept")


class Command(BaseCommand):
    """``manage.py extract --stale``."""

    help = (
        "Bring stored articles to the current extractor version. What people decided or edited stays as it is; "
        "suggestions keep their ids. Running it twice is safe."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which articles and how to report."""
        parser.add_argument("--stale", action="store_true", help="those that another extractor version has read")
        parser.add_argument("--article", type=int, action="append", metavar="ID", help="only this one; may be repeated")
        parser.add_argument("--all", action="store_true", help="all, whatever version has read them")
        parser.add_argument("--json", action="store_true", help="write the outcomes as JSON to standard output")
        parser.add_argument(
            "--workers",
            "--processes",
            dest="processes",
            type=int,
            default=settings.PEACETRACKER_PROCESSES,
            help="0 (the default) means one a core",
        )

    def handle(self, **options: Any) -> None:
        """Extract all that was asked for; raise CommandError at the end if anything failed."""
        articles = self._articles(options)
        run = RenewalRun(
            articles, extraction=extraction_settings(), stale_only=options["stale"], processes=options["processes"]
        )
        outcomes: list[Renewal] = []
        try:
            with closing(run.outcomes()) as found:
                for outcome in self._progress(found, total=len(run.keys)):
                    outcomes.append(outcome)
                    self._tell_problem(outcome)
        except KeyboardInterrupt:
            self._summarise(outcomes, options)
            raise CommandError(
                f"Interrupted: {len(outcomes)} of {len(run.keys)} articles are done and stored whole. "
                "Run again with --stale to go on."
            ) from None
        self._summarise(outcomes, options)
        if failed := sum(outcome.status is RenewalStatus.FAILED for outcome in outcomes):
            raise CommandError(f"{failed} of {len(outcomes)} articles failed; the reasons stand above.")

    def _articles(self, options: dict[str, Any]) -> QuerySet[Article]:
        wanted = options["article"] or []
        if options["processes"] < 0:
            raise CommandError(f"--workers is {options['processes']}. Give 0 for one a core, or 1 and more.")
        if options["all"] and (options["stale"] or wanted):
            raise CommandError("--all leaves nothing to narrow. Leave it out, or leave out --stale and --article.")
        if not (options["all"] or options["stale"] or wanted):
            raise CommandError("Say which articles: --stale, --article ID or --all.")
        if not wanted:
            return Article.objects.all()
        stored = set(Article.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        if missing := [str(pk) for pk in wanted if pk not in stored]:
            raise CommandError(f"There is no article {', '.join(missing)}. The address /articles/ID/ shows the id.")
        return Article.objects.filter(pk__in=wanted)

    def _progress(self, found: Iterator[Renewal], total: int) -> tqdm[Renewal]:
        disable = None if total > 1 else True
        return tqdm(found, total=total, unit="article", file=self.stderr, disable=disable)

    def _tell_problem(self, outcome: Renewal) -> None:
        if outcome.status is RenewalStatus.FAILED:
            tqdm.write(self.style.ERROR(f"{outcome.name}: {outcome.reason}"), file=self.stderr)

    def _summarise(self, outcomes: list[Renewal], options: dict[str, Any]) -> None:
        articles = Counter(outcome.status for outcome in outcomes)
        claims = {name: sum(getattr(outcome, name) for outcome in outcomes) for name in _COUNTS}
        if options["json"]:
            totals = {status.value: articles[status] for status in RenewalStatus}
            rows = [asdict(outcome) for outcome in outcomes]
            self.stdout.write(json.dumps({**totals, "claims": claims, "outcomes": rows}))
            return
        words = ", ".join(f"{articles[status]} {status}" for status in RenewalStatus)
        self.stdout.write(f"{words}; claims: {', '.join(f'{count} {name}' for name, count in claims.items())}")
