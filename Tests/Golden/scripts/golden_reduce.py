"""Golden files of `tensor reduce`: x, further arrays of its stream, and what NumPy makes of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from scripts.golden import Record, random_for
from scripts.layout import Array

TYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"]
FUNCTIONS = ["sum", "mean", "max", "min", "argmax", "argmin", "norm", "var"]
WIDE = {"int32", "int64", "uint32", "uint64", "float64"}


def records(seed: str = "") -> Iterator[Record]:
    """Every function with every type, and more at random, drawn from a case's name and the seed."""
    for number in range(2 * len(FUNCTIONS) * len(TYPES)):
        function, kind = FUNCTIONS[number % len(FUNCTIONS)], TYPES[number // len(FUNCTIONS) % len(TYPES)]
        name = f"{function}-{kind}-{number // (len(FUNCTIONS) * len(TYPES))}"
        generator = random_for("reduce", name + seed)
        words, arrays, result = _case(generator, function, kind)
        if result.dtype.kind == "f":
            # Which NaN NumPy makes depends on the processor.
            result = np.where(np.isnan(result), result.dtype.type(np.nan), result)
        inputs = {"x": arrays[0]} | {"abcdef"[i]: a for i, a in enumerate(arrays[1:])}
        yield Record(name, "numpy", f"tensor reduce {function} {words}".strip(), inputs, {"y": result})


def _case(generator: np.random.Generator, function: str, kind: str):
    letters = ["NHWC", "NCHW", "NDHWC"][generator.integers(3)] if generator.random() < 0.2 else None
    rank = len(letters) if letters else int(generator.integers(0, 5))
    longest = [1, 3000, 60, 9, 6, 4][rank]
    shape = tuple(map(int, generator.integers(1, longest + 1, rank)))
    axes: list[int] | None = None
    words = []
    if rank and (letters or generator.random() < 0.75):
        axes = sorted(map(int, generator.choice(rank, generator.integers(1, rank + 1), replace=False)))
        if letters:
            words.append("--axis " + "".join(letters[axis] for axis in axes) + f" --layout {letters} --dims {rank - 2}")
        else:
            written = [axis - rank * int(generator.random() < 0.4) for axis in axes]
            words.append("--axis " + ",".join(map(str, generator.permutation(written))))
    if rank and function in ("sum", "norm") and generator.random() < 0.1:
        shape = shape[:-1] + (0,)
    across = bool(generator.random() < 0.4)
    keeps = bool(generator.random() < 0.4)
    if across:
        words.append("--over-stream")
    if keeps:
        words.append("--keep-dims")
    arrays = [_elements(generator, kind, shape, function) for _ in range(int(generator.integers(1, 5)) if across else 1)]
    # The stream is one more axis, before the others.
    whole = np.stack(arrays)
    reduced = [0] if across and axes is None else [axis + 1 for axis in (range(rank) if axes is None else axes)]
    if across and 0 not in reduced:
        reduced.insert(0, 0)
    kept = [axis for axis in range(whole.ndim) if axis not in reduced]
    lost = 0
    count = math.prod(whole.shape[axis] for axis in reduced)
    if function == "var" and count > 1 and generator.random() < 0.4:
        lost = 1
        words.append("--ddof 1")
    rows = whole.transpose(kept + reduced).reshape([whole.shape[axis] for axis in kept] + [count])
    result = _reduced(rows, function, lost)
    result = result.astype(_result_type(function, kind))
    if "float64" != result.dtype.name and function != "norm" and generator.random() < 0.2:
        target = "float64" if result.dtype.kind == "f" else "float32"
        words.append(f"--dtype {target}")
        # Rounded once: from the exact sum, not from a result that has been rounded.
        result = _reduced(rows, function, lost).astype(target)
    if keeps:
        lengths = [1 if axis in reduced else whole.shape[axis] for axis in range(1, whole.ndim)]
        result = result.reshape(lengths)
    elif not across:
        result = result.reshape(result.shape[1:])
    return " ".join(words), arrays, result


def _elements(generator: np.random.Generator, kind: str, shape: tuple[int, ...], function: str) -> Array:
    """Elements whose sums and squares are exact in float64, so that any order gives one result: extremes and
    exact sums of integers have the whole range of the type."""
    if kind == "bool":
        return np.asarray(generator.integers(0, 2, shape)).astype(bool)
    if np.dtype(kind).kind in "iu":
        limits = np.iinfo(kind)
        low, high = limits.min, limits.max
        if function in ("mean", "norm", "var"):
            low, high = max(low, -1000), min(high, 1000)
        elif function == "sum" and np.dtype(kind).itemsize == 8:
            low, high = (low // 8192, high // 8192)
        return np.asarray(generator.integers(low, high, shape, dtype=kind, endpoint=True))
    x = np.asarray(generator.integers(-400, 401, shape) / 8)
    drawn = generator.random()
    if drawn < 0.3 and function in ("max", "min", "argmax", "argmin"):
        x = np.where(generator.random(shape) < 0.1, -0.0, x)
    if drawn < 0.15 and x.size and function != "var":
        x = np.where(generator.random(shape) < 0.02, [np.nan, np.inf, -np.inf][generator.integers(3)], x)
    return np.asarray(x).astype(kind)


def _reduced(rows: Array, function: str, lost: int) -> Array:
    """Along the last axis; floats in float64."""
    numbers = rows.astype(np.float64)
    if function == "sum":
        return rows.sum(-1) if rows.dtype.kind in "biu" else numbers.sum(-1)
    if function == "mean":
        return numbers.mean(-1)
    if function == "norm":
        return np.sqrt((numbers * numbers).sum(-1))
    if function == "var":
        return np.apply_along_axis(lambda row: _variance(row, lost), -1, numbers) if rows.size else numbers.var(-1, ddof=lost)
    if function in ("argmax", "argmin"):
        return np.asarray(getattr(rows, function)(-1))
    # NumPy leaves it open which of equals is given: −0 and +0 are.
    places = np.expand_dims(rows.argmax(-1) if function == "max" else rows.argmin(-1), -1)
    return np.take_along_axis(rows, places, -1)[..., 0]


def _variance(row: Array, lost: int) -> float:
    """By exact arithmetic, rounded once."""
    values = [Fraction(float(value)) for value in row]
    mean = sum(values) / len(values)
    return float(sum((value - mean) ** 2 for value in values) / (len(values) - lost))


def _result_type(function: str, kind: str) -> str:
    match function:
        case "sum" if np.dtype(kind).kind in "bi":
            return "int64"
        case "sum" if np.dtype(kind).kind == "u":
            return "uint64"
        case "max" | "min":
            return kind
        case "argmax" | "argmin":
            return "int64"
    return "float64" if kind in WIDE else "float32"
