"""Make the coreference model with one command: fit on GAP, calibrate on held-out examples, export, write the card.

    python -m claims.training.coreference --gap FOLDER --polnear FOLDER --base FOLDER --work FOLDER [--model FOLDER]

``--gap`` holds gap-development.tsv and gap-validation.tsv; ``--polnear`` the splits of PolNeAR, of which the train
texts are read without their annotations; ``--base`` model.safetensors and tokenizer.json of all-MiniLM-L6-v2 (see
claims/training/__main__.py). ``--work`` takes the weights. It needs one core, a few minutes for each epoch, and 3 GB.
Validation examples are read for the figures on the card only.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from spacy.tokens import Doc

from claims.extraction.coreference import Coreference
from claims.extraction.coreference_features import FEATURES
from claims.extraction.coreference_model import SHIPPED
from claims.extraction.encoding import read_tokenizer
from claims.extraction.gap import Snippet, read_gap, score_gap
from claims.extraction.mentions import MALE
from claims.extraction.model_folder import CARD as CARD_FILE
from claims.extraction.model_folder import TOKENIZER
from claims.extraction.pronouns import answer, build_parser
from claims.training.coreference_calibrating import Outcome, best_temperature, best_threshold
from claims.training.coreference_card import CARD, row
from claims.training.coreference_examples import Example, body_examples, gap_examples
from claims.training.coreference_export import Stated, write_folder
from claims.training.coreference_fitting import Stage, fit, read_all, scores_of
from claims.training.coreference_names import Renamer, surnames_of
from claims.training.coreference_network import CoreferenceNetwork, Read
from claims.training.network import load_encoder

logger = logging.getLogger(__name__)

FIRST = 2000  # development examples
HELD = 10  # every tenth example is held out for temperature and threshold
BODIES = 0.35  # share of repeated names of organisations for which a pronoun is put
WEIGHTS = "coreference.pt"
STAGE = Stage(epochs=4, encoder_rate=2e-4, head_rate=1e-3)


@dataclass(frozen=True, slots=True)
class Material:
    """Examples for fitting, as variants, and held-out snippets with their example."""

    fitting: list[list[Example]]
    held: list[tuple[Snippet, Example]]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    material = _material(options)
    network, held = _fitted(material, options)
    outcomes = [
        Outcome(snippet, example, scores)
        for (snippet, example), scores in zip(material.held, scores_of(network, held), strict=True)
    ]
    temperature = best_temperature(outcomes)
    version = f"gap-minilm-{options.date}-seed{options.seed}"
    stated = Stated(version, temperature, best_threshold(outcomes, temperature))
    write_folder(network.state_dict(), options.model, base=options.base, stated=stated)
    _write_card(options, material, stated)
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
    parser.add_argument("--work", type=Path, required=True, help="folder for the weights")
    parser.add_argument("--model", type=Path, default=SHIPPED, help="folder to write the model to")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--date", required=True, help="date in the version's name, as 2026-11-22")
    parser.add_argument("--finish", action="store_true", help="take the weights in --work as they are")
    return parser


def _material(options: argparse.Namespace) -> Material:
    nlp = build_parser()
    snippets = read_gap(options.gap / "gap-development.tsv")
    docs = list(nlp.pipe((snippet.text for snippet in snippets), batch_size=32))
    renamer = Renamer(Random(options.seed), surnames_of(docs))  # noqa: S311
    variants = [list(_variants(one, doc, renamer)) for one, doc in zip(snippets, docs, strict=True)]
    held = set(np.random.RandomState(0).permutation(len(snippets))[::HELD].tolist())
    bodies = list(_bodies(nlp.pipe(_texts(options.polnear), batch_size=8), options.seed)) if not options.finish else []
    fitting = [variant for number, variant in enumerate(variants) if number not in held]
    kept = [(snippets[number], variants[number][0]) for number in sorted(held)]
    return Material([*fitting, *([one] for one in bodies)], kept)


def _variants(snippet: Snippet, doc: Doc, renamer: Renamer) -> list[Example]:
    return list(gap_examples(snippet, doc, renamer, variants=1 if snippet.gender == MALE else 0))


def _texts(polnear: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((polnear / "train" / "text").glob("*.txt"))]


def _bodies(docs: Iterable[Doc], seed: int) -> Iterator[Example]:
    random = Random(seed)  # noqa: S311 (nothing secret)
    for doc in docs:
        yield from body_examples(doc, random, share=BODIES)


def _fitted(material: Material, options: argparse.Namespace) -> tuple[CoreferenceNetwork, list[Read]]:
    """Return the network with the weights that were best, and the held-out examples as it reads them."""
    torch.manual_seed(options.seed)
    network, tokenizer = CoreferenceNetwork(), read_tokenizer(options.base / TOKENIZER)
    load_encoder(network.encoder, options.base / "model.safetensors")
    held = [one for (one,) in read_all(network, [[example] for _, example in material.held], tokenizer)]
    if not options.finish:
        read = read_all(network, material.fitting, tokenizer)
        fit(network, read, held, STAGE, seed=options.seed, keep=options.work / WEIGHTS)
    network.load_state_dict(torch.load(options.work / WEIGHTS, weights_only=True))
    return network, held


def _write_card(options: argparse.Namespace, material: Material, stated: Stated) -> None:
    coreference = Coreference(options.model)
    snippets = read_gap(options.gap / "gap-validation.tsv")
    docs = build_parser().pipe(snippet.text for snippet in snippets)
    answers = [answer(coreference, snippet, doc) for snippet, doc in zip(snippets, docs, strict=True)]
    scores = score_gap(snippets, answers)
    logger.info("validation: %s", scores.figures())
    size = sum(path.stat().st_size for path in options.model.iterdir()) / 1e6
    card = CARD.format(
        version=stated.version,
        seed=options.seed,
        epochs=STAGE.epochs,
        size=size,
        features=len(FEATURES),
        fitted=FIRST - len(material.held),
        held=len(material.held),
        figures=row("validation", scores),
        temperature=stated.temperature,
        threshold=stated.threshold,
    )
    (options.model / CARD_FILE).write_text(card, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
