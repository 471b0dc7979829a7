"""Golden files of pool: x, y, perhaps indices."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scripts import jax_pooling, onnx_pooling, torch_pooling
from scripts.golden import Record, agree, draw_kind, random_for
from scripts.options import parse
from scripts.pool_cases import Case, cases
from scripts.pooling import Pooling

ORACLES = {"torch": torch_pooling.pool, "onnx": onnx_pooling.pool, "jax": jax_pooling.pool}


def records() -> Iterator[Record]:
    """Every case, computed and checked."""
    return map(_record, cases())


def _record(case: Case) -> Record:
    problem = Pooling.of(parse(case.command), case.x)
    x = draw_kind(random_for("pool", case.name), case.data, case.x)
    y, *indices = ORACLES[case.oracle](problem, x, case.indices)
    result_type = x.dtype if problem.extreme else _computed(x.dtype)
    agree(case.name, y.astype(result_type), problem.plain(x).astype(result_type))
    results = {"y": y.astype(result_type)}
    if indices:
        agree(case.name, indices[0], problem.plain_indices(x))
        results["indices"] = indices[0]
    return Record(case.name, case.oracle, case.command, {"x": x}, results)


def _computed(stored: np.dtype) -> type:
    """What averages and norms of a stored type are given in."""
    wide = stored == np.float64 or (stored.kind in "iu" and stored.itemsize >= 4)
    return np.float64 if wide else np.float32
