"""Convolution by ONNX's reference evaluator in float64: the standard's own definition."""

from __future__ import annotations

import numpy as np
from onnx import helper

from scripts.convolution import Convolution
from scripts.layout import Array
from scripts.onnx_graph import run
from scripts.plain import NUMPY_PAD

def conv(problem: Convolution, x: Array, weight: Array, bias: Array | None) -> Array:
    """The result in the files' layouts, by a Conv or ConvTranspose node after a Pad node if one is needed."""
    inside_weight = problem.inside_weight(weight)
    if problem.options.flip:
        inside_weight = np.flip(inside_weight, axis=tuple(range(2, inside_weight.ndim)))
    inputs = {"x": problem.inside(x), "w": np.ascontiguousarray(inside_weight)}
    if bias is not None:
        inputs["b"] = bias
    nodes = []
    if problem.options.pad_mode != "zero":
        pads = [0, 0, *problem.window.before, 0, 0, *problem.window.after]
        value = np.array(problem.options.pad_value)
        inputs |= {"pads": np.array(pads), "value": value}
        mode = NUMPY_PAD.get(problem.options.pad_name, "constant")
        nodes.append(helper.make_node("Pad", ["x", "pads", "value"], ["padded"], mode=mode))
    data = "padded" if nodes else "x"
    operands = [data, "w", "b"] if bias is not None else [data, "w"]
    attributes = {
        "kernel_shape": problem.window.kernel,
        "strides": problem.window.stride,
        "dilations": problem.window.dilation,
        "group": problem.groups,
    }
    if not nodes:
        attributes |= _padding(problem)
    operator = "ConvTranspose" if problem.options.transpose else "Conv"
    nodes.append(helper.make_node(operator, operands, ["y"], **attributes))
    return problem.outside(run(nodes, inputs, ["y"])[0])


def _padding(problem: Convolution) -> dict:
    """The node's own words for the padding, so that `same` is resolved by ONNX."""
    options, window = problem.options, problem.window
    if options.padding.startswith("same") and not options.output_size:
        return {"auto_pad": "SAME_UPPER" if options.padding == "same" else "SAME_LOWER"}
    attributes: dict = {"pads": [*window.before, *window.after]}
    if options.transpose:
        least = window.smallest_input(problem.output)
        attributes["output_padding"] = [n - m for n, m in zip(problem.size, least)]
    return attributes
