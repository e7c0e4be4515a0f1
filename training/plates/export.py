"""Writes a net as ONNX with its weights in half precision; they are widened when the file is loaded."""

import copy
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

LEAST_VALUES = 64
"""Shorter weights (offsets) are kept whole."""


def write_onnx(
    net: nn.Module, path: Path, example: Tensor, inputs: Sequence[str], outputs: Sequence[str], *, free: Sequence[int]
) -> None:
    """The net at `path`; the axes `free` of its inputs and outputs may have any length."""
    plain = copy.deepcopy(net).to(memory_format=torch.contiguous_format).eval()  # type: ignore[call-overload]
    axes = {name: {axis: f"axis{axis}" for axis in free} for name in (*inputs, *outputs)}
    torch.onnx.export(
        plain,
        (example,),
        str(path),
        dynamo=False,
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_axes=axes,
    )
    model = onnx.load(str(path))
    halve(model)
    onnx.save(model, str(path))


def halve(model: onnx.ModelProto) -> None:
    """Stores long weights as float16, each with a cast back before its use; in place."""
    graph, casts = model.graph, []
    for weight in graph.initializer:
        if weight.data_type != TensorProto.FLOAT or np.prod(weight.dims) < LEAST_VALUES:
            continue
        name = weight.name
        half = numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), f"{name}_half")
        weight.CopyFrom(half)
        casts.append(helper.make_node("Cast", [half.name], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
