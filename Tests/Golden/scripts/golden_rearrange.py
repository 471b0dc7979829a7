"""Golden files of the verbs of `tensor` that move elements: x, further inputs, and what NumPy makes of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from scripts import layout
from scripts.golden import Record, random_for
from scripts.layout import Array

TYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"]
OPERATOR = "rearrange"
NUMPY_MODES = {"zero": "constant", "reflect": "reflect", "symmetric": "symmetric", "replicate": "edge", "circular": "wrap"}


def records(seed: str = "") -> Iterator[Record]:
    """Every case, drawn from its own name and the seed."""
    kinds = {
        "slice": (_slice, 60), "reshape": (_reshape, 25), "permute": (_permute, 30), "flip": (_flip, 20),
        "cat": (_cat, 20), "stack": (_stack, 20), "split": (_split, 25), "convert": (_convert, 48), "pad": (_pad, 72),
    }
    for kind, (make, count) in kinds.items():
        for number in range(count):
            name = f"{kind}-{number:02}"
            generator = random_for(OPERATOR, name + seed)
            words, inputs, results = make(generator, number)
            results = {"y": results[0]} if len(results) == 1 else {f"y{i}": y for i, y in enumerate(results)}
            inputs = {"x": inputs[0]} | {"abcdef"[i]: a for i, a in enumerate(inputs[1:])}
            yield Record(name, "numpy", f"tensor {kind} {words}".strip(), inputs, results)


def _bits(generator: np.random.Generator, kind: str, shape: tuple[int, ...]) -> Array:
    """Elements of any bits: NaN with payloads, subnormals, integers that no float holds."""
    if kind == "bool":
        return np.asarray(generator.integers(0, 2, shape)).astype(bool)
    count = math.prod(shape) * np.dtype(kind).itemsize
    return np.frombuffer(generator.bytes(count), dtype=kind).reshape(shape)


def _shape(generator: np.random.Generator, low: int = 0, high: int = 4, longest: int = 6) -> tuple[int, ...]:
    lengths = generator.integers(1, longest + 1, generator.integers(low, high + 1))
    if generator.random() < 0.06 and lengths.size:
        lengths[generator.integers(lengths.size)] = 0
    return tuple(map(int, lengths))


def _any(generator: np.random.Generator, number: int, **limits: int) -> Array:
    return _bits(generator, TYPES[number % len(TYPES)], _shape(generator, **limits))


def _axis(generator: np.random.Generator, rank: int) -> int:
    return int(generator.integers(-rank, rank))


def _slice(generator: np.random.Generator, number: int):
    x = _any(generator, number, low=0 if number % 20 == 0 else 2)

    def item(length: int) -> str:
        if length > 0 and generator.random() < 0.25:
            return str(generator.integers(-length, length))
        start, stop = (str(generator.integers(-length - 2, length + 3)) if generator.random() < 0.6 else "" for _ in range(2))
        steps = ["", ":", ":1", ":2", ":3", ":-1", ":-2", ":-4"]
        return f"{start}:{stop}{generator.choice(steps)}"

    items = [item(length) for length in x.shape[: generator.integers(min(x.ndim, 1), x.ndim + 1)]]
    if generator.random() < 0.4:
        # What stands after the ellipsis belongs to the last axes.
        at = int(generator.integers(0, max(len(items), 1)))
        after = [item(length) for length in x.shape[x.ndim - (len(items) - at) :]] if at < len(items) else []
        items = [*items[:at], "...", *after]
    if generator.random() < 0.3 or not items:
        items.insert(int(generator.integers(0, len(items) + 1)), "newaxis")
    text = ",".join(items)
    return text, [x], [np.asarray(eval(f"x[{text},]", {"x": x, "newaxis": None}))]


def _reshape(generator: np.random.Generator, number: int):
    x = _any(generator, number)
    factors: list[int] = []
    rest = x.size
    for divisor in (2, 3, 5, 7):
        while rest > 0 and rest % divisor == 0:
            factors.append(divisor)
            rest //= divisor
    lengths = [1] * int(generator.integers(1 if factors else 0, 5))
    for factor in factors:
        lengths[generator.integers(len(lengths))] *= factor
    if x.size == 0:
        lengths = [0, *lengths]
    elif lengths and generator.random() < 0.5:
        lengths[generator.integers(len(lengths))] = -1
    return ",".join(map(str, lengths)) or "-1", [x], [x.reshape(lengths or [-1])]


def _permute(generator: np.random.Generator, number: int):
    names = ["NCHW:NHWC", "NHWC:NCHW", "OIHW:HWIO", "HWIO:OIHW", "NCDHW:NDHWC", "WH:HW"]
    if number % 5 == 0:
        name = names[number // 5 % len(names)]
        source, target = name.split(":")
        x = _any(generator, number, low=len(source), high=len(source))
        return name, [x], [x.transpose([source.index(letter) for letter in target])]
    x = _any(generator, number, low=1, high=5)
    order = generator.permutation(x.ndim)
    written = [int(axis) - x.ndim * int(generator.random() < 0.3) for axis in order]
    return ",".join(map(str, written)), [x], [x.transpose(order)]


def _flip(generator: np.random.Generator, number: int):
    x = _any(generator, number, low=1)
    axes = generator.choice(x.ndim, generator.integers(1, x.ndim + 1), replace=False)
    written = [int(axis) - x.ndim * int(generator.random() < 0.3) for axis in axes]
    return ",".join(map(str, written)), [x], [np.flip(x, tuple(axes))]


def _cat(generator: np.random.Generator, number: int):
    x = _any(generator, number, low=1)
    axis = _axis(generator, x.ndim)
    arrays = [x]
    for _ in range(generator.integers(1, 4)):
        shape = list(x.shape)
        shape[axis] = int(generator.integers(0, 5))
        arrays.append(_bits(generator, str(x.dtype), tuple(shape)))
    return f"--axis {axis}", arrays, [np.concatenate(arrays, axis)]


def _stack(generator: np.random.Generator, number: int):
    x = _any(generator, number)
    axis = _axis(generator, x.ndim + 1)
    arrays = [x, *(_bits(generator, str(x.dtype), x.shape) for _ in range(generator.integers(1, 4)))]
    return f"--axis {axis}", arrays, [np.stack(arrays, axis)]


def _split(generator: np.random.Generator, number: int):
    x = _any(generator, number, low=1, longest=8)
    while x.size == 0:
        x = _any(generator, number, low=1, longest=8)
    axis = _axis(generator, x.ndim)
    length = x.shape[axis]
    match number % 4:
        case 0:
            return f"--axis {axis}", [x], [np.take(x, i, axis) for i in range(length)]
        case 1:
            size = int(generator.integers(1, length + 1))
            return f"--axis {axis} --length {size}", [x], np.split(x, range(size, length, size), axis)
        case 2:
            parts = int(generator.choice([n for n in range(1, length + 1) if length % n == 0]))
            return f"--axis {axis} --parts {parts}", [x], np.split(x, parts, axis)
        case _:
            cuts = sorted(int(generator.integers(0, length + 1)) for _ in range(generator.integers(1, 4)))
            return f"--axis {axis} --at {','.join(map(str, cuts))}", [x], np.split(x, cuts, axis)


def _numbers(generator: np.random.Generator, kind: str) -> Array:
    """Numbers of a type: ends of ranges, halves, what does not fit elsewhere."""
    if kind == "bool":
        return generator.integers(0, 2, 24).astype(bool)
    if np.dtype(kind).kind in "iu":
        limits = np.iinfo(kind)
        drawn = generator.integers(limits.min, limits.max, 40, dtype=kind, endpoint=True)
        small = generator.integers(max(limits.min, -130), 100, 20).astype(kind)
        return np.concatenate([drawn, small, np.array([limits.min, limits.max, 0, 1], kind)])
    special = [0.0, -0.0, np.inf, -np.inf, np.nan, 0.5, -0.5, 1.5, 2.5, -2.5, 127.5, 128.0, -128.5, 255.5, 65504, 65519.96, 65520]
    drawn = generator.standard_normal(40) * np.exp2(generator.integers(-30, 70, 40))
    with np.errstate(over="ignore"):
        return np.concatenate([drawn, generator.integers(-600, 600, 20) / 4, special]).astype(kind)


def _rounded(value: Fraction, rule: str) -> int:
    """A whole number by a rule: Python rounds fractions exactly, ties to even."""
    return {"nearest": round, "down": math.floor, "up": math.ceil, "zero": math.trunc}[rule](value)


def _converted(value: np.generic, kind: str, rule: str):
    """One element in another type, by exact arithmetic."""
    if kind == "bool":
        return bool(value != 0)
    if np.dtype(kind).kind == "f":
        if value.dtype.kind in "iu":
            # Rounded once, to as many bits as the type has, where float64 does not hold it.
            unit = 2 ** max(int(value).bit_length() - np.finfo(kind).nmant - 1, 0)
            number = float(round(Fraction(int(value), unit)) * unit)
        else:
            number = float(value)
        with np.errstate(over="ignore"):
            return np.dtype(kind).type(number)
    limits = np.iinfo(kind)
    if value.dtype.kind == "f" and not np.isfinite(value):
        return 0 if np.isnan(value) else limits.max if value > 0 else limits.min
    exact = Fraction(int(value)) if value.dtype.kind in "biu" else Fraction(float(value))
    return min(max(_rounded(exact, rule), limits.min), limits.max)


def _convert(generator: np.random.Generator, number: int):
    source = TYPES[number % len(TYPES)]
    target = TYPES[(number * 5 + number // len(TYPES)) % len(TYPES)]
    x = _numbers(generator, source)
    rule = str(generator.choice(["nearest", "down", "up", "zero"])) if number % 3 == 0 else "nearest"
    option = f" --rounding {rule}" if number % 3 == 0 else ""
    y = x if source == target else np.array([_converted(value, target, rule) for value in x], dtype=target)
    return target + option, [x], [y]


def _pad(generator: np.random.Generator, number: int):
    kind = TYPES[number % len(TYPES)]
    dims = 1 + number // 2 % 3
    mode = ["zero", "constant", "reflect", "symmetric", "replicate", "circular", "mean"][number % 7]
    space = layout.SPACE[dims]
    letters = "N" + space + "C"
    stated = number % 3 == 1
    if stated:
        letters = "".join(generator.permutation(list(letters)))
    rank = dims + int(generator.integers(0, 3))
    own = layout.present(letters, rank, dims)
    lengths = {letter: int(generator.integers(1, 6)) for letter in own}
    shape = tuple(lengths[letter] for letter in own)

    amounts = []
    for letter in space:
        limit = {"reflect": lengths[letter] - 1, "symmetric": lengths[letter], "circular": lengths[letter]}.get(mode, 7)
        amounts.append(tuple(int(n) for n in generator.integers(0, limit + 1, 2)))
    widths = [amounts[space.index(letter)] if letter in space else (0, 0) for letter in own]
    words = ["--padding " + ",".join(f"{before}:{after}" for before, after in amounts)]
    if dims != 2:
        words.append(f"--dims {dims}")
    if stated:
        words.append(f"--layout {letters}")

    if mode in NUMPY_MODES:
        x = _bits(generator, kind, shape)
        if mode != "zero" or number % 2:
            words.append(f"--pad-mode {mode}")
        return " ".join(words), [x], [np.pad(x, widths, NUMPY_MODES[mode])]
    # Small numbers, whose sums are exact in any order.
    x = generator.integers(0, 2 if kind == "bool" else 100, shape).astype(kind)
    computed = "float64" if kind in ("int32", "int64", "uint32", "uint64", "float64") else "float32"
    if mode == "constant":
        value = [3, -1, 0.1, 1e30, 1][number // 7 % 5]
        words.append(f"--pad-mode constant:{value}")
        held = np.dtype(computed).type(value)
        # float16 holds what it gives back; integers what they are.
        with np.errstate(over="ignore", invalid="ignore"):
            fits = np.dtype(kind).kind == "f" and np.dtype(computed).type(np.dtype(kind).type(held)) == held
        if np.dtype(kind).kind in "iu":
            limits = np.iinfo(kind)
            fits = float(held).is_integer() and limits.min <= int(held) <= limits.max
        if kind == "bool":
            fits = value in (0, 1)
        return " ".join(words), [x], [np.pad(x.astype(kind if fits else computed), widths, constant_values=held)]
    words.append("--pad-mode mean")
    y = x.astype(computed)
    inside = layout.to_inside(x.astype(np.float64), letters, dims)
    means = inside.mean(axis=tuple(range(2, 2 + dims)), keepdims=True).astype(computed)
    padded = np.broadcast_to(means, inside.shape[:2] + tuple(n + b + a for n, (b, a) in zip(inside.shape[2:], amounts))).copy()
    padded[(slice(None), slice(None), *(slice(b, b + n) for n, (b, _) in zip(inside.shape[2:], amounts)))] = layout.to_inside(y, letters, dims)
    result = layout.from_inside(padded, letters, dims, own)
    if "C" in own and "C" not in layout.present(letters, result.ndim, dims):
        result = np.expand_dims(result, own.index("C"))
    return " ".join(words), [x], [result.reshape([n + sum(w) for n, w in zip(shape, widths)])]
