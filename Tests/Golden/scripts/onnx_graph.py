"""Running a few ONNX nodes in the standard's reference evaluator."""

from __future__ import annotations

from onnx import NodeProto, TensorProto, helper
from onnx.reference import ReferenceEvaluator

from scripts.layout import Array

OPSET = 22


def run(nodes: list[NodeProto], inputs: dict[str, Array], outputs: list[str]) -> list[Array]:
    """The named outputs of a graph of nodes."""
    described = [
        helper.make_tensor_value_info(
            name, helper.np_dtype_to_tensor_dtype(array.dtype), array.shape
        )
        for name, array in inputs.items()
    ]
    # The evaluator goes by the arrays it is given; a graph must state some type for its outputs.
    results = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, None) for name in outputs]
    graph = helper.make_graph(nodes, "case", described, results)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    return ReferenceEvaluator(model).run(None, inputs)
