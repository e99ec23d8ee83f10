"""The teacher's encoder: all-mpnet-base-v2, of which the upper half is trained. It never leaves the training."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from claims.extraction.encoding import CASES, STATES
from claims.training.corpus import ANNOTATORS
from claims.training.examples import Batch
from claims.training.mpnet import EPSILON, FIRST_PLACE, nearness, same_pieces
from claims.training.network import Dropout, Layer, Reader, first_pieces, outside, through

FROZEN = 6  # lower layers stay as they are
NAMES = {
    "attention.attn.o": "mix",
    "attention.LayerNorm": "mix_norm",
    "intermediate.dense": "widen",
    "output.dense": "narrow",
    "output.LayerNorm": "narrow_norm",
}


class TeacherEncoder(Reader):
    """MPNet; case, quotation state and annotator come in between the lower layers and those that are trained.

    ``folder`` holds its model.safetensors and tokenizer.json; ``tokenizer`` is that of the small encoder.
    """

    def __init__(self, folder: Path, tokenizer: Tokenizer) -> None:
        super().__init__()
        weights = load_file(folder / "model.safetensors")
        self.size = weights["embeddings.word_embeddings.weight"].shape[1]
        inner = len(weights["encoder.layer.0.intermediate.dense.bias"])
        count = sum(name.endswith(".output.dense.bias") for name in weights)
        self.register_buffer("piece", weights["embeddings.word_embeddings.weight"][same_pieces(tokenizer, folder)])
        self.register_buffer("position", weights["embeddings.position_embeddings.weight"][FIRST_PLACE:])
        self.register_buffer("near", weights["encoder.relative_attention_bias.weight"])
        self.norm = nn.LayerNorm(self.size, eps=EPSILON)
        heads = self.get_buffer("near").shape[1]
        self.layers = nn.ModuleList(Layer(self.size, inner, heads, EPSILON) for _ in range(count))
        self.dropout = Dropout()
        self.case = nn.Embedding(CASES, self.size)
        self.state = nn.Embedding(STATES, self.size)
        self.annotator = nn.Embedding(1 + len(ANNOTATORS), self.size)
        for added in (self.case, self.state, self.annotator):
            nn.init.normal_(added.weight, std=0.01)
        self.load_state_dict(_state(weights, count), strict=False)
        for part in (self.norm, *self.layers[:FROZEN]):
            part.requires_grad_(requires_grad=False)
        for part in self.layers[:FROZEN].modules():
            if isinstance(part, nn.Linear):
                part.bfloat16()

    def words(self, batch: Batch, annotators: Tensor) -> Tensor:
        seen = outside(batch.mask) + nearness(self.get_buffer("near"), batch.ids.shape[1])
        hidden = self._lower(batch.ids, seen) + self.case(batch.cases) + self.state(batch.states)
        hidden = self.dropout(hidden + self.annotator(annotators).unsqueeze(1))
        return first_pieces(through(self.layers[FROZEN:], hidden, seen), batch)

    @torch.no_grad()
    def _lower(self, ids: Tensor, seen: Tensor) -> Tensor:
        training, lower = self.training, self.layers[:FROZEN]
        lower.eval()
        hidden = self.norm(self.get_buffer("piece")[ids] + self.get_buffer("position")[: ids.shape[1]])
        hidden = through(lower, hidden, seen)
        lower.train(training)
        return hidden


def _state(weights: dict[str, Tensor], count: int) -> dict[str, Tensor]:
    state = {f"norm.{end}": weights[f"embeddings.LayerNorm.{end}"] for end in ("weight", "bias")}
    for number in range(count):
        old, new = f"encoder.layer.{number}.", f"layers.{number}."
        for end in ("weight", "bias"):
            parts = [weights[f"{old}attention.attn.{part}.{end}"] for part in "qkv"]
            state[f"{new}attend.{end}"] = torch.cat(parts)
            for theirs, ours in NAMES.items():
                state[f"{new}{ours}.{end}"] = weights[f"{old}{theirs}.{end}"]
    return state
