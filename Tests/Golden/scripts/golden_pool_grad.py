"""Golden files of pool-grad: input or indices, dOutput, perhaps like, dInput."""

from __future__ import annotations

from collections.abc import Iterator

import jax
import numpy as np
import torch

from scripts import jax_pooling, torch_pooling
from scripts.golden import Record, agree, draw, draw_kind, random_for
from scripts.layout import Array
from scripts.options import parse
from scripts.pool_grad_cases import Case, cases
from scripts.pooling import Pooling


def records() -> Iterator[Record]:
    """Every case, computed and checked."""
    return map(_record, cases())


def _record(case: Case) -> Record:
    problem = Pooling.of(parse(case.command), case.x)
    generator = random_for("pool-grad", case.name)
    x = draw_kind(generator, case.data, case.x)
    d_output = draw(generator, problem.outside(np.empty((*problem.inside(x).shape[:2], *problem.output))).shape)
    gradient = _by_torch if case.oracle == "torch" else _by_jax
    d_input = gradient(problem, x, d_output)
    agree(case.name, d_input, problem.plain_grad(x, d_output))
    command, inputs = case.command, {}
    if case.source == "input":
        inputs["input"] = x
    else:
        inputs["indices"] = problem.plain_indices(x)
    inputs["dOutput"] = d_output
    if case.source == "like":
        inputs["like"] = x
    elif case.source == "shape":
        command += f" --input-shape {','.join(map(str, case.x))}"
    return Record(case.name, case.oracle, command, inputs, {"dInput": d_input})


def _by_torch(problem: Pooling, x: Array, d_output: Array) -> Array:
    data = torch.from_numpy(problem.inside(x)).requires_grad_()
    y, _ = torch_pooling.forward(problem, data)
    y.backward(torch.from_numpy(problem.inside(d_output)))
    return problem.outside(data.grad.numpy())


def _by_jax(problem: Pooling, x: Array, d_output: Array) -> Array:
    _, adjoint = jax.vjp(lambda data: jax_pooling.forward(problem, data), jax.numpy.asarray(x))
    return np.asarray(adjoint(jax.numpy.asarray(d_output))[0])
