"""Take articles in: read, extract, store."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from claims.ingest.configuration import extraction_settings
from claims.ingest.documents import Outcome, Status
from claims.ingest.readers import Reader, find_documents
from claims.ingest.run import IngestRun


class Command(BaseCommand):
    """``manage.py ingest [PATH… | -]``."""

    help = "Read .txt and .md files, extract the attributed claims in them, and store both. Running it twice is safe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to read and how to report."""
        default = settings.BASE_DIR / "seeds" / "articles"
        parser.add_argument("paths", nargs="*", default=[str(default)], help="files, folders, - for standard input")
        parser.add_argument("--json", action="store_true", help="write the outcomes as JSON to standard output")
        parser.add_argument("--dry-run", action="store_true", help="read and extract, but store nothing")
        parser.add_argument(
            "--processes", type=int, default=settings.PEACETRACKER_PROCESSES, help="0 (the default) means one a core"
        )

    def handle(self, *, paths: list[str], **options: Any) -> None:
        """Ingest all that can be; raise CommandError at the end if anything failed."""
        if options["processes"] < 0:
            raise CommandError(f"--processes is {options['processes']}. Give 0 for one a core, or 1 and more.")
        outcomes: list[Outcome] = []
        try:
            # Closed at once when interrupted, which ends the processes that extract.
            with closing(self._run(paths, options)) as found:
                for outcome in self._progress(found, total=len(self._documents)):
                    outcomes.append(outcome)
                    self._tell_problem(outcome)
        except KeyboardInterrupt:
            self._summarise(outcomes, options)
            raise CommandError(
                f"Interrupted: {len(outcomes)} of {len(self._documents)} documents are done and stored whole. "
                "Run the same command again to go on."
            ) from None
        self._summarise(outcomes, options)
        if failed := sum(outcome.status is Status.FAILED for outcome in outcomes):
            raise CommandError(f"{failed} of {len(outcomes)} documents failed; the reasons stand above.")

    def _run(self, paths: list[str], options: dict[str, Any]) -> Generator[Outcome]:
        self._documents = list(find_documents(paths))
        run = IngestRun(
            self._documents,
            reader=Reader(settings.PEACETRACKER_MAX_ARTICLE_BYTES, tuple(settings.PEACETRACKER_LANGUAGES)),
            stdin=sys.stdin.buffer,
            extraction=extraction_settings(),
            processes=options["processes"],
            dry_run=options["dry_run"],
        )
        return run.outcomes()

    def _progress(self, outcomes: Iterator[Outcome], total: int) -> tqdm[Outcome]:
        return tqdm(outcomes, total=total, unit="article", file=self.stderr, disable=None if total > 1 else True)

    def _tell_problem(self, outcome: Outcome) -> None:
        if outcome.status is Status.FAILED:
            tqdm.write(self.style.ERROR(f"{outcome.name}: {outcome.reason}"), file=self.stderr)

    def _summarise(self, outcomes: list[Outcome], options: dict[str, Any]) -> None:
        counts = Counter(outcome.status for outcome in outcomes)
        claims = sum(outcome.claims for outcome in outcomes)
        if options["json"]:
            rows = [asdict(outcome) for outcome in outcomes]
            totals = {status.value: counts[status] for status in Status}
            self.stdout.write(json.dumps({**totals, "claims": claims, "dry_run": options["dry_run"], "outcomes": rows}))
            return
        words = ", ".join(f"{counts[status]} {status}" for status in Status)
        would = " (dry run, nothing stored)" if options["dry_run"] else ""
        self.stdout.write(f"{words}; {claims} claims{would}")
