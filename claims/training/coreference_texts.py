"""The texts that coreference examples are made from, parsed once: a second run finds the parses in the work folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spacy.tokens import Doc, DocBin

from claims.extraction.pronouns import build_parser

BATCH = 32  # texts parsed together


def parsed(texts: Sequence[str], keep: Path) -> list[Doc]:
    """Return the texts parsed, from ``keep`` if it holds these very texts; else parse them and write it."""
    nlp = build_parser()
    if keep.exists():
        docs = list(DocBin().from_disk(keep).get_docs(nlp.vocab))
        if [doc.text for doc in docs] == list(texts):
            return docs
    docs = list(nlp.pipe(texts, batch_size=BATCH))
    DocBin(docs=docs, store_user_data=False).to_disk(keep)
    return docs


def polnear_texts(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((folder / "train" / "text").glob("*.txt"))]
