"""The tool under test: arrays from a file, results to /dev/null, start-up subtracted."""

import os
import subprocess
import time
from pathlib import Path

import numpy as np

from layers import Layer


def arguments(layer: Layer, weight: Path, threads: int) -> list[str]:
    return [
        os.environ["CONV"], "-w", str(weight), "--dims", str(layer.dims),
        "--stride", str(layer.stride), "--padding", str(layer.padding),
        "--dilation", str(layer.dilation), "--groups", str(layer.groups),
        "--threads", str(threads)]


def run(command: list[str]) -> tuple[float, float]:
    """CPU and wall seconds of one run."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
    return usage.ru_utime + usage.ru_stime, wall


class Tool:
    """conv on one layer: `time` gives seconds an array."""

    def __init__(self, layer: Layer, folder: Path, count: int, passes: int, threads: int):
        arrays, weight = layer.make(count)
        weight_path = folder / "weight.npy"
        np.save(weight_path, weight)
        self.one = folder / "one.npy"
        np.save(self.one, arrays[0])
        many = folder / "many.npy"
        with open(many, "wb") as file:
            for array in arrays:
                np.save(file, array)
        # The peers go through the same arrays as often: caches are as warm for them.
        self.many = [str(many)] * passes
        self.extra = count * passes - 1
        self.command = arguments(layer, weight_path, threads)

    def save(self, path: Path) -> None:
        subprocess.run([*self.command, "-o", str(path), str(self.one)], check=True)

    def time(self) -> dict[str, float]:
        """One array costs what many cost less what one costs: start-up cancels."""
        few = [run([*self.command, str(self.one)]) for _ in range(3)]
        cpu, wall = run([*self.command, *self.many])
        return {"cpu": (cpu - min(c for c, _ in few)) / self.extra,
                "wall": (wall - min(w for _, w in few)) / self.extra}
