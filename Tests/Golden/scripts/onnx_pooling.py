"""Pooling by ONNX's reference evaluator: the standard's own definition."""

from __future__ import annotations

from onnx import helper

from scripts.layout import Array
from scripts.onnx_graph import run
from scripts.pooling import Pooling

_LOCAL = {"max": "MaxPool", "average": "AveragePool", "lp": "LpPool"}
# The evaluator lacks GlobalLpPool; LpPool with the whole plane as its kernel is the same.
_GLOBAL = {"max": "GlobalMaxPool", "average": "GlobalAveragePool"}


def pool(problem: Pooling, x: Array, indices: bool) -> list[Array]:
    """The result and, if asked for, the indices, in the file's layout."""
    options = problem.options
    if options.all and options.mode in _GLOBAL:
        node = helper.make_node(_GLOBAL[options.mode], ["x"], ["y"])
    else:
        outputs = ["y", "indices"] if indices else ["y"]
        node = helper.make_node(
            _LOCAL[options.mode], ["x"], outputs, **_of_mode(problem), **_of_window(problem)
        )
    results = run([node], {"x": problem.inside(x)}, list(node.output))
    return [problem.outside(result) for result in results]


def _of_mode(problem: Pooling) -> dict:
    if problem.options.mode != "lp":
        return {}
    if problem.options.p != int(problem.options.p):
        raise ValueError("ONNX's LpPool takes whole p only")
    return {"p": int(problem.options.p)}


def _of_window(problem: Pooling) -> dict:
    """The node's own words for the geometry, so that `same` is resolved by ONNX."""
    options, window = problem.options, problem.window
    attributes = {
        "kernel_shape": window.kernel,
        "strides": window.stride,
        "dilations": window.dilation,
        "ceil_mode": int(options.ceil_mode),
    }
    if options.padding.startswith("same"):
        attributes["auto_pad"] = "SAME_UPPER" if options.padding == "same" else "SAME_LOWER"
    else:
        attributes["pads"] = [*window.before, *window.after]
    if options.mode == "average":
        attributes["count_include_pad"] = int(options.count_include_pad)
    return attributes
