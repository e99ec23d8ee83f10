"""The trained meaning network as an int8 ONNX graph for one claim, and the folder it ships in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from claims.extraction.meaning_input import LONGEST
from claims.extraction.meaning_model import ACTS, KIND, STANCES
from claims.extraction.model_folder import NETWORK
from claims.training.export import (
    GELU,
    Graph,
    Weights,
    encoder_layer,
    plain_embeddings,
    write_int8,
)
from claims.training.meaning_network import FROZEN, QUERY, TAKEN
from claims.training.model_files import write_config, write_tokenizer
from claims.training.network import FORBIDDEN, HIDDEN

AXIS = "last"  # name of the constant that reduces over the last axis


def write_folder(
    weights: Weights, folder: Path, *, base: Path, version: str, mixing: Mapping[str, Mapping[str, float]]
) -> None:
    """Write network, tokenizer and config as claims.extraction.meaning_model reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    graph = build_graph(weights)
    heads = [node.name for node in graph.graph.node if node.op_type == "MatMul" and node.name.startswith("head.")]
    write_int8(graph, folder / NETWORK, kept=heads)
    write_tokenizer(base, folder)
    weights_of_rules = {name: {key: round(one, 3) for key, one in values.items()} for name, values in mixing.items()}
    write_config(folder, KIND, version, {"weights": weights_of_rules})


def build_graph(weights: Weights) -> onnx.ModelProto:
    """Return the graph: wordpieces and roles (L) and vectors of issues (J, HIDDEN) in; shares and a vector out."""
    graph = Graph(weights)
    hidden = plain_embeddings(graph, 2 * LONGEST)
    for number in range(len(TAKEN)):
        hidden = _marked(graph, hidden) if number == FROZEN else hidden
        hidden = encoder_layer(graph, hidden, f"encoder.layers.{number}.")
    _heads(graph, graph.add("Squeeze", [hidden, graph.integers("unbatch", 0)], "flat"))
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["L"]) for name in ("ids", "roles")]
    inputs.append(helper.make_tensor_value_info("issues", TensorProto.FLOAT, ["J", HIDDEN]))
    shapes: dict[str, list[str | int | None]] = {
        "vector": [1, HIDDEN],
        "acts": [len(ACTS)],
        "relevance": ["J"],
        "stances": ["J", len(STANCES)],
    }
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    return graph.model("meaning", inputs, outputs)


def _marked(graph: Graph, hidden: str) -> str:
    """Add the role above the frozen layers."""
    role = graph.add("Gather", [graph.weight("encoder.role.weight"), "roles"], "of_role")
    return graph.add("Add", [hidden, role], "marked")


def _heads(graph: Graph, flat: str) -> None:
    """Acts, relevance and stances; all in fp32, as it is small."""
    number = graph.add("Cast", ["roles"], "roles.number", to=TensorProto.FLOAT)
    inside = graph.add("Unsqueeze", [number, graph.integers("row", 0)], "inside")
    outside = graph.add("Sub", [graph.constant("one", np.ones(1, np.float32)), inside], "outside")
    graph.integers(AXIS, -1)
    content = _average(graph, inside, flat, "vector")
    around = _average(graph, outside, flat, "around")
    first = graph.add("Slice", [flat, "from", graph.integers("second", 1), "axis"], "first")
    joined = graph.add("Concat", [content, around, first], "joined", axis=-1)
    acts = _linear(graph, graph.fused(GELU, [_linear(graph, joined, "act")], "act.inner"), "act_score")
    shares = graph.add("Softmax", [acts], "acts.row", axis=-1)
    graph.add("Squeeze", [shares, graph.integers("unrow", 0)], "acts")
    found = _found(graph, flat, outside)
    chance = graph.add("Sigmoid", [_relevance(graph, found, content)], "relevance.column")
    graph.add("Squeeze", [chance, graph.integers("uncolumn", 1)], "relevance")
    graph.add("Softmax", [_stances(graph, found, content, around)], "stances", axis=-1)


