"""Random cases of the verbs of `tensor` that move elements, reduce them or map a formula, beside NumPy. compare.py SEED TENSOR

The cases are drawn as those of Tests/Golden's rearrange.txt, reduce.txt and map.txt are, from a seed that is printed.
"""

from __future__ import annotations

import importlib.util
import io
import itertools
import os
import pathlib
import subprocess
import sys
import tempfile
from collections import Counter

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Tests" / "Golden"))

from scripts import golden_rearrange, golden_reduce  # noqa: E402
from scripts.golden import Record  # noqa: E402


def problem(case: Record, tensor: str, folder: str) -> str | None:
    """What is wrong with what the tool gives; None: nothing."""
    sizes = [len(Record("", "", "", {"x": array}, {}).stream) for array in case.inputs.values()]
    stream = case.stream
    inputs = []
    for size in sizes:
        inputs.append(stream[:size])
        stream = stream[size:]
    for name, data in list(zip(case.inputs, inputs))[1:]:
        pathlib.Path(folder, f"{name}.npy").write_bytes(data)
    others = list(case.inputs)[1:]
    _, verb, *words = case.command.split(" ")
    if verb == "map":
        formula = " ".join(words)
        # Two minuses at the start are those of an option.
        arguments = [f"({formula})" if formula.startswith("--") else formula, *(f"{name}={name}.npy" for name in others)]
    elif verb == "reduce":
        arguments, inputs = words, [b"".join(inputs)]
    else:
        arguments = words + (["-", *(f"{name}.npy" for name in others)] if others else [])
    run = subprocess.run([tensor, verb, *arguments], input=inputs[0], capture_output=True, cwd=folder, timeout=60)
    if run.returncode != 0 or run.stderr:
        return f"ended with {run.returncode}: {run.stderr.decode()}"
    if run.stdout == stream or is_within(ulps(case), run.stdout, stream):
        return None
    return "other bytes than NumPy's"


def ulps(case: Record) -> int:
    """By how many units of the last place results may differ: those of functions in float64, which are not rounded exactly."""
    return 1 if case.name.startswith("ulp") else 0


def is_within(ulps: int, ours: bytes, theirs: bytes) -> bool:
    a, b = np.load(io.BytesIO(ours)), np.load(io.BytesIO(theirs))
    if ulps == 0 or a.dtype != np.float64 or a.dtype != b.dtype or a.shape != b.shape:
        return False
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    with np.errstate(invalid="ignore"):
        return bool(np.all(same | (np.abs(a - b) <= ulps * np.spacing(np.abs(b)))))


def main(seed: str, tensor: str) -> None:
    print(f"SEED={seed}", flush=True)
    verbs = [golden_rearrange, golden_reduce]
    if importlib.util.find_spec("mpmath"):
        from scripts import golden_map

        verbs.append(golden_map)
    else:
        print("map: skipped: needs mpmath, for the functions that NumPy does not round exactly")
    kinds: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for case in itertools.chain(*(cases.records(seed) for cases in verbs)):
            found = problem(case, tensor, folder)
            if found:
                kept = pathlib.Path(os.getcwd(), f"{case.name}.npy")
                kept.write_bytes(case.stream)
                sys.exit(f"SEED={seed}: {case.command}: {found}; the arrays are in {kept}")
            kinds[case.command.split()[1]] += 1
    print(f"{kinds.total()} random cases, all as NumPy has them: {', '.join(f'{kind} {count}' for kind, count in kinds.items())}")


if __name__ == "__main__":
    main(*sys.argv[1:])
