"""Measure the extractor against gold annotations."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.evaluation import evaluate_attributions, evaluate_claims
from claims.evaluation_pronouns import add_pronouns, pronoun_report
from claims.extraction.polnear import PolnearError
from claims.extraction.scoring import AttributionScores, Figure
from claims.extraction.scoring_claims import ClaimScores
from claims.ingest.configuration import extraction_settings


class Command(BaseCommand):
    """``evaluate attributions GOLD_DIR``, ``evaluate claims GOLD_DIR TEXT_DIR``, ``evaluate pronouns --gap FILE``."""

    help = "Precision, recall and F1 against gold annotations; stored claims are measured as stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to measure, against which gold, and the form of the result."""
        parts = parser.add_subparsers(dest="what", required=True)
        attributions = parts.add_parser("attributions", help="spans, against a folder in the PolNeAR layout")
        claims = parts.add_parser("claims", help="whole claims, field by field")
        for part in (attributions, claims):
            part.add_argument("gold", type=Path, metavar="GOLD_DIR")
            part.add_argument("--json", action="store_true", help="write the figures as JSON")
        add_pronouns(parts)
        claims.add_argument("texts", type=Path, metavar="TEXT_DIR", help="the gold's documents as .txt files")

    def handle(self, *, what: str, gold: Path, **options: Any) -> None:
        """Measure and print."""
        if what == "pronouns":
            self.stdout.write(pronoun_report(gold, as_json=options["json"]))
            return
        try:
            if what == "attributions":
                self._show_attributions(evaluate_attributions(gold, extraction_settings()), options)
            else:
                scores, stored = evaluate_claims(gold, options["texts"], extraction_settings())
                self.stderr.write(f"{stored} of the texts are stored and measured as stored, the others extracted now.")
                self._show_claims(scores, options)
        except PolnearError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            reason = f'Cannot read "{error.filename}": {error.strerror}.'
            raise CommandError(f"{reason} Give the folders that hold the gold and its texts.") from error

    def _show_attributions(self, scores: AttributionScores, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(asdict(scores)))
            return
        self._counts(scores)
        for name in ("content_exact", "content_partial", "content_token", "attribution", "attribution_strict"):
            self._figure(name.replace("_", " "), getattr(scores, name))
        recalls = [*scores.recall_by_kind.items(), *scores.recall_by_group.items()]
        for name, recall in recalls:
            self.stdout.write(f"{f'recall {name}':20}          R {recall.recall:.3f}  ({recall.count} in the gold)")

    def _show_claims(self, scores: ClaimScores, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(asdict(scores)))
            return
        self._counts(scores)
        self._figure("claims", scores.claims)
        self._figure("issues", scores.issues)
        for name in ("speaker", "kind", "act", "stance"):
            self.stdout.write(f"{name:20} {getattr(scores, name):.3f}")
        self.stdout.write(f"{'date':20} {scores.date.value:.3f}  ({scores.date.count} dated)")
        for relation, link in scores.links.items():
            self._figure(f"link {relation}", link.figure)

    def _counts(self, scores: AttributionScores | ClaimScores) -> None:
        self.stdout.write(f"{scores.documents} documents, {scores.gold} in the gold, {scores.predicted} found")

    def _figure(self, name: str, figure: Figure) -> None:
        self.stdout.write(f"{name:20} P {figure.precision:.3f}  R {figure.recall:.3f}  F1 {figure.f1:.3f}")
