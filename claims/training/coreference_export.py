"""The trained coreference network as an int8 ONNX graph for one pronoun, and the folder it ships in."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from claims.extraction.coreference_features import FEATURES
from claims.extraction.coreference_input import LONGEST
from claims.extraction.coreference_model import FORMAT
from claims.extraction.encoding import read_tokenizer
from claims.extraction.model_folder import CONFIG, NETWORK, TOKENIZER, checksum
from claims.training.coreference_network import FROZEN
from claims.training.export import (
    GELU,
    IR_VERSION,
    MICROSOFT,
    OPSET,
    Graph,
    Weights,
    encoder_layer,
    quantize,
    small_pieces,
)
from claims.training.network import EPSILON, LAYERS

NUMBERS = ("ids", "cases", "states", "roles")
KEPT = (
    "pooled",
    "of_pronoun",
    "of_mention",
    "of_product",
    "of_feature",
    "of_plain",
    "scored",
    "plain_scored",
    "nobody",
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What the config says beside checksums. Scores are divided by ``temperature``."""

    version: str
    temperature: float
    threshold: float


def write_folder(weights: Weights, folder: Path, *, base: Path, stated: Stated) -> None:
    """Write network, tokenizer and config as claims.extraction.coreference_model reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        onnx.save(build_graph(weights), full)
        quantize(full, folder / NETWORK, kept=KEPT)
    read_tokenizer(base / TOKENIZER).save(str(folder / TOKENIZER), pretty=False)
    config = {
        "format": FORMAT,
        "version": stated.version,
        "features": list(FEATURES),
        "temperature": round(stated.temperature, 3),
        "threshold": round(stated.threshold, 3),
        "sha256": {name: checksum(folder / name) for name in (NETWORK, TOKENIZER)},
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def build_graph(weights: Weights) -> onnx.ModelProto:
    """Return the graph: wordpieces (L), pooling (M + 1, L) and features (M, F) in, M scores and that of nobody out."""
    graph = Graph(weights)
    hidden = _embeddings(graph)
    for number in range(LAYERS):
        hidden = _marks(graph, hidden) if number == FROZEN else hidden
        hidden = encoder_layer(graph, hidden, f"encoder.layers.{number}.")
    _scores(graph, graph.add("Squeeze", [hidden, graph.integers("unbatch", 0)], "flat"))
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["L"]) for name in NUMBERS]
    inputs.append(helper.make_tensor_value_info("pool", TensorProto.FLOAT, ["R", "L"]))
    inputs.append(helper.make_tensor_value_info("features", TensorProto.FLOAT, ["M", len(FEATURES)]))
    outputs = [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["R"])]
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    body = helper.make_graph(graph.nodes, "coreference", inputs, outputs, graph.constants)
    return helper.make_model(body, opset_imports=opsets, ir_version=IR_VERSION)


def _embeddings(graph: Graph) -> str:
    bounds = [
        _half(graph, "positions", graph.array("encoder.position.weight")[:LONGEST]),
        graph.integers("from", 0),
        graph.add("Shape", ["ids"], "length"),
        graph.integers("axis", 0),
    ]
    total = graph.add("Add", [small_pieces(graph), graph.add("Slice", bounds, "of_place")], "embedded")
    norm = [total, graph.weight("encoder.norm.weight"), graph.weight("encoder.norm.bias")]
    normal = graph.add("LayerNormalization", norm, "embedded.normal", axis=-1, epsilon=EPSILON)
    return graph.add("Unsqueeze", [normal, graph.integers("batch", 0)], "hidden")


def _marks(graph: Graph, hidden: str) -> str:
    """Add case, quotation and role above the frozen layers."""
    parts = [hidden]
    for name, source in (("case", "cases"), ("state", "states"), ("role", "roles")):
        parts.append(graph.add("Gather", [graph.weight(f"encoder.{name}.weight"), source], f"of_{name}"))
    return graph.add("Sum", parts, "marked")


def _scores(graph: Graph, hidden: str) -> None:
    """Score each mention against the pronoun; all in fp32, as it is small."""
    pooled = graph.add("MatMul", ["pool", hidden], "pooled")
    zero, one, end = (graph.integers(f"at_{value}", value) for value in (0, 1, np.iinfo(np.int64).max))
    pronoun = graph.add("Slice", [pooled, zero, one, zero], "pronoun")
    mentions = graph.add("Slice", [pooled, one, end, zero], "mentions")
    product = graph.add("Mul", [pronoun, mentions], "multiplied")
    parts = [
        _linear(graph, pronoun, "pronoun"),
        _linear(graph, mentions, "mention"),
        _linear(graph, product, "product", bias=False),
        _linear(graph, "features", "feature", bias=False),
    ]
    inner = graph.fused(GELU, [graph.add("Sum", parts, "mixed")], "inner")
    plain = graph.fused(GELU, [_linear(graph, "features", "plain")], "plain_inner")
    scored = graph.add(
        "Add",
        [_linear(graph, inner, "score", "scored"), _linear(graph, plain, "plain_score", "plain_scored", bias=False)],
        "both_scores",
    )
    nobody = _linear(graph, pronoun, "nobody", "nobody")
    column = graph.add("Concat", [scored, nobody], "column", axis=0)
    graph.add("Squeeze", [column, graph.integers("flatten", 1)], "scores")


def _half(graph: Graph, name: str, value: NDArray[np.float32]) -> str:
    """Keep a table in sixteen bits, which saves room and costs nothing that shows."""
    kept = graph.constant(f"{name}.half", value.astype(np.float16))
    return graph.add("Cast", [kept], name, to=TensorProto.FLOAT)


def _linear(graph: Graph, source: str, name: str, node: str = "", *, bias: bool = True) -> str:
    matrix = _half(graph, f"{name}.matrix", graph.array(f"{name}.weight").T)
    product = graph.add("MatMul", [source, matrix], node or f"of_{name}")
    return graph.add("Add", [product, graph.weight(f"{name}.bias")], f"{name}.biased") if bias else product
