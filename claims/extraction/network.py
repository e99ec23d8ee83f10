"""How the networks of the trained models are run; no torch."""

from __future__ import annotations

from pathlib import Path

import onnxruntime


def open_network(path: Path) -> onnxruntime.InferenceSession:
    """Load an ONNX graph that runs on one thread: the same input always gives the same output.

    Several inputs at once, each on its thread, use the cores better than one input on several.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(path),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],  # the fused operator takes several times longer
    )
