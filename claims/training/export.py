"""The trained network as an ONNX graph for one window, and its int8 form with one scale a row of the word table."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

from claims.extraction.decoding import LABELS, LINK_SIZE
from claims.training.network import EPSILON, HEADS, HIDDEN, PIECE_LAYERS, TAKEN

Weights = dict[str, Tensor]
Array = NDArray[np.float32] | NDArray[np.float16] | NDArray[np.int64] | NDArray[np.int8]

OPSET, IR_VERSION = 18, 9
MICROSOFT = "com.microsoft"  # fused operators that every onnxruntime has
GELU = "FastGelu"  # by tanh: no worse on dev, and several times faster
HEAD_SIZE = HIDDEN // HEADS
HEAD = "head"  # the last product stays in fp32: small, and tags and links hang on it
INPUTS = {"ids": "L", "cases": "L", "states": "L", "first": "W"}
OUTPUTS = {"tags": len(LABELS), "queries": 2 * LINK_SIZE, "keys": 2 * LINK_SIZE}


def export(weights: Weights, path: Path, *, annotator: int = 0) -> None:
    """Write the int8 model. ``annotator`` is whose habits it follows: 0 for nobody's in particular."""
    write_int8(build_graph(weights, annotator=annotator, small_table=True), path, kept=[HEAD])


def write_int8(graph: onnx.ModelProto, path: Path, *, kept: Sequence[str]) -> None:
    """Write a graph with its products with weights rounded to int8, but for the nodes named in ``kept``."""
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        onnx.save(graph, full)
        _quantize(full, path, kept)


def _quantize(full: Path, path: Path, kept: Sequence[str]) -> None:
    logging.disable(logging.WARNING)  # the quantiser warns of every tensor on the root logger
    try:
        quantize_dynamic(
            full,
            path,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            nodes_to_exclude=list(kept),
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
    finally:
        logging.disable(logging.NOTSET)


def build_graph(weights: Weights, *, annotator: int, small_table: bool) -> onnx.ModelProto:
    """Return the graph for one window: wordpieces (L) and first wordpieces of words (W) in, scores of words out."""
    graph = Graph(weights)
    hidden = _embeddings(graph, annotator, small_table=small_table)
    for number in range(TAKEN):
        if number == PIECE_LAYERS:
            hidden = graph.add("Gather", [hidden, "first"], "words")
        hidden = encoder_layer(graph, hidden, f"encoder.layers.{number}.")
    _heads(graph, hidden)
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [size]) for name, size in INPUTS.items()]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["W", size]) for name, size in OUTPUTS.items()]
    return graph.model("attributions", inputs, outputs)


