"""From averaged weights to the model folder: what dev chooses, the confidence curve, the card."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from claims.extraction.calibration import Calibration
from claims.extraction.decoding import Parameters
from claims.extraction.polnear import AnnotatedText, read_split
from claims.extraction.scoring import AttributionScores
from claims.extraction.tagger import BALANCED, PRECISION, RECALL, AttributionModel, Reading
from claims.training.calibrating import (
    SURE,
    Bin,
    OperatingPoint,
    expected_calibration_error,
    fit_calibration,
    held_out_chances,
    operating_points,
    reliability,
    sample_of,
    with_sure_block,
)
from claims.training.card import write_card
from claims.training.corpus import ANNOTATORS
from claims.training.evaluation import Candidates, candidates_of, score_candidates, summary
from claims.training.export import Weights
from claims.training.fitting import Settings
from claims.training.network import TAKEN
from claims.training.packaging import parameters_from, write_config, write_network
from claims.training.students import mean_weights

logger = logging.getLogger(__name__)

TUNED = {
    "content_margin": (0.0, -1.0, -0.5, 0.5, 1.0),
    "source_margin": (0.0, -1.0, -0.5, 0.5, 1.0),
}
MORE_CUES = 0.7  # set by hand: with less, fewer than seven of ten indirect attributions are found
STRICT_SHARE = 0.25
RECALL_COST = 0.006  # of F1 that the recall-first point may give up
PRECISE = 0.9

Readings = dict[str, Reading]
Gold = Mapping[str, AnnotatedText]


@dataclass(frozen=True, slots=True)
class Choice:
    """What dev chose, and what it says of it."""

    parameters: Parameters
    calibration: Calibration
    points: Mapping[str, OperatingPoint]
    table: Sequence[Bin]


def finish(settings: Settings, *, dev: Path, base: Path, work: Path, model: Path) -> None:
    """Write the model folder from the weights that training left, with all that dev chooses."""
    weights = mean_weights(settings, work)
    gold = read_split(dev)
    version = f"polnear-minilm-{TAKEN}-{date.today():%Y-%m-%d}-seed{settings.seed}"
    annotator = choose_annotator(weights, gold, base=base, work=work)
    write_network(weights, base, model, annotator=annotator)
    write_config(model, version=version, parameters=parameters_from(weights))
    choice = choose(AttributionModel(model), gold, parameters_from(weights))
    thresholds = {name: point.threshold for name, point in choice.points.items()}
    write_config(
        model,
        version=version,
        parameters=choice.parameters,
        calibration=choice.calibration,
        thresholds=thresholds,
    )
    found = candidates_of(AttributionModel(model), gold)
    scores = {name: score_candidates(gold, found, threshold) for name, threshold in thresholds.items()}
    scores[f"confidence {SURE}"] = score_candidates(gold, found, SURE)
    for name, figures in scores.items():
        logger.info("%s: %s", name, summary(figures))
    logger.info("held-out calibration error %.4f", expected_calibration_error(choice.table))
    write_card(model, version=version, settings=settings, scores=scores, thresholds=thresholds, table=choice.table)


def choose_annotator(weights: Weights, gold: Gold, *, base: Path, work: Path) -> int:
    """Return whose habits serve dev best; annotators differ in what they mark and how far, and 0 is nobody."""
    worths = []
    for annotator in range(len(ANNOTATORS) + 1):
        folder = work / f"annotator-{annotator}"
        write_network(weights, base, folder, annotator=annotator)
        write_config(folder, version=folder.name, parameters=parameters_from(weights))
        scores = score_candidates(gold, candidates_of(AttributionModel(folder), gold))
        logger.info("annotator %d: %s", annotator, summary(scores))
        worths.append(worth_of(scores))
    return worths.index(max(worths))


def worth_of(scores: AttributionScores) -> float:
    """Weigh attributions that are right against those that are right to the word."""
    return scores.attribution.f1 + STRICT_SHARE * scores.attribution_strict.f1


def choose(model: AttributionModel, gold: Gold, parameters: Parameters) -> Choice:
    """Let dev choose margins, confidence curve and operating points, in this order."""
    readings = {name: model.read(annotated.text) for name, annotated in gold.items()}
    total = sum(len(annotated.attributions) for annotated in gold.values())

    def plain_worth(changed: Parameters) -> float:
        return worth_of(score_candidates(gold, decoded(model, readings, changed)))

    for name, values in TUNED.items():
        parameters = max((with_value(parameters, name, value) for value in values), key=plain_worth)
    parameters = with_value(parameters, "more_cues", MORE_CUES)
    sample = sample_of(gold, decoded(model, readings, parameters))
    chances = held_out_chances(sample)
    calibration = with_sure_block(fit_calibration(sample), chances, sample.right, total)
    confidences = np.array([calibration.bent(chance) for chance in chances.tolist()])
    points = choose_points(operating_points(confidences, sample.right, total))
    return Choice(parameters, calibration, points, reliability(confidences, sample.right))


def decoded(model: AttributionModel, readings: Readings, parameters: Parameters) -> Candidates:
    """Return the candidates of texts that were read before."""
    return {name: model.decode(reading, parameters) for name, reading in readings.items()}


def with_value(parameters: Parameters, name: str, value: float) -> Parameters:
    """Return the parameters with one bias or margin changed."""
    changes: dict[str, Any] = {name: value}
    return replace(parameters, **changes)


def choose_points(points: Sequence[OperatingPoint]) -> dict[str, OperatingPoint]:
    """Return the recall-first point, which gives up little F1, the one of the best F1, and the precision-first one."""
    best = max(points, key=lambda point: point.f1)
    recall = next(point for point in points if point.f1 >= best.f1 - RECALL_COST)
    precision = next((point for point in points if point.precision >= PRECISE), points[-1])
    return {RECALL: recall, BALANCED: best, PRECISION: precision}
