"""Golden files of `tensor map`: random formulas, their arrays, and what NumPy makes of them.

Each operation is done by itself in the compute type T, as docs/numerics.md says: with NumPy's arithmetic, which is
correctly rounded, and for functions that IEEE 754 does not define with 40 digits, rounded once to float64 and once to T.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import mpmath
import numpy as np

from scripts.golden import Record, random_for
from scripts.layout import Array

COUNT = 300
TYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"]
WIDE = {"int32", "int64", "uint32", "uint64", "float64"}
# How tightly an operator binds, from the loosest.
OR, AND, COMPARISON, SUM, PRODUCT, SIGN, POWER, PRIMARY = range(1, 9)
BINARY = {"|": OR, "&": AND, "<": COMPARISON, "<=": COMPARISON, ">": COMPARISON, ">=": COMPARISON, "==": COMPARISON, "!=": COMPARISON,
          "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER, "**": POWER}
PLAIN = ["abs", "sqrt", "floor", "ceil", "round", "isnan", "relu"]
ELEMENTARY = ["exp", "log", "sin", "cos", "tanh", "sigmoid", "gelu"]
TRUTHS = {"|", "&", "<", "<=", ">", ">=", "==", "!=", "!", "isnan"}
CONSTANTS = {"pi": np.pi, "e": np.e, "inf": np.inf, "nan": np.nan}

mpmath.mp.dps = 40


@dataclass
class Node:
    """A number, a name, an operator or a call."""

    word: str
    operands: list[Node] = field(default_factory=list)

    @property
    def is_number(self) -> bool:
        return all(o.is_number for o in self.operands) if self.operands else self.word[0] in "0123456789." or self.word in CONSTANTS

    @property
    def is_truth(self) -> bool:
        return self.word in TRUTHS or self.word == "where" and all(o.is_truth for o in self.operands[1:])


def records(seed: str = "") -> Iterator[Record]:
    """Every case, drawn from its own name and the seed."""
    for number in range(COUNT):
        # Functions and powers in float64 are not always correctly rounded: there only the outermost is one, and may be off by one ULP.
        kind = "ulp" if number % 15 == 14 else "exact"
        name = f"{kind}-{number:03}"
        yield _case(name, random_for("map", name + seed), kind)
    for function in FUNCTIONS:
        # Every 1046527th bit pattern of float32, which is prime to all.
        x = np.arange(0, 2**32, 1046527, dtype=np.uint64).astype(np.uint32).view(np.float32)
        with np.errstate(all="ignore"):
            y = _elementwise(FUNCTIONS[function], x).astype(np.float32)
        yield Record(f"table-{function}", "mpmath", f"tensor map {function}(x)", {"x": x}, {"y": np.where(np.isnan(y), np.float32(np.nan), y)})
    for function in [*FUNCTIONS, "power"]:
        name = f"ulp-table-{function}"
        yield _wide_table(name, function, random_for("map", name + seed))


def _wide_table(name: str, function: str, generator: np.random.Generator) -> Record:
    """A function in float64, of numbers of all sizes that have a result."""
    signs = generator.choice([-1.0, 1.0], (2, 400))
    x = np.concatenate([signs[0] * 2.0 ** generator.uniform(-60, 4, 400), signs[1] * 2.0 ** generator.uniform(-3, 10, 400)])
    if function in ("sin", "cos"):
        x[:100] = signs[0, :100] * 2.0 ** generator.uniform(28, 1023, 100)
    if function == "log":
        x = np.concatenate([np.abs(x[:400]), 2.0 ** generator.uniform(-1074, 1023, 400), 1 + x[:400] / 16])
    if function != "power":
        with np.errstate(all="ignore"):
            return Record(name, "mpmath", f"tensor map {function}(x)", {"x": x}, {"y": _elementwise(FUNCTIONS[function], x)})
    x = np.abs(x)
    # Of results in the range, and near 1 of large exponents.
    b = generator.uniform(-1000, 1000, x.size) / np.maximum(np.abs(np.log2(x)), 1e-6)
    with np.errstate(all="ignore"):
        return Record(name, "mpmath", "tensor map x^a", {"x": x, "a": b}, {"y": _power(Node("a"), x, b)})


def _case(name: str, generator: np.random.Generator, kind: str) -> Record:
    while True:
        names = ["x", "a", "b", "c"][: int(generator.integers(1, 5))]
        types = [str(generator.choice(TYPES if generator.random() < 0.4 else ["float32", "float16", "uint8"])) for _ in names]
        if kind == "ulp":
            types[0] = "float64"
        t = np.float64 if WIDE & set(types) else np.float32
        functions = ELEMENTARY if t is np.float32 else []
        tree = _tree(generator, int(generator.integers(1, 6)), names, functions)
        if kind == "ulp":
            function = str(generator.choice([*ELEMENTARY, "^"]))
            exponents = [Node(str(generator.choice(["10", "1.5", "7", ".25", "40"]))), Node(str(generator.choice(names)))]
            tree = Node(function, [tree, exponents[generator.integers(2)]] if function == "^" else [tree])
        used = [n for n in names if _names(tree) >= {n}]
        if "x" in used and used == names and not (tree.operands == []):
            break
    shape = tuple(map(int, generator.integers(1, 6, generator.integers(0, 4))))
    arrays = {n: _elements(generator, k, _stretched(generator, shape)) for n, k in zip(names, types)}
    with np.errstate(all="ignore"):
        value = np.asarray(_value(tree, {n: a.astype(t) for n, a in arrays.items()}, t))
    full = np.broadcast_shapes(*(a.shape for a in arrays.values()))
    y = np.array(np.broadcast_to(value, full))
    y = y != 0 if tree.is_truth else np.where(np.isnan(y), t(np.nan), y).astype(t)
    return Record(name, "numpy", f"tensor map {_text(generator, tree, OR)}", arrays, {"y": np.asarray(y)})


def _names(node: Node) -> set[str]:
    own = {node.word} if node.word in {"x", "a", "b", "c"} else set()
    return own.union(*map(_names, node.operands)) if node.operands else own


def _stretched(generator: np.random.Generator, shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape that broadcasts to another."""
    if generator.random() < 0.5:
        return shape
    kept = shape[generator.integers(0, len(shape) + 1) :]
    return tuple(1 if generator.random() < 0.4 else length for length in kept)


