"""Random cases of the verbs of `tensor` that move elements, byte for byte beside NumPy. compare.py SEED TENSOR

The cases are drawn as those of Tests/Golden/rearrange.txt are, from a seed that is printed.
"""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import tempfile
from collections import Counter

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Tests" / "Golden"))

from scripts.golden import Record  # noqa: E402
from scripts.golden_rearrange import records  # noqa: E402


def problem(case: Record, tensor: str, folder: str) -> str | None:
    """What is wrong with what the tool gives; None: nothing."""
    sizes = [len(Record("", "", "", {"x": array}, {}).stream) for array in case.inputs.values()]
    stream = case.stream
    inputs = []
    for size in sizes:
        inputs.append(stream[:size])
        stream = stream[size:]
    files = []
    for name, data in list(zip(case.inputs, inputs))[1:]:
        pathlib.Path(folder, f"{name}.npy").write_bytes(data)
        files.append(f"{name}.npy")
    arguments = case.command.split()[1:] + (["-", *files] if files else [])
    run = subprocess.run([tensor, *arguments], input=inputs[0], capture_output=True, cwd=folder, timeout=60)
    if run.returncode != 0 or run.stderr:
        return f"ended with {run.returncode}: {run.stderr.decode()}"
    return None if run.stdout == stream else "other bytes than NumPy's"


def main(seed: str, tensor: str) -> None:
    print(f"SEED={seed}", flush=True)
    kinds: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for case in records(seed):
            found = problem(case, tensor, folder)
            if found:
                kept = pathlib.Path(os.getcwd(), f"{case.name}.npy")
                kept.write_bytes(case.stream)
                sys.exit(f"SEED={seed}: {case.command}: {found}; the arrays are in {kept}")
            kinds[case.command.split()[1]] += 1
    print(f"{kinds.total()} random cases, all as NumPy has them: {', '.join(f'{kind} {count}' for kind, count in kinds.items())}")


if __name__ == "__main__":
    main(*sys.argv[1:])
