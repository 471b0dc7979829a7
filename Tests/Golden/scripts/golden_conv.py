"""Golden files of conv: x, weight, perhaps bias, y."""

from __future__ import annotations

from collections.abc import Iterator

from scripts import jax_convolution, onnx_convolution, torch_convolution
from scripts.conv_cases import Case, cases
from scripts.convolution import Convolution
from scripts.golden import Record, agree, draw, random_for
from scripts.options import parse

ORACLES = {
    "torch": torch_convolution.conv,
    "onnx": onnx_convolution.conv,
    "jax": jax_convolution.conv,
}


def records() -> Iterator[Record]:
    """Every case, computed and checked."""
    return map(_record, cases())


def _record(case: Case) -> Record:
    problem = Convolution.of(parse(case.command), case.x, case.weight)
    generator = random_for("conv", case.name)
    inputs = {"x": draw(generator, case.x), "weight": draw(generator, case.weight)}
    bias = draw(generator, (problem.bias_count(case.weight),)) if case.bias else None
    if bias is not None:
        inputs["bias"] = bias
    y = ORACLES[case.oracle](problem, inputs["x"], inputs["weight"], bias)
    agree(case.name, y, problem.plain(inputs["x"], inputs["weight"], bias))
    return Record(case.name, case.oracle, case.command, inputs, {"y": y})
