"""Make the coreference model with one command: fit on GAP, calibrate on held-out examples, export, write the card.

    python -m claims.training.coreference --gap FOLDER --polnear FOLDER --base FOLDER --work FOLDER [--model FOLDER]

``--gap`` holds gap-development.tsv and gap-validation.tsv; ``--polnear`` the splits of PolNeAR, of which the train
texts are read without their annotations; ``--base`` model.safetensors and tokenizer.json of all-MiniLM-L6-v2 (see
claims/training/__main__.py). ``--work`` takes the parsed texts and the weights. One core, half an hour, 4 GB.
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
from spacy.tokens import Doc

from claims.extraction.coreference import Coreference
from claims.extraction.coreference_features import FEATURES, Features
from claims.extraction.coreference_model import SHIPPED
from claims.extraction.encoding import read_tokenizer
from claims.extraction.gap import GapScores, Snippet, read_gap, score_gap
from claims.extraction.model_folder import CARD as CARD_FILE
from claims.extraction.model_folder import TOKENIZER
from claims.extraction.pronouns import answer, build_parser
from claims.training.coreference_calibrating import Outcome, best_temperature, best_threshold, surprise
from claims.training.coreference_card import AIM, CARD, NOT_REACHED, row
from claims.training.coreference_examples import Example, body_examples, gap_examples
from claims.training.coreference_export import Stated, write_folder
from claims.training.coreference_fitting import Stage, fit, read_all, scores_of
from claims.training.coreference_names import Renamer, surnames_of
from claims.training.coreference_network import CoreferenceNetwork, Read
from claims.training.coreference_plain import Plain, fit_plain, joined, plain_scores
from claims.training.coreference_texts import parsed, polnear_texts
from claims.training.network import load_encoder

logger = logging.getLogger(__name__)

FIRST = 2000  # development examples
HELD = 10  # every tenth example is held out for temperature and threshold
BODIES = 0.35  # share of repeated names of organisations for which a pronoun is put
WEIGHTS = "coreference.pt"
STAGE = Stage(epochs=2, encoder_rate=1.5e-4, head_rate=1e-3)
SHARES = (0.3, 0.4, 0.5, 0.6, 0.7)  # of the networks that see the features only


@dataclass(frozen=True, slots=True)
class Material:
    """Annotated examples as variants, those made for bodies, and held-out snippets with their example."""

    fitting: list[list[Example]]
    bodies: list[Example]
    held: list[tuple[Snippet, Example]]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    material = _material(options)
    network, held = _fitted(material, options)
    plain = fit_plain([variants[0] for variants in material.fitting], options.seed)
    share, outcomes = _mixed(material, scores_of(network, held), plain)
    temperature = best_temperature(outcomes)
    version = f"gap-minilm-{options.date}-seed{options.seed}"
    stated = Stated(version, temperature, best_threshold(outcomes, temperature))
    write_folder(joined(network.state_dict(), plain, share), options.model, base=options.base, stated=stated)
    _write_card(options, material, stated, share)
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
    snippets = read_gap(options.gap / "gap-development.tsv")
    docs = parsed([snippet.text for snippet in snippets], options.work / "gap.spacy")
    renamer = Renamer(Random(options.seed), surnames_of(docs))  # noqa: S311
    variants = [list(gap_examples(one, doc, renamer, variants=1)) for one, doc in zip(snippets, docs, strict=True)]
    held = set(np.random.RandomState(0).permutation(len(snippets))[::HELD].tolist())
    fitting = [number for number in range(len(snippets)) if number not in held]
    kept = [(snippets[number], variants[number][0]) for number in sorted(held)]
    news = parsed(polnear_texts(options.polnear), options.work / "polnear.spacy")
    bodies = list(_bodies(news, options.seed))
    logger.info("%d examples of GAP, %d of bodies", len(fitting), len(bodies))
    return Material([variants[number] for number in fitting], bodies, kept)


def _bodies(news: Sequence[Doc], seed: int) -> Iterator[Example]:
    random = Random(seed)  # noqa: S311 (nothing secret)
    for doc in news:
        yield from body_examples(doc, random, share=BODIES)


def _fitted(material: Material, options: argparse.Namespace) -> tuple[CoreferenceNetwork, list[Read]]:
    """Return the network with the weights that were best, and the held-out examples as it reads them."""
    torch.manual_seed(options.seed)
    network, tokenizer = CoreferenceNetwork(), read_tokenizer(options.base / TOKENIZER)
    load_encoder(network.encoder, options.base / "model.safetensors")
    held = [one for (one,) in read_all(network, [[example] for _, example in material.held], tokenizer)]
    if not options.finish:
        read = read_all(network, [*material.fitting, *([one] for one in material.bodies)], tokenizer)
        fit(network, read, held, STAGE, seed=options.seed, keep=options.work / WEIGHTS)
    network.load_state_dict(torch.load(options.work / WEIGHTS, weights_only=True))
    return network, held


def _mixed(material: Material, large: Sequence[Features], plain: Sequence[Plain]) -> tuple[float, list[Outcome]]:
    """Return the share of the plain networks that suits the held-out examples best, and these as then scored."""
    pairs = [(scores, plain_scores(plain, example)) for scores, (_, example) in zip(large, material.held, strict=True)]

    def outcomes(share: float) -> list[Outcome]:
        mixed = [(1 - share) * ours + share * theirs for ours, theirs in pairs]
        return [Outcome(*held, scores) for held, scores in zip(material.held, mixed, strict=True)]

    share = min(SHARES, key=lambda one: surprise(outcomes(one), best_temperature(outcomes(one))))
    return share, outcomes(share)


def _write_card(options: argparse.Namespace, material: Material, stated: Stated, share: float) -> None:
    held = _measured([snippet for snippet, _ in material.held], options.model)
    scores = _measured(read_gap(options.gap / "gap-validation.tsv"), options.model)
    logger.info("held out: %s; validation: %s", held.figures(), scores.figures())
    card = CARD.format(
        version=stated.version,
        seed=options.seed,
        size=sum(path.stat().st_size for path in options.model.iterdir()) / 1e6,
        features=len(FEATURES),
        share=share,
        fitted=FIRST - len(material.held),
        held=len(material.held),
        bodies=len(material.bodies),
        figures="\n".join((row("development, held out", held), row("validation", scores))),
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
