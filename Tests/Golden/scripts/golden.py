"""Golden files: a manifest line and a stream of .npy arrays a case, written, or compared with what is there."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scripts.layout import Array

# The oracle and the plain reference both compute in float64; they differ by the order of their sums.
AGREEMENT = 1e-10


@dataclass(frozen=True)
class Record:
    """One case, computed: its manifest line and, in the order of the line's last column, its arrays."""

    name: str
    oracle: str
    command: str
    inputs: dict[str, Array]
    results: dict[str, Array]

    @property
    def arrays(self) -> dict[str, Array]:
        return self.inputs | self.results

    @property
    def line(self) -> str:
        return f"{self.name} | {self.oracle} | {self.command} | {','.join(self.arrays)}"

    @property
    def stream(self) -> bytes:
        buffer = io.BytesIO()
        for array in self.arrays.values():
            np.save(buffer, np.asarray(array, order="C"))
        return buffer.getvalue()


def random_for(operator: str, name: str) -> np.random.Generator:
    """A generator that depends on the case alone, so that a new case leaves the others' data as it was."""
    return np.random.default_rng(zlib.crc32(f"{operator}/{name}".encode()))


def draw(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Normal values that float32 holds exactly, as float64."""
    return generator.standard_normal(shape).astype(np.float32).astype(np.float64)


def draw_kind(generator: np.random.Generator, kind: str, shape: tuple[int, ...]) -> Array:
    """Data by name: `normal`; normal with something in it; few values; or a type's own range."""
    x = draw(generator, shape)
    match kind:
        case "normal":
            pass
        case "ramp":
            x = np.arange(1.0, x.size + 1).reshape(shape)
        case "ties":
            x = generator.integers(-1, 2, shape).astype(np.float64)
        case "mostly-zero":
            x[generator.random(shape) < 0.7] = 0
        case "nan":
            x[generator.random(shape) < 0.05] = np.nan
        case "nan-each-plane":
            # One in each plane of NHWC: frameworks differ in which of two NaN a window reports.
            n, height, width, channels = shape
            rows = generator.integers(0, height, (n, 1, 1, channels))
            columns = generator.integers(0, width, (n, 1, 1, channels))
            here = np.indices((height, width))[..., None]
            x[(here[0] == rows) & (here[1] == columns)] = np.nan
        case "infinite":
            x[generator.random(shape) < 0.08] = np.inf
            x[generator.random(shape) < 0.08] = -np.inf
        case "low" | "high":
            x[:, : shape[1] // 2 + 1] = -np.inf if kind == "low" else np.inf
        case "float16" | "float32":
            x = x.astype(kind)
        case "int64-whole" | "uint64-whole":
            limits = np.iinfo(kind.removesuffix("-whole"))
            x = generator.integers(limits.min, limits.max, shape, dtype=limits.dtype, endpoint=True)
        case "int64-neighbours" | "uint64-neighbours":
            # So close that float64 cannot tell them apart.
            limits = np.iinfo(kind.removesuffix("-neighbours"))
            x = generator.integers(limits.max - 40, limits.max, shape, dtype=limits.dtype, endpoint=True)
        case _:
            limits = np.iinfo(kind)
            # Oracles that count in float64 are exact this far.
            low, high = max(limits.min, -(2**53)), min(limits.max, 2**53)
            x = generator.integers(low, high, shape, dtype=kind, endpoint=True)
    return x


def agree(name: str, oracle: Array, plain: Array) -> None:
    """Stops the run when the oracle and the plain reference differ in shape or value."""
    if oracle.shape != plain.shape:
        raise AssertionError(f"{name}: the oracle gives {oracle.shape}, the plain reference {plain.shape}")
    if oracle.dtype.kind in "iu":
        np.testing.assert_array_equal(oracle, plain, err_msg=name)
        return
    np.testing.assert_allclose(oracle, plain, rtol=AGREEMENT, atol=AGREEMENT, err_msg=name)


def write(root: Path, operator: str, records: Iterable[Record]) -> Counter[str]:
    """Writes the manifest and the data files of one operator, removes files of no case, counts oracles."""
    folder = root / operator
    folder.mkdir(exist_ok=True)
    records = _unique(records)
    for record in records:
        (folder / f"{record.name}.npy").write_bytes(record.stream)
    (root / f"{operator}.txt").write_text(_manifest(operator, records))
    names = {record.name for record in records}
    for path in folder.glob("*.npy"):
        if path.stem not in names:
            path.unlink()
    return Counter(record.oracle for record in records)


def compare(root: Path, operator: str, records: Iterable[Record]) -> Counter[str]:
    """Compares with the stored files: inputs exactly, results to `AGREEMENT`; counts oracles."""
    records = _unique(records)
    manifest = root / f"{operator}.txt"
    if manifest.read_text() != _manifest(operator, records):
        raise AssertionError(f"{manifest}: not what the script makes")
    for record in records:
        path = root / operator / f"{record.name}.npy"
        if path.read_bytes() != record.stream:
            _compare_arrays(path, record)
    return Counter(record.oracle for record in records)


def _compare_arrays(path: Path, record: Record) -> None:
    with path.open("rb") as stream:
        for name, array in record.inputs.items():
            np.testing.assert_array_equal(np.load(stream), array, f"{path}: {name}")
        for name, array in record.results.items():
            agree(f"{path}: {name}", np.load(stream), array)


def _manifest(operator: str, records: list[Record]) -> str:
    head = f"# Golden cases of {operator}. Made by make_golden.py; the format is in README.md.\n"
    return head + "".join(record.line + "\n" for record in records)


def _unique(records: Iterable[Record]) -> list[Record]:
    found = list(records)
    repeated = [name for name, count in Counter(r.name for r in found).items() if count > 1]
    if repeated:
        raise ValueError(f"names used twice: {', '.join(repeated)}")
    return found
