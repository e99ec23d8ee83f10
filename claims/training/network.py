"""The network: a BERT encoder with case and quotation embeddings, tag scores and cue-by-word link scores."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from claims.extraction.decoding import BUCKETS, LABELS, LINK_SIZE
from claims.extraction.encoding import CASES, STATES
from claims.training.corpus import ANNOTATORS
from claims.training.examples import Batch

HIDDEN, LAYERS, HEADS, INNER, VOCABULARY, POSITIONS = 384, 6, 12, 1536, 30522, 512  # all-MiniLM-L6-v2
TAKEN = 5  # lower layers of the base that attributions are found with
PIECE_LAYERS = 2  # of them read all wordpieces; the others read the first one of each word, which is 7 % less
EPSILON = 1e-12
FORBIDDEN = -1e4
DROPPED = 26  # of 256


class Dropout(nn.Module):
    """Drop 26 of 256 values; one random number serves eight of them, as drawing is slow on a CPU."""

    def forward(self, hidden: Tensor) -> Tensor:
        if not self.training:
            return hidden
        draws = torch.empty(-(-hidden.numel() // 8), dtype=torch.long).random_(-(2**63), None)
        kept = (draws.view(torch.uint8)[: hidden.numel()] >= DROPPED).view_as(hidden)
        return hidden * kept.to(hidden.dtype) * (256 / (256 - DROPPED))


class Layer(nn.Module):
    """One layer of BERT: attention and feed-forward, each with a residual and a norm behind it.

    Attention is written out: torch's fused one is several times slower on a CPU when gradients are needed.
    """

    def __init__(self, hidden: int = HIDDEN, inner: int = INNER, heads: int = HEADS, epsilon: float = EPSILON) -> None:
        super().__init__()
        self.heads = heads
        self.attend = nn.Linear(hidden, 3 * hidden)
        self.mix = nn.Linear(hidden, hidden)
        self.mix_norm = nn.LayerNorm(hidden, eps=epsilon)
        self.widen = nn.Linear(hidden, inner)
        self.narrow = nn.Linear(inner, hidden)
        self.narrow_norm = nn.LayerNorm(hidden, eps=epsilon)
        self.dropout = Dropout()

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        size, length, dimensions = hidden.shape
        parts = self.attend(hidden).view(size, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4).contiguous()
        query, key, value = parts.unbind()
        fit = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2) + mask.to(query.dtype)
        mixed = self.mix((fit.softmax(-1) @ value).transpose(1, 2).reshape(size, length, dimensions))
        hidden = self.mix_norm(hidden + self.dropout(mixed))
        inner = self.narrow(nn.functional.gelu(self.widen(hidden)))
        result: Tensor = self.narrow_norm(hidden + self.dropout(inner))
        return result


class Encoder(nn.Module):
    """BERT with three more input embeddings: letter case, quotation state, and who annotated (0: unknown)."""

    def __init__(self, layers: int = LAYERS) -> None:
        super().__init__()
        self.piece = nn.Embedding(VOCABULARY, HIDDEN)
        self.position = nn.Embedding(POSITIONS, HIDDEN)
        self.case = nn.Embedding(CASES, HIDDEN)
        self.state = nn.Embedding(STATES, HIDDEN)
        self.annotator = nn.Embedding(1 + len(ANNOTATORS), HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.dropout = Dropout()
        for added in (self.case, self.state, self.annotator):
            nn.init.normal_(added.weight, std=0.01)

    def embedded(self, ids: Tensor, cases: Tensor, states: Tensor, annotators: Tensor) -> Tensor:
        hidden = self.piece(ids) + self.position.weight[: ids.shape[1]]
        hidden = hidden + self.case(cases) + self.state(states) + self.annotator(annotators).unsqueeze(1)
        normal: Tensor = self.dropout(self.norm(hidden))
        return normal

    def forward(self, ids: Tensor, cases: Tensor, states: Tensor, annotators: Tensor, mask: Tensor) -> Tensor:
        return through(self.layers, self.embedded(ids, cases, states, annotators), outside(mask))


class Reader(nn.Module, ABC):
    """An encoder that gives ``size`` numbers a word."""

    size: int

    @abstractmethod
    def words(self, batch: Batch, annotators: Tensor) -> Tensor:
        """Return what is read of each word: (B, W, size)."""


class WordEncoder(Encoder, Reader):
    """The encoder of attributions: its upper layers read one wordpiece a word."""

    size = HIDDEN

    def __init__(self) -> None:
        super().__init__(TAKEN)

    def words(self, batch: Batch, annotators: Tensor) -> Tensor:
        hidden = self.embedded(batch.ids, batch.cases, batch.states, annotators)
        hidden = first_pieces(through(self.layers[:PIECE_LAYERS], hidden, outside(batch.mask)), batch)
        return through(self.layers[PIECE_LAYERS:], hidden, outside(batch.words))


def through(layers: nn.ModuleList, hidden: Tensor, mask: Tensor) -> Tensor:
    """Return what the layers make of (B, L, dimensions); ``mask`` is added to what fits whom."""
    for layer in layers:
        hidden = layer(hidden, mask)
    return hidden


def outside(mask: Tensor) -> Tensor:
    """Return what is added to attention so that nobody looks at what is none of the mask (B, L)."""
    return torch.where(mask.bool(), 0.0, FORBIDDEN)[:, None, None, :]


def first_pieces(hidden: Tensor, batch: Batch) -> Tensor:
    """Return what stands at the first wordpiece of each word: (B, W, dimensions)."""
    return torch.gather(hidden, 1, batch.first.unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))


class AttributionNetwork(nn.Module):
    """Scores of a batch of windows, and the parameters of the CRF and of the links."""

    def __init__(self, encoder: Reader | None = None) -> None:
        super().__init__()
        self.encoder = encoder or WordEncoder()
        self.dropout = Dropout()
        self.tag = nn.Linear(self.encoder.size, len(LABELS))
        self.query = nn.Linear(self.encoder.size, 2 * LINK_SIZE)
        self.key = nn.Linear(self.encoder.size, 2 * LINK_SIZE)
        self.transitions = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.start = nn.Parameter(torch.zeros(len(LABELS)))
        self.distance = nn.Embedding(BUCKETS, 2)
        self.link_bias = nn.Parameter(torch.tensor([-2.0, -2.0]))
        nn.init.zeros_(self.distance.weight)
        forbidden_start, forbidden = forbidden_transitions()
        self.register_buffer("forbidden", forbidden)
        self.register_buffer("forbidden_start", forbidden_start)

    def forward(self, batch: Batch, annotators: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return tag scores (B, W, labels), link queries and keys (B, W, 2 * LINK_SIZE)."""
        hidden = self.dropout(self.encoder.words(batch, annotators))
        return self.tag(hidden), self.query(hidden), self.key(hidden)

    def allowed_transitions(self) -> tuple[Tensor, Tensor]:
        """Return the scores of a first tag and of tag pairs, with the impossible ones far below all others."""
        return self.start + self.get_buffer("forbidden_start"), self.transitions + self.get_buffer("forbidden")

    def link_scores(self, queries: Tensor, keys: Tensor, batch: Batch) -> Tensor:
        """Return how well each word fits each gold cue as source and as content: (P, W, 2)."""
        return link_scores(queries, keys, batch, self.distance.weight, self.link_bias)


