"""Convolution by JAX in float64, on the files' own layouts: XLA's letters, not our transpositions, move the axes."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from scripts.convolution import Convolution
from scripts.layout import Array
from scripts.plain import NUMPY_PAD

jax.config.update("jax_enable_x64", True)


def conv(problem: Convolution, x: Array, weight: Array, bias: Array | None) -> Array:
    """The result in the files' layouts. Arrays that lack axes go in as (N, C, space) and (O, I, space)."""
    whole = len(problem.like) == problem.dims + 2 and not problem.per_channel
    data, weights = problem.data, problem.weights
    if not whole:
        data, weights = "NC" + problem.options.space, "OI" + problem.options.space
        x, weight = problem.inside(x), problem.inside_weight(weight)
    if problem.options.flip:
        weight = np.flip(weight, [weights.index(letter) for letter in problem.options.space])
    if problem.options.transpose:
        y = _adjoint(problem, x, weight, data, weights)
    else:
        y = _direct(problem, x, weight, data, weights)
    if bias is not None:
        axes = [axis for axis, letter in enumerate(data) if letter != "C"]
        y = y + jnp.expand_dims(bias, axes)
    result = np.asarray(y)
    return result if whole else problem.outside(result)


def _direct(problem: Convolution, x: Array, weight: Array, data: str, weights: str) -> jax.Array:
    window, space = problem.window, problem.options.space
    padding = dict(zip(space, window.pairs))
    if problem.options.pad_mode != "zero":
        widths = [padding.get(letter, (0, 0)) for letter in data]
        x = _pad(problem, x, data, widths)
        padding = dict.fromkeys(space, (0, 0))
    # XLA takes the order of the spatial axes from the weight's letters.
    order = [letter for letter in weights if letter in space]
    stride, dilation = dict(zip(space, window.stride)), dict(zip(space, window.dilation))
    named = {"same": "SAME", "same-lower": "SAME_LOWER"}.get(problem.options.padding)
    by_name = named is not None and problem.options.pad_mode == "zero" and max(window.dilation) == 1
    return jax.lax.conv_general_dilated(
        x,
        weight,
        window_strides=[stride[letter] for letter in order],
        padding=named if by_name else [padding[letter] for letter in order],
        rhs_dilation=[dilation[letter] for letter in order],
        dimension_numbers=(data, weights, data),
        feature_group_count=problem.groups,
        precision=jax.lax.Precision.HIGHEST,
    )


def _adjoint(problem: Convolution, x: Array, weight: Array, data: str, weights: str) -> jax.Array:
    extent = dict(zip(problem.options.space, problem.size))
    extent["N"] = x.shape[data.index("N")]
    extent["C"] = weight.shape[weights.index("I")] * problem.groups
    shape = jax.ShapeDtypeStruct(tuple(extent[letter] for letter in data), jnp.float64)
    transposed = jax.linear_transpose(
        lambda values: _direct(problem, values, weight, data, weights), shape
    )
    return transposed(jnp.asarray(x))[0]


def _pad(problem: Convolution, x: Array, data: str, widths: list[tuple[int, int]]) -> jax.Array:
    options = problem.options
    match options.pad_name:
        case "constant":
            return jnp.pad(x, widths, constant_values=options.pad_value)
        case "mean":
            axes = [data.index(letter) for letter in options.space]
            inside = jnp.pad(jnp.ones(x.shape), widths)
            return jnp.pad(x, widths) + (1 - inside) * jnp.mean(x, axis=axes, keepdims=True)
        case name:
            return jnp.pad(x, widths, mode=NUMPY_PAD[name])
