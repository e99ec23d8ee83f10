"""The extractor, and what is stored, measured against gold annotations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from claims.exports import as_json_lines, exported
from claims.extraction.contract import claim_lines
from claims.extraction.cue_classes import cue_classes
from claims.extraction.gold_claims import GivenClaim, read_given, read_gold
from claims.extraction.lexicon import read_cues
from claims.extraction.pipeline import Extractor, build_pipeline
from claims.extraction.polnear import AttributedSpans, read_split
from claims.extraction.records import ArticleText, ExtractionSettings
from claims.extraction.scoring import AttributionScores, score_attributions
from claims.extraction.scoring_claims import ClaimScores, score_claims
from claims.extraction.scoring_speakers import SpeakerAnswer, answers, read_sample
from claims.extraction.scoring_traps import TrapScore, score_traps
from claims.ingest.registry import registry_from_database
from claims.ingest.renewal import known_beforehand
from claims.models import Article, Claim, State, checksum_of

# Texts parsed together.
_BATCH = 32


def evaluate_attributions(folder: Path, settings: ExtractionSettings) -> AttributionScores:
    """Extract from the texts of a folder in the PolNeAR layout and compare; raise PolnearError if it is none.

    The groups of the scores are the classes of cues.
    """
    gold = read_split(folder)
    docs = build_pipeline(settings).pipe((text.text for text in gold.values()), batch_size=_BATCH)
    predicted: dict[str, list[AttributedSpans]] = {}
    classes: dict[str, list[tuple[str, ...]]] = {}
    for (name, annotated), doc in zip(gold.items(), docs, strict=True):
        predicted[name] = [AttributedSpans(found.source, found.cue, found.content) for found in doc._.attributions]
        classes[name] = [tuple(cue_classes(doc, row, read_cues())) for row in annotated.attributions]
    return score_attributions(gold, predicted, classes)


def evaluate_claims(
    gold: Path, texts: Path, settings: ExtractionSettings, *, fresh: bool = False
) -> tuple[ClaimScores, int]:
    """Compare the claims of each text, as stored or else as extracted now, with the gold; also count the stored.

    With ``fresh`` all are extracted now, with what is known beforehand of those that are stored.
    """
    given, stored = _given(texts, settings, fresh=fresh)
    return score_claims(read_gold(gold, texts), given), stored


def _given(texts: Path, settings: ExtractionSettings, *, fresh: bool) -> tuple[list[GivenClaim], int]:
    """Return the claims of each text, as stored or else as extracted now, and how many are measured as stored."""
    paths = sorted(texts.glob("*.txt"))
    stored = {} if fresh else {path: article for path in paths if (article := _stored(path))}
    given = [claim for path, article in stored.items() for claim in read_given(_stored_lines(path, article))]
    given += read_given(_extracted_lines([path for path in paths if path not in stored], settings))
    return given, len(stored)


def evaluate_traps(gold: Path, texts: Path, settings: ExtractionSettings, *, fresh: bool = False) -> list[TrapScore]:
    """Say of each trap that the gold names whether the claims of the texts pass it; ``fresh`` as for claims."""
    given, _ = _given(texts, settings, fresh=fresh)
    return score_traps(read_gold(gold, texts), given)


def evaluate_speakers(sample: Path, folder: Path, settings: ExtractionSettings) -> list[SpeakerAnswer]:
    """Resolve the judged attributions of a sample; ``folder`` is the split in the PolNeAR layout that holds them."""
    judged = read_sample(sample)
    return list(answers(judged, folder, Extractor(registry_from_database(), settings)))


def _stored(path: Path) -> Article | None:
    return Article.objects.filter(checksum=checksum_of(path.read_text(encoding="utf-8"))).first()


def _stored_lines(path: Path, article: Article) -> Iterator[str]:
    claims = Claim.objects.filter(article=article).exclude(state=State.REJECTED)
    return as_json_lines({**claim, "article": path.name} for claim in exported(claims))


def _extracted_lines(paths: list[Path], settings: ExtractionSettings) -> Iterator[str]:
    if not paths:
        return
    registry = registry_from_database()
    articles = (_text_of(path) for path in paths)
    for path, extraction in zip(paths, Extractor(registry, settings).extract(articles), strict=True):
        yield from (json.dumps(line) for line in claim_lines(path.name, extraction, registry))


def _text_of(path: Path) -> ArticleText:
    article = _stored(path)
    return known_beforehand(article) if article else ArticleText(path.read_text(encoding="utf-8"))
