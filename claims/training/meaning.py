"""Make the meaning model with one command: fit on our examples, export, write the card.

    python -m claims.training.meaning --polnear FOLDER --base FOLDER --work FOLDER --date DATE [--model FOLDER]

The examples are those of claims/training/data/meaning, the reviews of our own reports except those held out, and
attributions of PolNeAR's train split of which we have judged the act; ``--polnear`` holds the texts, ``--base``
model.safetensors and tokenizer.json of all-MiniLM-L6-v2 (see claims/training/__main__.py); ``--work`` takes
the weights. One core, about seven minutes, 3 GB.
"""

from __future__ import annotations

import argparse
import logging
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import torch

from claims.extraction.encoding import read_tokenizer
from claims.extraction.meaning_model import SHIPPED
from claims.extraction.model_folder import CARD as CARD_FILE
from claims.extraction.model_folder import TOKENIZER
from claims.extraction.registry import read_registry
from claims.training.meaning_card import CARD
from claims.training.meaning_examples import DATA, Example, labelled_examples, review_examples, written_examples
from claims.training.meaning_export import write_folder
from claims.training.meaning_fitting import Reader, Stage, Topic, fit, read_example
from claims.training.meaning_network import TAKEN, MeaningNetwork
from claims.training.network import load_encoder

logger = logging.getLogger(__name__)

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds"
WEIGHTS = "meaning.pt"
STAGE = Stage()
# Chosen on fields and reports left out of fitting and on sentences of ours (docs/decisions.md). On examples that no
# rule was made for, a mood that sees a forecast is right in 24 of 100 cases, one that sees a judgement in 31, so that
# these say next to nothing beside the model.
MIXING: Mapping[str, Mapping[str, float]] = {
    "acts": {
        "act:own-war": 20.0,
        "act:cue:concession": 5.0,
        "act:concession": 5.0,
        "act:cue": 5.0,
        "act:mood": 6.0,
        "act:mood:assess": 1.0,
        "act:mood:predict": 0.5,
        "act:against": 2.0,
        "act:stated": 2.0,
        "act:default": 0.5,
    },
    "issues": {"phrase": 9.0, "word": 9.0, "none": -3.0},
    "stances": {"neutral": 1.0, "taken": 3.0},
}


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    topics = all_topics()
    examples = all_examples(topics, options.polnear)
    if not options.finish:
        torch.save(_fitted(examples, topics, options).state_dict(), options.work / WEIGHTS)
    weights = torch.load(options.work / WEIGHTS, weights_only=True)
    version = f"meaning-minilm-{options.date}-seed{options.seed}"
    write_folder(weights, options.model, base=options.base, version=version, mixing=MIXING)
    card = CARD.format(version=version, seed=options.seed, examples=len(examples), topics=len(topics))
    (options.model / CARD_FILE).write_text(card, encoding="utf-8")
    return 0


def all_topics() -> list[Topic]:
    """Return the issues of the registry, then those of other conflicts that only examples speak of."""
    paths = (SEEDS / "issues.toml", DATA / "issues.toml")
    rows = [row for path in paths for row in tomllib.loads(path.read_text(encoding="utf-8"))["issue"]]
    return [Topic(row["slug"], row["name"], row["for_means"]) for row in rows]


def all_examples(topics: Sequence[Topic], polnear: Path) -> list[Example]:
    names = {actor.slug: actor.name for actor in read_registry(SEEDS).actors}
    held_out = (SEEDS / "held_out.txt").read_text(encoding="utf-8").split()
    written = written_examples(frozenset(topic.slug for topic in topics))
    reviews = review_examples(SEEDS / "reviews.jsonl", held_out, names)
    labelled = labelled_examples(DATA / "polnear_acts.txt", polnear / "train" / "text")
    return [*written, *reviews, *labelled]


def _fitted(examples: Sequence[Example], topics: Sequence[Topic], options: argparse.Namespace) -> MeaningNetwork:
    torch.manual_seed(options.seed)
    network = MeaningNetwork()
    load_encoder(network.encoder, options.base / "model.safetensors", TAKEN)
    reader = Reader(network, read_tokenizer(options.base / TOKENIZER), Random(options.seed))  # noqa: S311
    read = [read_example(example, topics, reader) for example in examples]
    return fit(network, read, reader.topics(topics), STAGE, options.seed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m claims.training.meaning",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--polnear", type=Path, required=True, help="folder with the split train/")
    parser.add_argument("--base", type=Path, required=True, help="folder with model.safetensors and tokenizer.json")
    parser.add_argument("--work", type=Path, required=True, help="folder for the weights")
    parser.add_argument("--model", type=Path, default=SHIPPED, help="folder to write the model to")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--date", required=True, help="date in the version's name, as 2026-11-28")
    parser.add_argument("--finish", action="store_true", help="take the weights in --work as they are")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
