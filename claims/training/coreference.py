"""Make the coreference model with one command: read the signals, fit on GAP, calibrate, export, write the card.

    python -m claims.training.coreference --gap FOLDER --polnear FOLDER --base FOLDER --work FOLDER --date DATE

``--gap`` holds gap-development.tsv and gap-validation.tsv; ``--polnear`` the splits of PolNeAR, of which the train
texts are read without their annotations; ``--base`` model.safetensors and tokenizer.json of all-MiniLM-L6-v2 (see
claims/training/__main__.py). ``--work`` takes the parsed texts. One core, ten minutes, 3 GB.
Validation examples are read for the figures on the card only.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch

from claims.extraction.coreference import Coreference
from claims.extraction.coreference_features import FEATURES
from claims.extraction.coreference_model import SHIPPED
from claims.extraction.encoding import read_tokenizer
from claims.extraction.gap import GapScores, Snippet, read_gap, score_gap
from claims.extraction.model_folder import CARD as CARD_FILE
from claims.extraction.model_folder import TOKENIZER
from claims.extraction.pronouns import answer, build_parser
from claims.training.coreference_calibrating import Outcome, best_temperature, best_threshold
from claims.training.coreference_card import AIM, CARD, NOT_REACHED, row
from claims.training.coreference_examples import Example, gap_examples
from claims.training.coreference_export import SIGNALS, Signals, Stated, base_weights, write_folder, write_network
from claims.training.coreference_made import Maker
from claims.training.coreference_names import Renamer, surnames_of
from claims.training.coreference_scorer import NETWORKS, Row, fit_scorers, joined, row_of, scores_of
from claims.training.coreference_texts import parsed, polnear_texts
from claims.training.export import Weights

logger = logging.getLogger(__name__)

FOLDS = 5  # of the development examples, for temperature and threshold
FOLD_NETWORKS = 3  # scorers that are fitted a fold
BODIES = 0.35  # share of repeated names of organisations for which a pronoun is put


@dataclass(frozen=True, slots=True)
class Material:
    """Snippets with their example as variants, the first as given; and what was made without annotation."""

    snippets: list[Snippet]
    variants: list[list[Row]]
    persons: list[Row]
    bodies: list[Row]

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """Return what is fitted on if of the annotated examples these may be used."""
        return [*(found for number in numbers for found in self.variants[number]), *self.persons, *self.bodies]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    base = base_weights(options.base / "model.safetensors")
    material = _material(options, base)
    outcomes = _cross_validated(material, options.seed)
    temperature = best_temperature(outcomes)
    version = f"gap-minilm-{options.date}-seed{options.seed}"
    stated = Stated(version, temperature, best_threshold(outcomes, temperature))
    scorers = fit_scorers(material.rows(range(len(material.snippets))), options.seed)
    write_folder(joined(base, scorers), options.model, base=options.base, stated=stated)
    _write_card(options, material, outcomes, stated)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m claims.training.coreference",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--gap", type=Path, required=True, help="folder of GAP")
    parser.add_argument("--polnear", type=Path, required=True, help="folder with the split train/")
    parser.add_argument("--base", type=Path, required=True, help="folder with model.safetensors and tokenizer.json")
    parser.add_argument("--work", type=Path, required=True, help="folder for the parsed texts")
    parser.add_argument("--model", type=Path, default=SHIPPED, help="folder to write the model to")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--date", required=True, help="date in the version's name, as 2026-11-28")
    return parser


def _material(options: argparse.Namespace, base: Weights) -> Material:
    snippets = read_gap(options.gap / "gap-development.tsv")
    docs = parsed([snippet.text for snippet in snippets], options.work / "gap.spacy")
    news = parsed(polnear_texts(options.polnear), options.work / "polnear.spacy")
    renamer = Renamer(Random(options.seed), surnames_of(docs))  # noqa: S311 (nothing secret)
    maker = Maker(renamer, Random(options.seed))  # noqa: S311
    network = options.work / "signals.onnx"
    write_network(base, network)
    signals = Signals(network, read_tokenizer(options.base / TOKENIZER))

    def read(examples: Iterator[Example]) -> list[Row]:
        return [row_of(example, signals) for example in examples]

    variants = [read(gap_examples(one, doc, renamer, variants=2)) for one, doc in zip(snippets, docs, strict=True)]
    persons = read(example for doc in news for example in maker.told(doc))
    bodies = read(example for doc in news for example in maker.bodies(doc, share=BODIES))
    logger.info("%d examples of GAP; made: %d of persons, %d of bodies", len(snippets), len(persons), len(bodies))
    seen = [number for number, found in enumerate(variants) if found]
    return Material([snippets[number] for number in seen], [variants[number] for number in seen], persons, bodies)


def _cross_validated(material: Material, seed: int) -> list[Outcome]:
    """Return each annotated example as scorers see it that were fitted on the other folds."""
    order = np.random.RandomState(seed).permutation(len(material.snippets))
    outcomes = []
    for fold in range(FOLDS):
        left_out = set(order[fold::FOLDS].tolist())
        kept = [number for number in range(len(order)) if number not in left_out]
        scorers = fit_scorers(material.rows(kept), seed, FOLD_NETWORKS)
        for number in sorted(left_out):
            first = material.variants[number][0]
            outcomes.append(Outcome(material.snippets[number], first.example, scores_of(scorers, first)))
        logger.info("fold %d of %d", fold + 1, FOLDS)
    return outcomes


def _write_card(options: argparse.Namespace, material: Material, outcomes: Sequence[Outcome], stated: Stated) -> None:
    answers = [one.answer(stated.temperature, stated.threshold) for one in outcomes]
    folds = score_gap([one.snippet for one in outcomes], answers)
    scores = _measured(read_gap(options.gap / "gap-validation.tsv"), options.model)
    logger.info("cross-validated: %s; validation: %s", folds.figures(), scores.figures())
    card = CARD.format(
        version=stated.version,
        seed=options.seed,
        size=sum(path.stat().st_size for path in options.model.iterdir()) / 1e6,
        features=len(FEATURES),
        signals=SIGNALS,
        networks=NETWORKS,
        folds=FOLDS,
        fitted=len(material.snippets),
        persons=len(material.persons),
        bodies=len(material.bodies),
        figures="\n".join((row("development, cross-validated", folds), row("validation", scores))),
        temperature=stated.temperature,
        threshold=stated.threshold,
        aim="" if scores.overall >= AIM else NOT_REACHED.format(aim=AIM),
    )
    (options.model / CARD_FILE).write_text(card, encoding="utf-8")


def _measured(snippets: Sequence[Snippet], folder: Path) -> GapScores:
    coreference = Coreference(folder)
    docs = build_parser().pipe(snippet.text for snippet in snippets)
    return score_gap(snippets, [answer(coreference, one, doc) for one, doc in zip(snippets, docs, strict=True)])


if __name__ == "__main__":
    raise SystemExit(main())
