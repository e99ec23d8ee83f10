"""Scores of a model folder on a split of PolNeAR, by the very code that runs in production."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from claims.extraction.polnear import AnnotatedText, AttributedSpans, read_split
from claims.extraction.records import Attribution
from claims.extraction.scoring import MATCH, AttributionScores, Figure, TextWords, best_pairs, score_attributions
from claims.extraction.tagger import AttributionModel, Candidate

Candidates = dict[str, list[Candidate]]


def score_folder(folder: Path, split: Path) -> AttributionScores:
    """Score the model that lies in ``folder`` at its first operating point."""
    gold = read_split(split)
    model = AttributionModel(folder)
    return score_candidates(gold, candidates_of(model, gold), model.threshold)


def candidates_of(model: AttributionModel, gold: Mapping[str, AnnotatedText]) -> Candidates:
    """Return everything the model finds in each text, whatever its confidence."""
    return {name: model.candidates(annotated.text) for name, annotated in gold.items()}


def score_candidates(gold: Mapping[str, AnnotatedText], found: Candidates, threshold: float = 0.0) -> AttributionScores:
    """Score the candidates of at least ``threshold`` confidence."""
    kept = {
        name: [spans_of(row.attribution) for row in rows if row.attribution.confidence >= threshold]
        for name, rows in found.items()
    }
    return score_attributions(gold, kept)


def spans_of(attribution: Attribution) -> AttributedSpans:
    return AttributedSpans(attribution.source, attribution.cue, attribution.content)


def right_ones(annotated: AnnotatedText, found: Sequence[AttributedSpans]) -> list[bool]:
    """Tell of each prediction whether the scorer pairs it with a gold attribution of the same source."""
    words = TextWords(annotated.text)
    given = [words.within(row.content) for row in found]
    wanted = [words.within(row.content) for row in annotated.attributions]
    right = [False] * len(found)
    used: set[tuple[str, int]] = set()
    for agreement, i, j in best_pairs(given, wanted):
        if agreement < MATCH or ("given", i) in used or ("gold", j) in used:
            continue
        used |= {("given", i), ("gold", j)}
        one, other = words.within(found[i].source), words.within(annotated.attributions[j].source)
        right[i] = bool(one & other) or not (one or other)
    return right


def summary(scores: AttributionScores) -> str:
    """Return one line: precision/recall/F1 of each measure, and recall by kind."""
    kinds = " ".join(f"{kind} {found.recall:.3f}" for kind, found in scores.recall_by_kind.items())
    return (
        f"attribution {_figures(scores.attribution)} strict {_figures(scores.attribution_strict)} "
        f"exact {_figures(scores.content_exact)} partial {_figures(scores.content_partial)} "
        f"token {_figures(scores.content_token)} recall: {kinds} found {scores.predicted} of {scores.gold}"
    )


def _figures(figure: Figure) -> str:
    return f"{figure.precision:.3f}/{figure.recall:.3f}/{figure.f1:.3f}"