def link_scores(queries: Tensor, keys: Tensor, batch: Batch, distance: Tensor, bias: Tensor) -> Tensor:
    """Return how well each word fits each gold cue as source and as content: (P, W, 2)."""
    place = torch.arange(keys.shape[1]).unsqueeze(0)
    start, end = batch.cue_start.unsqueeze(1), batch.cue_end.unsqueeze(1)
    inside = ((place >= start) & (place < end)).float()
    inside = inside / inside.sum(1, keepdim=True)
    query = torch.einsum("pw,pwd->pd", inside, queries.float()[batch.cue_window]).view(-1, 2, LINK_SIZE)
    key = keys.float().view(keys.shape[0], keys.shape[1], 2, LINK_SIZE)[batch.cue_window]
    fit = torch.einsum("prd,pwrd->pwr", query, key) / LINK_SIZE**0.5
    scores: Tensor = fit + distance[distance_bucket(place, start, end)] + bias
    return scores


def forbidden_transitions() -> tuple[Tensor, Tensor]:
    """Return penalties that keep I- tags behind B- or I- of the same role."""
    start, pairs = torch.zeros(len(LABELS)), torch.zeros(len(LABELS), len(LABELS))
    for inside in range(2, len(LABELS), 2):
        start[inside] = FORBIDDEN
        pairs[:, inside] = FORBIDDEN
        pairs[[inside - 1, inside], inside] = 0
    return start, pairs


def distance_bucket(place: Tensor, start: Tensor, end: Tensor) -> Tensor:
    """Return 0 inside the cue, 1..15 left of it and 17..31 right of it, on a scale of half powers of two."""
    left, right = (start - place).clamp(min=0), (place - end + 1).clamp(min=0)
    step = (torch.log2(left + right + 1.0) * 2).long().clamp(max=BUCKETS // 2 - 1)
    return torch.where(right > 0, step + BUCKETS // 2, step)


def load_base(network: AttributionNetwork, weights: Path) -> None:
    """Fill the encoder from the ``model.safetensors`` of all-MiniLM-L6-v2; the added embeddings stay as they are."""
    load_encoder(network.encoder, weights, range(TAKEN))


def load_encoder(encoder: nn.Module, weights: Path, layers: Sequence[int] = range(LAYERS)) -> None:
    """Fill an encoder with ``layers`` of the base and what is below; parts that the base lacks stay as they are."""
    base = load_file(weights)
    if f"encoder.layer.{LAYERS - 1}.output.dense.bias" not in base:
        raise ValueError(f'"{weights}" is not all-MiniLM-L6-v2: it lacks layer {LAYERS}.')
    state = {f"norm.{end}": base[f"embeddings.LayerNorm.{end}"] for end in ("weight", "bias")}
    state["piece.weight"] = base["embeddings.word_embeddings.weight"]
    state["position.weight"] = (
        base["embeddings.position_embeddings.weight"] + base["embeddings.token_type_embeddings.weight"][0]
    )
    for number, taken in enumerate(layers):
        state.update(_layer_state(base, taken, number))
    encoder.load_state_dict(state, strict=False)


def _layer_state(base: dict[str, Tensor], taken: int, number: int) -> dict[str, Tensor]:
    """Return layer ``taken`` of the base as our layer ``number``."""
    old, new = f"encoder.layer.{taken}.", f"layers.{number}."
    renamed = {
        "attention.output.dense": "mix",
        "attention.output.LayerNorm": "mix_norm",
        "intermediate.dense": "widen",
        "output.dense": "narrow",
        "output.LayerNorm": "narrow_norm",
    }
    state = {}
    for end in ("weight", "bias"):
        parts = [base[f"{old}attention.self.{part}.{end}"] for part in ("query", "key", "value")]
        state[f"{new}attend.{end}"] = torch.cat(parts)
        for theirs, ours in renamed.items():
            state[f"{new}{ours}.{end}"] = base[f"{old}{theirs}.{end}"]
    return state
