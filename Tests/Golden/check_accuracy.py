#!/usr/bin/env python3
"""How far `tensor map`'s functions are from the exact ones: every STEP-th bit pattern of float32 beside mpmath.

    check_accuracy.py [--tensor PATH] [--step STEP] [FUNCTION ...]

Prints the largest error of each function in units of the last place of float32, under every instruction set
that the machine offers, and fails where it reaches 0.51 or the instruction sets differ.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess

import mpmath
import numpy as np

from scripts.golden_map import FUNCTIONS

LIMIT = 0.51


def samples(step: int) -> np.ndarray:
    """Bit patterns from 0 on, and the ends of ranges."""
    bits = np.arange(0, 2**32, step, dtype=np.uint64).astype(np.uint32)
    ends = np.array([0, 1, 0x7FFFFF, 0x800000, 0x3F800000, 0x42B17217, 0x42B17218, 0x7F7FFFFF, 0x7F800000, 0x7FC00000], np.uint32)
    return np.concatenate([bits, ends, ends | np.uint32(0x80000000)]).view(np.float32)


def computed(tensor: str, function: str, x: np.ndarray, level: str) -> np.ndarray | None:
    """What the tool gives; None where the machine lacks the instruction set."""
    stream = io.BytesIO()
    np.save(stream, x)
    run = subprocess.run([tensor, "map", f"{function}(x)"], input=stream.getvalue(), capture_output=True, env=os.environ | {"CONVPIPE_CPU": level})
    if run.returncode == 64 and b"this machine offers" in run.stderr:
        return None
    if run.returncode:
        raise SystemExit(run.stderr.decode())
    return np.load(io.BytesIO(run.stdout))


def error(exact: mpmath.mpf, y: np.float32) -> float:
    """|y − exact| in units of the last place that float32 has there."""
    if mpmath.isnan(exact) or np.isnan(y):
        return 0.0 if mpmath.isnan(exact) and np.isnan(y) else float("inf")
    if mpmath.isinf(exact) or exact == 0:
        return 0.0 if exact == float(y) else float("inf")
    exponent = int(mpmath.floor(mpmath.log(abs(exact), 2)))
    if abs(exact) >= mpmath.mpf(2) ** 128 - mpmath.mpf(2) ** 103:
        return 0.0 if np.isinf(y) else float("inf")
    unit = mpmath.mpf(2) ** (max(exponent, -126) - 23)
    return float(abs(mpmath.mpf(float(y)) - exact) / unit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("functions", nargs="*", metavar="FUNCTION", help=", ".join(FUNCTIONS))
    parser.add_argument("--tensor", default="tensor", help="the tool (default: the one on the PATH)")
    parser.add_argument("--step", type=int, default=65537, help="from one bit pattern to the next (default: 65537)")
    arguments = parser.parse_args()
    x = samples(arguments.step)
    failed = False
    for function in arguments.functions or FUNCTIONS:
        results = {level: computed(arguments.tensor, function, x, level) for level in ("baseline", "v3", "v4")}
        results = {level: y for level, y in results.items() if y is not None}
        y = results["baseline"]
        same = all(np.array_equal(y.view(np.uint32), other.view(np.uint32)) for other in results.values())
        errors = [0.0 if np.isnan(a) and np.isnan(b) else error(FUNCTIONS[function](mpmath.mpf(float(a))), b) for a, b in zip(x, y)]
        worst = int(np.argmax(errors))
        bad = errors[worst] >= LIMIT or not same
        failed |= bad
        print(f"{function:8} {len(x)} values  largest error {errors[worst]:.6f} ULP at {x[worst]:.9g}  "
              f"{'same' if same else 'DIFFERENT'} bits: {', '.join(results)}{'  FAILED' if bad else ''}", flush=True)
    if failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
