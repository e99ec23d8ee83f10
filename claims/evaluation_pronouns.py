"""The part of ``manage.py evaluate`` that measures which names pronouns are taken to mean, on files of GAP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from claims.extraction.gap import GapError, GapScores, read_gap, score_gap
from claims.extraction.model_folder import ModelError
from claims.extraction.pronouns import answer_gap


def add_pronouns(parts: Any) -> None:
    """Add ``pronouns --gap FILE`` to the subcommands."""
    pronouns = parts.add_parser("pronouns", help="pronouns, against a file of GAP")
    pronouns.add_argument("--gap", dest="gold", type=Path, required=True, metavar="FILE", help="gap-….tsv with answers")
    pronouns.add_argument("--json", action="store_true", help="write the figures as JSON")


def pronoun_report(path: Path, *, as_json: bool) -> str:
    """Answer the file and score it; raise CommandError with the remedy where that is not possible."""
    try:
        snippets = read_gap(path)
        scores = score_gap(snippets, list(answer_gap(snippets)))
    except OSError as error:
        raise CommandError(f'Cannot read "{path}": {error.strerror}. Give a GAP file (gap-….tsv).') from error
    except (GapError, ModelError) as error:
        raise CommandError(str(error)) from error
    return json.dumps(scores.figures()) if as_json else _table(scores)


def _table(scores: GapScores) -> str:
    lines = [f"{scores.snippets} snippets"]
    lines += [f"{name:20} {value:.3f}" for name, value in scores.figures().items() if name != "snippets"]
    return "\n".join(lines)
