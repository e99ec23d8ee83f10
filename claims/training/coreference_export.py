"""The coreference model as an int8 ONNX graph for one pronoun, and the folder it ships in.

The encoder is the base model as it is. What each of its heads attends to is the signal: how much the pronoun looks at
a mention, and the mention at the pronoun (after Clark, Khandelwal, Levy, Manning: "What Does BERT Look At?",
BlackboxNLP 2019, who found heads that follow coreference).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper
from tokenizers import Tokenizer

from claims.extraction.coreference_features import FEATURES, Features
from claims.extraction.coreference_input import LONGEST, read
from claims.extraction.coreference_model import KIND
from claims.extraction.model_folder import NETWORK
from claims.extraction.network import open_network
from claims.training.coreference_examples import Example
from claims.training.export import (
    GELU,
    Graph,
    Weights,
    attention_of,
    encoder_layer,
    plain_embeddings,
    write_int8,
)
from claims.training.model_files import write_config, write_tokenizer
from claims.training.network import HEADS, LAYERS, Encoder, load_encoder

SIGNALS = 2 * LAYERS * HEADS  # of each mention
LEAST = 1e-3  # added to a share of attention before its logarithm is taken
KEPT = ("inner.product", "scored")  # products that stay in full digits


@dataclass(frozen=True, slots=True)
class Stated:
    """What the config says beside checksums. Scores are divided by ``temperature``."""

    version: str
    temperature: float
    threshold: float


def base_weights(file: Path) -> Weights:
    """Return the encoder of all-MiniLM-L6-v2 from its ``model.safetensors``."""
    encoder = Encoder()
    load_encoder(encoder, file)
    return {f"encoder.{name}": value for name, value in encoder.state_dict().items()}


def write_folder(weights: Weights, folder: Path, *, base: Path, stated: Stated) -> None:
    """Write network, tokenizer and config as claims.extraction.coreference_model reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    write_network(weights, folder / NETWORK)
    write_tokenizer(base, folder)
    values = {"temperature": round(stated.temperature, 3), "threshold": round(stated.threshold, 3)}
    write_config(folder, KIND, stated.version, values)


def write_network(weights: Weights, path: Path) -> None:
    """Write the int8 graph; without the weights of a scorer it gives the signals of the mentions instead of scores."""
    write_int8(build_graph(weights), path, kept=KEPT)


class Signals:
    """Runs the very graph that is shipped, without its scorer: what is fitted on it meets no other rounding later."""

    def __init__(self, path: Path, tokenizer: Tokenizer) -> None:
        self._session = open_network(path)
        self._tokenizer = tokenizer

    def of(self, example: Example) -> Features:
        """Return (M, SIGNALS)."""
        reading = read(example.text, example.pronoun, example.mentions, self._tokenizer)
        found: Features = self._session.run(None, {"ids": reading.ids, "pool": reading.pool})[0]
        return found


def build_graph(weights: Weights) -> onnx.ModelProto:
    """Return the graph: wordpieces (L), pooling (M + 1, L) and features (M, F) in, M scores and that of nobody out."""
    graph = Graph(weights)
    signals = _signals(graph)
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, ["L"]),
        helper.make_tensor_value_info("pool", TensorProto.FLOAT, ["R", "L"]),
    ]
    if "inner.weight" in weights:
        _scores(graph, signals)
        inputs.append(helper.make_tensor_value_info("features", TensorProto.FLOAT, ["M", len(FEATURES)]))
        outputs = [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["R"])]
    else:  # only the base weights
        outputs = [helper.make_tensor_value_info(signals, TensorProto.FLOAT, ["M", SIGNALS])]
    return graph.model("coreference", inputs, outputs)


def _signals(graph: Graph) -> str:
    """Read the attention of all layers; of the last one nothing else is worked out."""
    hidden, found = plain_embeddings(graph, LONGEST), []
    zero, one, end = (graph.integers(f"at_{value}", value) for value in (0, 1, np.iinfo(np.int64).max))
    pronoun = graph.add("Slice", ["pool", zero, one, zero], "pronoun")
    mentions = graph.add("Slice", ["pool", one, end, zero], "mentions")
    inside = graph.add("Sign", [mentions], "inside")
    places = [
        pronoun,
        mentions,
        graph.add("Transpose", [pronoun], "pronoun.column", perm=[1, 0]),
        graph.add("Transpose", [inside], "inside.columns", perm=[1, 0]),
    ]
    for number in range(LAYERS):
        layer = f"encoder.layers.{number}."
        if number + 1 < LAYERS:
            hidden = encoder_layer(graph, hidden, layer)
        else:
            attention_of(graph, hidden, layer)
        found += _looks(graph, f"{layer}chosen", places, layer)
    shares = graph.add("Concat", found, "shares", axis=0)  # (SIGNALS, M)
    least = graph.constant("least", np.array([LEAST], dtype=np.float32))
    logarithms = graph.add("Log", [graph.add("Add", [shares, least], "shares.more")], "logarithms")
    five, half = (graph.constant(f"scale_{value}", np.array([value], dtype=np.float32)) for value in (5, 0.5))
    scaled = graph.add("Mul", [graph.add("Add", [logarithms, five], "centred"), half], "scaled")
    return graph.add("Transpose", [scaled], "signals", perm=[1, 0])


def _looks(graph: Graph, chosen: str, places: Sequence[str], layer: str) -> list[str]:
    """Return, of attention (HEADS, L, L), how much the pronoun looks at each mention and the reverse: (HEADS, M)."""
    pronoun, mentions, column, columns = places
    row = graph.add("MatMul", [pronoun, chosen], f"{layer}row")
    away = graph.add("MatMul", [row, columns], f"{layer}away")
    towards = graph.add("MatMul", [chosen, column], f"{layer}towards")
    back = graph.add("MatMul", [mentions, towards], f"{layer}back")
    return [
        graph.add("Squeeze", [away, graph.integers(f"{layer}away.axis", 1)], f"{layer}away.flat"),
        graph.add("Squeeze", [back, graph.integers(f"{layer}back.axis", 2)], f"{layer}back.flat"),
    ]


def _scores(graph: Graph, signals: str) -> None:
    """Score each mention; all in full digits, as it is small."""
    known = graph.add("Concat", ["features", signals], "known", axis=1)
    product = graph.add("MatMul", [known, graph.half("inner", graph.array("inner.weight").T)], "inner.product")
    inner = graph.fused(GELU, [graph.add("Add", [product, graph.weight("inner.bias")], "inner.biased")], "inner.units")
    scored = graph.add("MatMul", [inner, graph.half("score", graph.array("score.weight").T)], "scored")
    column = graph.add("Concat", [scored, graph.weight("nobody")], "column", axis=0)
    graph.add("Squeeze", [column, graph.integers("flatten", 1)], "scores")
