"""Pooling by JAX on the files' own layouts: a window reduction over whichever axes the letters name."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from scripts.layout import Array
from scripts.pooling import Pooling

jax.config.update("jax_enable_x64", True)


def pool(problem: Pooling, x: Array, indices: bool) -> list[Array]:
    """The result in the file's layout; JAX gives no indices."""
    if indices:
        raise ValueError("JAX has no indices")
    return [np.asarray(forward(problem, jnp.asarray(x)))]


def forward(problem: Pooling, x: jax.Array) -> jax.Array:
    """The result, differentiable where `x` is of a floating-point type."""
    if problem.window is None:
        raise ValueError("JAX has no adaptive windows")
    match problem.options.mode:
        case "max":
            return _reduce(problem, x, _lowest(x.dtype), jax.lax.max)
        case "min":
            return _reduce(problem, x, _highest(x.dtype), jax.lax.min)
        case "average":
            return _sum(problem, x.astype(jnp.float64)) / _divisor(problem, x.shape)
        case _:
            p = problem.options.p
            return _sum(problem, jnp.abs(x) ** p) ** (1 / p)


def _sum(problem: Pooling, x: jax.Array) -> jax.Array:
    return _reduce(problem, x, 0.0, jax.lax.add)


def _divisor(problem: Pooling, shape: tuple[int, ...]) -> jax.Array | float:
    """How many cells each window holds, counted by pooling ones."""
    if problem.options.divisor:
        return float(problem.options.divisor)
    if not problem.options.count_include_pad:
        return _sum(problem, jnp.ones(shape))
    padded = jnp.pad(jnp.ones(shape), _widths(problem), constant_values=1.0)
    return _reduce(problem, padded, 0.0, jax.lax.add, padded=True)


def _reduce(problem: Pooling, x: jax.Array, start, operation, padded: bool = False) -> jax.Array:
    """XLA has no ceil mode: the last window's overhang becomes padding after, which `start` fills."""
    window, space = problem.window, problem.options.space
    widths = []
    for axis, letter in enumerate(space):
        reach = (problem.output[axis] - 1) * window.stride[axis] + window.effective[axis]
        before = window.before[axis]
        after = reach - before - problem.size[axis]
        widths.append((0, after - window.after[axis]) if padded else (before, after))

    def for_all(values, default):
        named = dict(zip(space, values))
        return tuple(named.get(letter, default) for letter in problem.like)

    return jax.lax.reduce_window(
        x,
        np.asarray(start, x.dtype),
        operation,
        window_dimensions=for_all(window.kernel, 1),
        window_strides=for_all(window.stride, 1),
        padding=for_all(widths, (0, 0)),
        window_dilation=for_all(window.dilation, 1),
    )


def _widths(problem: Pooling) -> list[tuple[int, int]]:
    pairs = dict(zip(problem.options.space, problem.window.pairs))
    return [pairs.get(letter, (0, 0)) for letter in problem.like]


def _lowest(dtype: np.dtype) -> float | int:
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _highest(dtype: np.dtype) -> float | int:
    return np.inf if dtype.kind == "f" else np.iinfo(dtype).max
