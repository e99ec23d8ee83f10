"""A made-up corpus in the layout of PolNeAR, and a base to train on it from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.extraction.wordpieces import letter_tokenizer

if TYPE_CHECKING:
    from torch import Tensor

TEXT = "“We will sign,” the minister said.\nAides told reporters that\nnobody had left."
BASE_SEED = 7
NAMES = {"mix": "attention.output.dense", "mix_norm": "attention.output.LayerNorm", "widen": "intermediate.dense"}
NAMES |= {"narrow": "output.dense", "narrow_norm": "output.LayerNorm"}


def write_base(folder: Path) -> Path:
    """Make a folder like that of all-MiniLM-L6-v2, with random weights and the tokenizer of letters."""
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(BASE_SEED)
    folder.mkdir()
    save_file(dict(_base_weights()), folder / "model.safetensors")
    letter_tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def _base_weights() -> Iterator[tuple[str, Tensor]]:
    import torch

    from claims.training.network import Encoder

    encoder = Encoder()
    yield "embeddings.word_embeddings.weight", encoder.piece.weight.detach()
    yield "embeddings.position_embeddings.weight", encoder.position.weight.detach()
    yield "embeddings.token_type_embeddings.weight", torch.zeros(2, 384)
    for end in ("weight", "bias"):
        yield f"embeddings.LayerNorm.{end}", getattr(encoder.norm, end).detach()
    for number, layer in enumerate(encoder.layers):
        old = f"encoder.layer.{number}."
        for end in ("weight", "bias"):
            parts = getattr(layer.attend, end).detach().chunk(3)
            for part, value in zip(("query", "key", "value"), parts, strict=True):
                yield f"{old}attention.self.{part}.{end}", value.clone()
            for ours, theirs in NAMES.items():
                yield f"{old}{theirs}.{end}", getattr(getattr(layer, ours), end).detach()


def write_corpus(folder: Path, annotations: dict[str, str], text: str = TEXT) -> Path:
    """Write one document ``a`` with standoff annotations by annotator."""
    for name in ("text", "attributions"):
        (folder / name).mkdir(parents=True)
    (folder / "text" / "a.txt").write_text(text, encoding="utf-8")
    for annotator, standoff in annotations.items():
        (folder / "attributions" / f"a_{annotator}.ann").write_text(standoff, encoding="utf-8")
    return folder


def standoff(*attributions: dict[str, str], text: str = TEXT) -> str:
    """Return annotations of the first place in ``text`` where each role's words stand."""
    lines, number = [], 0
    for row, roles in enumerate(attributions, start=1):
        arguments = []
        for role, words in roles.items():
            number += 1
            start = text.index(words)
            lines.append(f"T{number}\t{role} {start} {start + len(words)}\t{words}")
            arguments.append(f"{role}:T{number}")
        lines.append(f"E{row}\tAttribution:T1 {' '.join(arguments)}")
    return "\n".join(lines) + "\n"


SAID = {"Source": "the minister", "Cue": "said", "Content": "“We will sign,”"}
TOLD = {"Source": "Aides", "Cue": "told reporters", "Content": "that\nnobody had left"}
