"""Do the bits stay the same? Random convolutions over instruction sets, threads, files and pipes.

    bits.py > before     ... a change of the kernels ...     bits.py > after; diff before after

Prints a line a configuration: the sha256 of its result and what it was. Every configuration is
run with each instruction set that the machine offers, one to three threads, and data from a file
or through a pipe; a difference among these is an error at once. The default seed gives the same
configurations every time.
"""

import argparse
import hashlib
import io
import math
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np


def shape(pick: random.Random, dims: int, elements: int, least: int) -> list[int]:
    """Lengths of spatial axes: mostly small, sometimes long in one of them."""
    longest = max(least, int((elements ** (1 / dims))))
    space = [pick.randint(least, max(least, pick.choice([9, 17, longest]))) for _ in range(dims)]
    if pick.random() < 0.2:
        space[pick.randrange(dims)] = max(least, elements // max(1, math.prod(space) // 4))
    return space


def configuration(pick: random.Random) -> dict:
    dims = pick.choice([1, 2, 2, 2, 2, 3])
    kernel = [pick.choice([1, 1, 2, 3, 3, 3, 4, 5, 7][: 9 if dims < 3 else 6]) for _ in range(dims)]
    if pick.random() < 0.2:
        kernel = [1] * dims
    stride = [pick.choice([1, 1, 1, 2, 3]) for _ in range(dims)]
    dilation = [pick.choice([1, 1, 1, 2, 3]) for _ in range(dims)]
    padding = pick.choice(["valid", "same", "same-lower", "full", "1", "0:1" + ",0:1" * (dims - 1)])
    kind = pick.choice(["dense", "dense", "dense", "filter", "depthwise", "grouped", "few"])
    groups = 1
    if kind == "filter":
        channels = pick.choice([1, 1, 2, 3, 4, 5, 16, 33])
        inputs, outputs = None, channels
    elif kind == "depthwise":
        groups = pick.choice([1, 3, 4, 8, 16, 17, 32, 48, 67])
        channels, inputs = groups, 1
        outputs = groups * pick.choice([1, 1, 2, 3, 4])
    elif kind == "grouped":
        groups = pick.choice([2, 3, 4, 8])
        inputs = pick.choice([1, 2, 3, 4, 16])
        channels, outputs = groups * inputs, groups * pick.choice([1, 2, 4, 7, 16, 40])
    elif kind == "few":
        channels = inputs = pick.choice([1, 2, 3, 4])
        outputs = pick.choice([1, 2, 3, 4, 5, 8, 16])
    else:
        channels = inputs = pick.choice([1, 3, 5, 16, 31, 64, 130, 257])
        outputs = pick.choice([1, 7, 16, 17, 32, 33, 64, 100, 129])
    least = max(d * (k - 1) + 1 for d, k in zip(dilation, kernel))
    elements = pick.choice([500, 4000, 60_000, 1_000_000]) // channels + 1
    work = elements * math.prod(kernel) * (inputs or 1) * (outputs if inputs else 1)
    if work > 150_000_000:
        elements = max(1, int(elements * 150_000_000 / work))
    return {
        "kind": kind, "dims": dims, "kernel": kernel, "stride": stride, "dilation": dilation,
        "padding": padding, "groups": groups, "channels": channels, "inputs": inputs,
        "outputs": outputs, "space": shape(pick, dims, elements, least),
        "batch": pick.choice([None, 1, 1, 2, 5]), "arrays": pick.choice([1, 1, 2]),
        "bias": pick.random() < 0.5, "flip": pick.random() < 0.1,
        "mode": pick.choice(["zero"] * 5 + ["replicate", "constant:-1.5", "mean"]),
        "dtype": pick.choice(["f4"] * 8 + ["f8", "f8", "u1", "f2"]),
        "special": pick.random() < 0.15, "seed": pick.randrange(1 << 30)}


def values(random: np.random.Generator, shape: list[int], c: dict, dtype: str) -> np.ndarray:
    if dtype == "u1":
        return random.integers(0, 256, shape, dtype=np.uint8)
    made = random.standard_normal(shape).astype(dtype)
    if c["special"] and made.size:
        odd = [np.nan, np.inf, -np.inf, -0.0, 1e-40, -1e-310]
        for _ in range(3):
            made.flat[random.integers(made.size)] = odd[random.integers(len(odd))]
    return made


def stream(arrays: list[np.ndarray]) -> bytes:
    out = io.BytesIO()
    for array in arrays:
        np.save(out, array)
    return out.getvalue()


def run(tool: str, c: dict, folder: Path, levels: list[str]) -> str:
    """The sha256 of the result, or the error's text; raises if runs differ."""
    noise = np.random.default_rng(c["seed"])
    space = ([] if c["batch"] is None else [c["batch"]]) + c["space"] + [c["channels"]]
    data = stream([values(noise, space, c, c["dtype"]) for _ in range(c["arrays"])])
    (folder / "x.npy").write_bytes(data)
    wide = "f8" if c["dtype"] == "f8" else "f4"
    filters = c["kernel"] + ([] if c["inputs"] is None else [c["inputs"], c["outputs"]])
    np.save(folder / "w.npy", values(noise, filters, c, wide))
    joined = {key: ",".join(map(str, c[key])) for key in ("stride", "dilation")}
    command = [
        tool, "-w", str(folder / "w.npy"), "--dims", str(c["dims"]), "--stride", joined["stride"],
        "--dilation", joined["dilation"], "--padding", c["padding"], "--pad-mode", c["mode"],
        "--groups", str(c["groups"])] + (["--flip"] if c["flip"] else [])
    if c["bias"]:
        np.save(folder / "b.npy", values(noise, [c["outputs"]], c, wide))
        command += ["-b", str(folder / "b.npy")]
    results = {}
    ways = [(level, threads, threads % 2 == 0) for level in levels for threads in (1, 2)]
    for level, threads, pipe in ways + [(levels[-1], 3, True)]:
        extra = ["--threads", str(threads)] + ([] if pipe else [str(folder / "x.npy")])
        done = subprocess.run(
            command + extra, input=data if pipe else b"", capture_output=True,
            env=dict(os.environ, CONVPIPE_CPU=level))
        if done.returncode not in (0, 65):
            raise RuntimeError(f"{c}: {done.returncode}: {done.stderr.decode()}")
        text = done.stderr.decode().strip().replace(str(folder), "").replace("standard input", "/x.npy")
        results[level, threads, pipe] = text or hashlib.sha256(done.stdout).hexdigest()
    if len(set(results.values())) != 1:
        raise RuntimeError(f"results differ\n{c}\n" + "\n".join(f"{k}: {v}" for k, v in results.items()))
    return next(iter(results.values()))


def offered(tool: str) -> list[str]:
    def works(level: str) -> bool:
        done = subprocess.run([tool, "-w", "/dev/null", "/dev/null"], capture_output=True,
                              env=dict(os.environ, CONVPIPE_CPU=level))
        return b"CONVPIPE_CPU" not in done.stderr

    return [level for level in ("baseline", "v3", "v4") if works(level)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="configurations of this kind only")
    options = parser.parse_args()
    tool = os.environ.get("CONV") or str(Path(__file__).parent / "../.build/release/conv")
    levels = offered(tool)
    print(f"# seed {options.seed}", file=sys.stderr)
    print(f"# instruction sets: {' '.join(levels)}", file=sys.stderr)
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for index in range(options.count):
            c = configuration(random.Random(f"{options.seed}/{index}"))
            if options.only not in (None, c["kind"]):
                continue
            try:
                print(index, run(tool, c, Path(folder), levels), c, flush=True)
            except RuntimeError as error:
                failed = True
                print(index, error, flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
