"""Extraction from the command line, without Django: attributions or claims of texts as JSON Lines, pronouns of GAP."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from claims.extraction.contract import claim_lines
from claims.extraction.gap import GapError, read_gap, submission
from claims.extraction.model_folder import ModelError
from claims.extraction.pipeline import Extractor, ModelMissingError, build_pipeline
from claims.extraction.pronouns import answer_gap
from claims.extraction.records import ArticleText
from claims.extraction.registry import RegistryError, read_registry


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    return answer_file(options.gap) if "gap" in options else _write(options)


def _write(options: argparse.Namespace) -> int:
    paths = sorted(options.folder.glob("*.txt"))
    if not paths:
        sys.stderr.write(f'No .txt file in "{options.folder}". Give a folder of texts.\n')
        return 1
    try:
        for line in options.lines(paths, options):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    except (ModelError, ModelMissingError, RegistryError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def answer_file(path: Path) -> int:
    """Write what the pronouns of a GAP file mean; return the exit code."""
    try:
        snippets = read_gap(path)
        for line in submission(snippets, answer_gap(snippets)):
            sys.stdout.write(line + "\n")
    except (GapError, ModelError, ModelMissingError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m claims.extraction", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, lines, text in (
        ("attributions", _attributions, "source, cue and content, one line a document"),
        ("claims", _claims, "claims as in the export contract, one line a claim"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("folder", type=Path, help="folder of .txt files in UTF-8")
        command.set_defaults(lines=lines)
    command.add_argument("--registry", type=Path, default=Path("seeds"), help="folder of actors, issues, outlets .toml")
    pronouns = commands.add_parser("pronouns", help="answers to a GAP file, in GAP's submission format")
    pronouns.add_argument("gap", type=Path, metavar="GAP.tsv", help="a file of GAP, with or without its answers")
    return parser


def _attributions(paths: Sequence[Path], options: argparse.Namespace) -> Iterator[object]:  # noqa: ARG001
    nlp = build_pipeline()
    docs = nlp.pipe((path.read_text(encoding="utf-8") for path in paths), batch_size=32)
    for path, doc in zip(paths, docs, strict=True):
        rows = [{"source": a.source, "cue": a.cue, "content": a.content} for a in doc._.attributions]
        yield {"doc": path.stem, "attributions": rows}


def _claims(paths: Sequence[Path], options: argparse.Namespace) -> Iterator[object]:
    registry = read_registry(options.registry)
    articles = (ArticleText(path.read_text(encoding="utf-8")) for path in paths)
    for path, extraction in zip(paths, Extractor(registry).extract(articles), strict=True):
        yield from claim_lines(path.name, extraction, registry)


if __name__ == "__main__":
    raise SystemExit(main())