def _average(graph: Graph, chosen: str, flat: str, name: str) -> str:
    count = graph.add("ReduceSum", [chosen, AXIS], f"{name}.count", keepdims=1)
    least = graph.add("Max", [count, "one"], f"{name}.least")
    share = graph.add("Div", [chosen, least], f"{name}.share")
    total = graph.add("MatMul", [share, flat], f"head.{name}.mean")
    return graph.add("Identity", [total], name)


def _found(graph: Graph, flat: str, outside: str) -> str:
    """What each issue finds in the content by attention: (J, HIDDEN)."""
    key = graph.add("Transpose", [_linear(graph, flat, "key")], "key.turned", perm=[1, 0])
    fit = graph.add("MatMul", [_linear(graph, "issues", "query"), key], "head.fit")
    scale = graph.constant("fit.scale", np.full(1, QUERY**-0.5, np.float32))
    far = graph.add("Mul", [outside, graph.constant("far", np.full(1, FORBIDDEN, np.float32))], "fit.far")
    kept = graph.add("Add", [graph.add("Mul", [fit, scale], "fit.scaled"), far], "fit.kept")
    chosen = graph.add("Softmax", [kept], "chosen", axis=-1)
    return graph.add("MatMul", [chosen, flat], "head.found")


def _relevance(graph: Graph, found: str, content: str) -> str:
    """How well each issue fits what it found and the content as a whole: (J, 1)."""
    seen = graph.add(
        "Mul", [_linear(graph, found, "relevance.found"), _linear(graph, "issues", "relevance.wanted")], "seen"
    )
    topic = _linear(graph, "issues", "relevance.topic")
    whole = graph.add("Mul", [topic, _linear(graph, content, "relevance.content")], "whole")
    own = _total(graph, graph.add("Sum", [seen, whole], "matched"), QUERY)
    fit = graph.add("Mul", [own, "fit.scale"], "relevance.scaled")
    product = graph.add("Mul", [_normal(graph, "issues"), _normal(graph, content)], "near.product")
    cosine = _total(graph, product, HIDDEN)
    near = graph.add("Mul", [cosine, graph.weight("relevance.near")], "near")
    return graph.add("Sum", [fit, near, graph.weight("relevance.base")], "relevance.scores")


def _normal(graph: Graph, source: str) -> str:
    length = graph.add("ReduceL2", [source, AXIS], f"{source}.length", keepdims=1)
    some = graph.add(
        "Max", [length, graph.constant(f"{source}.some", np.full(1, 1e-8, np.float32))], f"{source}.some.length"
    )
    return graph.add("Div", [source, some], f"{source}.normal")


def _total(graph: Graph, source: str, size: int) -> str:
    """The sum of each row, as a product: onnxruntime optimises a ReduceSum away here."""
    ones = graph.constant(f"{source}.ones", np.ones((size, 1), np.float32))
    return graph.add("MatMul", [source, ones], f"head.{source}.total")


def _stances(graph: Graph, found: str, content: str, around: str) -> str:
    both = graph.add("Mul", [found, "issues"], "stance.product")
    parts = [
        _linear(graph, found, "stance.found"),
        _linear(graph, "issues", "stance.issue", bias=False),
        _linear(graph, both, "stance.both", bias=False),
        _linear(graph, content, "stance.content", bias=False),
        _linear(graph, around, "stance.around", bias=False),
    ]
    inner = graph.fused(GELU, [graph.add("Sum", parts, "stance.mixed")], "stance.inner")
    return _linear(graph, inner, "stance.score")


def _linear(graph: Graph, source: str, name: str, *, bias: bool = True) -> str:
    matrix = graph.half(f"{name}.matrix", graph.array(f"{name}.weight").T)
    product = graph.add("MatMul", [source, matrix], f"head.{name}")
    return graph.add("Add", [product, graph.weight(f"{name}.bias")], f"{name}.biased") if bias else product