class Graph:
    """Nodes and constants under construction; each method returns the name of what it adds."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def array(self, name: str) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self.weights[name].detach().float().numpy()
        return found

    def constant(self, name: str, value: Array) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.array(name))

    def half(self, name: str, value: NDArray[np.float32]) -> str:
        """Keep a table in sixteen bits, which saves room and costs nothing that shows."""
        kept = self.constant(f"{name}.half", value.astype(np.float16))
        return self.add("Cast", [kept], f"{name}.full", to=TensorProto.FLOAT)

    def integers(self, name: str, *values: int) -> str:
        return self.constant(name, np.array(values, dtype=np.int64))

    def add(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def fused(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        return self.add(operator, inputs, output, domain=MICROSOFT, **attributes)

    def split(self, source: str, outputs: list[str], sizes: list[int]) -> None:
        inputs = [source, self.integers(f"{source}.sizes", *sizes)]
        self.nodes.append(helper.make_node("Split", inputs, outputs, name=f"{source}.split", axis=-1))

    def reshaped(self, source: str, *sizes: int) -> str:
        """Give each row the shape ``sizes``."""
        return self.add("Reshape", [source, self.integers(f"{source}.shape", -1, *sizes)], f"{source}.reshaped")

    def model(
        self, name: str, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        """Return what was added as a whole."""
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        body = helper.make_graph(self.nodes, name, inputs, outputs, self.constants)
        return helper.make_model(body, opset_imports=opsets, ir_version=IR_VERSION)


def _embeddings(graph: Graph, annotator: int, *, small_table: bool) -> str:
    pieces = (
        small_pieces(graph)
        if small_table
        else graph.add("Gather", [graph.weight("encoder.piece.weight"), "ids"], "pieces")
    )
    cases = graph.add("Gather", [graph.weight("encoder.case.weight"), "cases"], "of_case")
    states = graph.add("Gather", [graph.weight("encoder.state.weight"), "states"], "of_state")
    table = graph.array("encoder.position.weight") + graph.array("encoder.annotator.weight")[annotator]
    length = graph.add("Shape", ["ids"], "length")
    bounds = [graph.constant("positions", table), graph.integers("from", 0), length, graph.integers("axis", 0)]
    places = graph.add("Slice", bounds, "of_place")
    total = graph.add("Sum", [pieces, cases, states, places], "embedded")
    norm = [total, graph.weight("encoder.norm.weight"), graph.weight("encoder.norm.bias")]
    return graph.add("LayerNormalization", norm, "hidden", axis=-1, epsilon=EPSILON)


def plain_embeddings(graph: Graph, longest: int) -> str:
    """Embed wordpieces and their places, at most ``longest`` of them, without the marks that attribution adds."""
    bounds = [
        graph.half("positions", graph.array("encoder.position.weight")[:longest]),
        graph.integers("from", 0),
        graph.add("Shape", ["ids"], "length"),
        graph.integers("axis", 0),
    ]
    total = graph.add("Add", [small_pieces(graph), graph.add("Slice", bounds, "of_place")], "embedded")
    norm = [total, graph.weight("encoder.norm.weight"), graph.weight("encoder.norm.bias")]
    normal = graph.add("LayerNormalization", norm, "embedded.normal", axis=-1, epsilon=EPSILON)
    return graph.add("Unsqueeze", [normal, graph.integers("batch", 0)], "hidden")


def small_pieces(graph: Graph) -> str:
    """Keep the word table, half of all parameters, in int8 with a scale a row: a stock table scale costs 0.7 F1."""
    table = graph.array("encoder.piece.weight")
    scales = np.abs(table).max(1, keepdims=True) / 127 + 1e-12
    rounded = np.clip(np.rint(table / scales), -127, 127).astype(np.int8)
    rows = graph.add("Gather", [graph.constant("pieces.int8", rounded), "ids"], "pieces.rows")
    numbers = graph.add("Cast", [rows], "pieces.numbers", to=TensorProto.FLOAT)
    scale = graph.add("Gather", [graph.constant("pieces.scales", scales.astype(np.float32)), "ids"], "pieces.scale")
    return graph.add("Mul", [numbers, scale], "pieces")


def encoder_layer(graph: Graph, hidden: str, layer: str) -> str:
    """Add one layer of the encoder; ``layer`` is how the names of its weights begin."""
    attended = _attention(graph, hidden, layer)
    mixed = _product(graph, attended, f"{layer}mix")
    hidden = _joined(graph, [hidden, mixed], f"{layer}mix")
    wide = graph.fused(GELU, [_product(graph, hidden, f"{layer}widen")], f"{layer}gelu")
    narrow = _product(graph, wide, f"{layer}narrow")
    return _joined(graph, [hidden, narrow], f"{layer}narrow")


def _attention(graph: Graph, hidden: str, layer: str) -> str:
    chosen, value = attention_of(graph, hidden, layer)
    mixed = graph.fused("FusedMatMul", [chosen, value], f"{layer}mixed", transBatchB=1)
    return graph.reshaped(graph.add("Transpose", [mixed], f"{layer}attended", perm=[1, 0, 2]), HEADS * HEAD_SIZE)


def attention_of(graph: Graph, hidden: str, layer: str) -> tuple[str, str]:
    """Attend within each head: return how much each place looks at each (HEADS, L, L), and the values looked at.

    The products read the heads where they lie; MultiHeadAttention would copy them first.
    """
    product = _product(graph, hidden, f"{layer}attend")
    parts = [f"{layer}{part}" for part in ("query", "key", "value")]
    graph.split(product, parts, [HEADS * HEAD_SIZE] * 3)
    query, key, value = (graph.reshaped(part, HEADS, HEAD_SIZE) for part in parts)
    across = {"transBatchA": 1, "transBatchB": 1, "transB": 1, "alpha": HEAD_SIZE**-0.5}
    fit = graph.fused("FusedMatMul", [query, key], f"{layer}fit", **across)
    return graph.add("Softmax", [fit], f"{layer}chosen", axis=-1), value


def _product(graph: Graph, hidden: str, name: str) -> str:
    matrix = graph.constant(f"{name}.matrix", graph.array(f"{name}.weight").T)
    product = graph.add("MatMul", [hidden, matrix], f"{name}.product")
    return graph.add("Add", [product, graph.weight(f"{name}.bias")], f"{name}.biased")


def _joined(graph: Graph, parts: list[str], name: str) -> str:
    """Add the residual, then norm; in one operator it would be several times slower."""
    total = graph.add("Add", parts, f"{name}.total")
    norm = [total, graph.weight(f"{name}_norm.weight"), graph.weight(f"{name}_norm.bias")]
    return graph.add("LayerNormalization", norm, f"{name}.joined", axis=-1, epsilon=EPSILON)


def _heads(graph: Graph, words: str) -> None:
    heads = ("tag", "query", "key")
    matrix = np.concatenate([graph.array(f"{head}.weight").T for head in heads], 1)
    bias = np.concatenate([graph.array(f"{head}.bias") for head in heads])
    product = graph.add("MatMul", [words, graph.constant("head.matrix", matrix)], HEAD)
    total = graph.add("Add", [product, graph.constant("head.bias", bias)], "head.total")
    graph.split(total, list(OUTPUTS), list(OUTPUTS.values()))
