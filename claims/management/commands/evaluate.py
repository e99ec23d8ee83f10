"""Measure the extractor against gold annotations."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.evaluation import evaluate_attributions, evaluate_claims, evaluate_speakers, evaluate_traps
from claims.evaluation_pronouns import add_pronouns, pronoun_report
from claims.evaluation_reviews import add_reviews, review_report
from claims.extraction.polnear import PolnearError
from claims.extraction.scoring import AttributionScores, Figure
from claims.extraction.scoring_claims import ClaimScores
from claims.extraction.scoring_speakers import SampleError, SpeakerAnswer, score_speakers
from claims.extraction.scoring_traps import TrapScore
from claims.ingest.configuration import extraction_settings


class Command(BaseCommand):
    """``evaluate attributions``, ``claims``, ``speakers``, ``pronouns`` or ``reviews``, each with its gold."""

    help = "Precision, recall and F1 against gold annotations; stored claims are measured as stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to measure, against which gold, and the form of the result."""
        parts = parser.add_subparsers(dest="what", required=True)
        attributions = parts.add_parser("attributions", help="spans, against a folder in the PolNeAR layout")
        claims = parts.add_parser("claims", help="whole claims, field by field")
        speakers = parts.add_parser("speakers", help="whom sources mean, against a sample judged by reading")
        speakers.add_argument("--sample", type=Path, required=True, help="JSON Lines: doc, source, published, speaker")
        speakers.add_argument("--texts", type=Path, required=True, help="the split in the PolNeAR layout that holds it")
        speakers.add_argument("--json", action="store_true", help="write the figures as JSON")
        speakers.add_argument("--show", action="store_true", help="list the wrong and open ones")
        claims.add_argument("--traps", action="store_true", help="say which of the gold's traps are passed, instead")
        claims.add_argument(
            "--fresh", action="store_true", help="extract stored texts anew: the extractor, not the store"
        )
        for part in (attributions, claims):
            part.add_argument("gold", type=Path, metavar="GOLD_DIR")
            part.add_argument("--json", action="store_true", help="write the figures as JSON")
        add_pronouns(parts)
        add_reviews(parts, settings.BASE_DIR / "seeds")
        claims.add_argument("texts", type=Path, metavar="TEXT_DIR", help="the gold's documents as .txt files")

    def handle(self, *, what: str, gold: Path | None = None, **options: Any) -> None:
        """Measure and print."""
        if what == "pronouns" and gold is not None:
            self.stdout.write(pronoun_report(gold, as_json=options["json"]))
            return
        if what == "reviews" and gold is not None:
            self.stdout.write(review_report(gold, as_json=options["json"], show=options["show"]))
            return
        try:
            if what == "speakers" or gold is None:
                self._show_speakers(
                    evaluate_speakers(options["sample"], options["texts"], extraction_settings()), options
                )
            elif options.get("traps"):
                traps = evaluate_traps(gold, options["texts"], extraction_settings(), fresh=options["fresh"])
                self._show_traps(traps, options)
            elif what == "attributions":
                self._show_attributions(evaluate_attributions(gold, extraction_settings()), options)
            else:
                fresh = options["fresh"]
                scores, stored = evaluate_claims(gold, options["texts"], extraction_settings(), fresh=fresh)
                self.stderr.write(f"{stored} of the texts are stored and measured as stored, the others extracted now.")
                self._show_claims(scores, options)
        except (PolnearError, SampleError) as error:
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
            if link.core:
                self._figure(f"link {relation}", link.figure)
            else:
                self.stdout.write(f"{f'link {relation}':20} none in the gold, {link.given} found")

    def _show_speakers(self, found: list[SpeakerAnswer], options: dict[str, Any]) -> None:
        scores = score_speakers(found)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(scores)))
            return
        self.stdout.write(f"{scores.judged} judged, {scores.resolved} resolved above the threshold")
        self.stdout.write(f"{'accuracy':20} {scores.accuracy:.3f}")
        self.stdout.write(f"{'of those resolved':20} {scores.precision:.3f}")
        for kind, accuracy in scores.by_kind.items():
            self.stdout.write(f"{kind:20} {accuracy:.3f}")
        for row in found if options["show"] else ():
            if not row.is_right:
                wanted = " or ".join(name or "nobody" for name in row.judged.names)
                place = f"{row.judged.doc} {row.judged.source.start}-{row.judged.source.end}"
                self.stdout.write(f"{place}: {row.name or 'open'}, should be {wanted}")

    def _show_traps(self, scores: list[TrapScore], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps([{**asdict(score), "passed": score.is_passed} for score in scores]))
            return
        for score in scores:
            verdict = "pass" if score.is_passed else f"FAIL  {'; '.join(score.failures)}"
            self.stdout.write(f"{score.trap:32} {score.count:3}  {verdict}")
        failed = {failure.partition(":")[0] for score in scores for failure in score.failures}
        passed = sum(score.is_passed for score in scores)
        self.stdout.write(
            f"{passed} of {len(scores)} traps are passed; claims that fail: {', '.join(sorted(failed)) or 'none'}"
        )

    def _counts(self, scores: AttributionScores | ClaimScores) -> None:
        self.stdout.write(f"{scores.documents} documents, {scores.gold} in the gold, {scores.predicted} found")

    def _figure(self, name: str, figure: Figure) -> None:
        self.stdout.write(f"{name:20} P {figure.precision:.3f}  R {figure.recall:.3f}  F1 {figure.f1:.3f}")
