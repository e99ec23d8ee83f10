"""Write claims for other programs."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from claims.exports import as_json_lines, exported
from claims.models import Claim, State


class Command(BaseCommand):
    """``manage.py export claims --format jsonl``."""

    help = "Write claims to standard output or a file; docs/export.md describes the fields."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to export, in which form, to where."""
        parser.add_argument("what", choices=["claims"])
        parser.add_argument("--format", choices=["jsonl"], default="jsonl")
        parser.add_argument(
            "--state", action="append", choices=State.values, help="only this review state; default: all but rejected"
        )
        parser.add_argument("--output", type=Path, help="a file to write instead of standard output")

    def handle(self, *, state: list[str] | None, output: Path | None, **_: Any) -> None:
        """Write one claim a line."""
        claims = Claim.objects.filter(state__in=state) if state else Claim.objects.exclude(state=State.REJECTED)
        lines = as_json_lines(exported(claims))
        bar = tqdm(lines, total=claims.count(), unit="claim", file=sys.stderr, disable=None if output else True)
        if output is None:
            for line in bar:
                self.stdout.write(line)
            return
        try:
            with output.open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in bar)
        except OSError as error:
            raise CommandError(
                f'Cannot write "{output}": {error.strerror}. Name a file in a folder that exists.'
            ) from error