def _elements(generator: np.random.Generator, kind: str, shape: tuple[int, ...]) -> Array:
    if kind == "bool":
        return np.asarray(generator.integers(0, 2, shape)).astype(bool)
    if np.dtype(kind).kind in "iu":
        limits = np.iinfo(kind)
        return np.asarray(generator.integers(max(limits.min, -(2**40)), min(limits.max, 2**40), shape, dtype=kind, endpoint=True))
    x = generator.standard_normal(shape) * 2.0 ** generator.integers(-4, 5, shape)
    x = np.where(generator.random(shape) < 0.2, generator.integers(-3, 4, shape) / 2, x)
    special = generator.choice([0.0, -0.0, np.inf, -np.inf, np.nan, 1e-40, 300.0, -300.0], shape)
    return np.asarray(np.where(generator.random(shape) < 0.08, special, x)).astype(kind)


def _tree(generator: np.random.Generator, depth: int, names: list[str], functions: list[str]) -> Node:
    def below() -> Node:
        return _tree(generator, depth - 1, names, functions)

    if depth == 0 or generator.random() < 0.1:
        if generator.random() < 0.25:
            return Node(str(generator.choice(["0.5", "2", "3", "1e-3", ".25", "7", "0", "1", "pi", "e", "1.5e2"])))
        return Node(str(generator.choice(names)))
    drawn = generator.random()
    if drawn < 0.5:
        return Node(str(generator.choice(["+", "-", "*", "/", "+", "-", "*", "<", "<=", ">", ">=", "==", "!=", "&", "|"])), [below(), below()])
    if drawn < 0.58:
        exponents = ["2", "3", "0.5", "1", "0", "-2"] + (["10", "1.5", "b"] if functions else [])
        exponent = str(generator.choice(exponents))
        if exponent == "b":
            return Node(str(generator.choice(["^", "**"])), [below(), Node(str(generator.choice(names)))])
        power = Node("negative", [Node(exponent[1:])]) if exponent[0] == "-" else Node(exponent)
        return Node(str(generator.choice(["^", "**"])), [below(), power])
    if drawn < 0.66:
        return Node(str(generator.choice(["negative", "!"])), [below()])
    if drawn < 0.76:
        return Node(str(generator.choice(["min", "max"])), [below(), below()])
    if drawn < 0.82:
        return Node(str(generator.choice(["where", "clamp"])), [below(), below(), below()])
    if functions and drawn < 0.92:
        return Node(str(generator.choice(functions)), [below()])
    return Node(str(generator.choice(PLAIN)), [below()])


def _text(generator: np.random.Generator, node: Node, level: int) -> str:
    """The formula, with no more brackets than it needs, and sometimes some more."""
    space = " " if generator.random() < 0.3 else ""
    operands = node.operands
    if not operands:
        own, text = PRIMARY, node.word
    elif node.word == "negative" or node.word == "!":
        own, text = SIGN, ("-" if node.word == "negative" else str(generator.choice(["!", "~"]))) + _text(generator, operands[0], SIGN)
    elif node.word in BINARY:
        own = BINARY[node.word]
        # From the left; comparisons stand alone; a power's exponent may have a sign, and is read from the right.
        left, right = (PRIMARY, SIGN) if own == POWER else (own + (own == COMPARISON), own + 1)
        if node.word == "|":
            space = ""  # The manifest's columns have spaces round it.
        text = f"{_text(generator, operands[0], left)}{space}{node.word}{space}{_text(generator, operands[1], right)}"
    else:
        own, text = PRIMARY, f"{node.word}({f',{space}'.join(_text(generator, o, OR) for o in operands)})"
    return f"({text})" if own < level or generator.random() < 0.05 else text


def _value(node: Node, arrays: dict[str, Array], t: type) -> Array:
    """What a formula is worth: in T, or in float64 where it is made of numbers alone."""
    own = np.float64 if node.is_number else t
    if not node.operands:
        if node.word in arrays:
            return arrays[node.word]
        return np.float64(CONSTANTS.get(node.word) or float(node.word))
    operands = [np.asarray(_value(o, arrays, t)).astype(own) for o in node.operands]
    return np.asarray(_operation(node, operands)).astype(own)


def _operation(node: Node, operands: list[Array]) -> Array:
    a, b, c = (*operands, None, None)[:3]
    match node.word:
        case "+": return a + b
        case "-": return a - b
        case "*": return a * b
        case "/": return a / b
        case "<": return a < b
        case "<=": return a <= b
        case ">": return a > b
        case ">=": return a >= b
        case "==": return a == b
        case "!=": return a != b
        case "&": return (a != 0) & (b != 0)
        case "|": return (a != 0) | (b != 0)
        case "!": return a == 0
        case "negative": return -a
        case "where": return np.where(a != 0, b, c)
        case "clamp": return _smaller(_larger(a, b), c)
        case "max": return _larger(a, b)
        case "min": return _smaller(a, b)
        case "relu": return _larger(a, np.zeros_like(a))
        case "isnan": return np.isnan(a)
        case "abs": return np.abs(a)
        case "sqrt": return np.sqrt(a)
        case "floor": return np.floor(a)
        case "ceil": return np.ceil(a)
        case "round": return np.rint(a)
        case "^" | "**": return _power(node.operands[1], a, b)
        case function: return _elementwise(FUNCTIONS[function], a)


def _larger(a: Array, b: Array) -> Array:
    return np.where((b > a) | np.isnan(b), b, a)


def _smaller(a: Array, b: Array) -> Array:
    return np.where((b < a) | np.isnan(b), b, a)


def _power(exponent: Node, a: Array, b: Array) -> Array:
    if exponent.is_number:
        number = float(np.asarray(_value(exponent, {}, np.float64)))
        if number == 0.5:
            return np.sqrt(a)
        if number in (-2, -1, 0, 1, 2, 3):
            square, result = a.astype(np.float64), np.ones_like(a, np.float64)
            rest = abs(int(number))
            while rest:
                if rest & 1:
                    result = result * square
                rest >>= 1
                if rest:
                    square = square * square
            return 1 / result if number < 0 else result
    a, b = np.broadcast_arrays(a.astype(np.float64), b.astype(np.float64))
    # NumPy has C's special cases, but the last bit is the system's.
    return np.array([_exact_power(x, y, z) for x, y, z in zip(a.flat, b.flat, np.power(a, b).flat)], np.float64).reshape(a.shape)


def _exact_power(x: float, y: float, rough: float) -> float:
    if not np.all(np.isfinite([x, y, rough])) or rough == 0:
        return rough
    return math.copysign(float(mpmath.power(mpmath.mpf(abs(float(x))), mpmath.mpf(float(y)))), rough)


def _elementwise(function: Callable[[mpmath.mpf], mpmath.mpf], a: Array) -> Array:
    """A function of each element, rounded to float64."""
    y = np.array([float(function(mpmath.mpf(float(x)))) if not np.isnan(x) else np.nan for x in a.reshape(-1)], np.float64).reshape(a.shape)
    # mpmath has one zero.
    return np.where(y == 0, np.copysign(0.0, a), y) if function in SIGNED else y


def _log(x: mpmath.mpf) -> mpmath.mpf:
    return mpmath.nan if x < 0 else -mpmath.inf if x == 0 else mpmath.log(x)


def _circular(function: Callable[[mpmath.mpf], mpmath.mpf], x: mpmath.mpf) -> mpmath.mpf:
    if mpmath.isinf(x):
        return mpmath.nan
    # Enough digits for the whole turns of a large angle.
    with mpmath.workdps(400):
        return function(x)


def _sigmoid(x: mpmath.mpf) -> mpmath.mpf:
    return (mpmath.mpf(0) if x < 0 else mpmath.mpf(1)) if mpmath.isinf(x) else 1 / (1 + mpmath.exp(-x))


def _gelu(x: mpmath.mpf) -> mpmath.mpf:
    if mpmath.isinf(x):
        return mpmath.mpf(-0.0) if x < 0 else x
    return x / (1 + mpmath.exp(-2 * mpmath.sqrt(2 / mpmath.pi) * (x + mpmath.mpf("0.044715") * x**3)))


FUNCTIONS: dict[str, Callable[[mpmath.mpf], mpmath.mpf]] = {
    "exp": mpmath.exp, "log": _log, "sin": lambda x: _circular(mpmath.sin, x), "cos": lambda x: _circular(mpmath.cos, x),
    "tanh": mpmath.tanh, "sigmoid": _sigmoid, "gelu": _gelu,
}
# Where the zeros of their results have the argument's sign.
SIGNED = [FUNCTIONS[name] for name in ("sin", "tanh", "gelu")]
