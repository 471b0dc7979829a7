"""The tools under test: arrays from a file, results to /dev/null, start-up subtracted."""

import io
import os
import subprocess
import time
from pathlib import Path

import numpy as np

from layers import Layer


# What is timed: the layer itself, or its gradient for its input or weight; of pools.txt, the pooling.
OPERATIONS = ("conv", "dInput", "dWeight", "pool")


def arguments(layer: Layer, threads: int) -> list[str]:
    return [
        "--dims", str(layer.dims), "--stride", str(layer.stride),
        "--padding", str(layer.padding), "--dilation", str(layer.dilation),
        "--groups", str(layer.groups), "--threads", str(threads)]


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


def write(path: Path, arrays: list[np.ndarray], times: int = 1) -> str:
    """A stream, in one piece: as the tools' own files it then lies in the cache in large pages."""
    stream = io.BytesIO()
    for array in arrays:
        np.save(stream, array)
    path.write_bytes(stream.getvalue() * times)
    return str(path)


class Tool:
    """A tool on one layer: `time` gives seconds an array."""

    def __init__(
            self, layer: Layer, operation: str, folder: Path, count: int, passes: int,
            threads: int):
        data, weight = layer.make(count)
        weight_path = write(folder / "weight.npy", [weight])
        conv = os.environ["CONV"]
        gradient = str(Path(conv).with_name("conv-grad"))
        options = arguments(layer, threads)
        if operation == "pool":
            kernel = ",".join(map(str, layer.weight))
            pool = str(Path(conv).with_name("pool"))
            groups = options.index("--groups")
            stream = data
            head = [pool, layer.pooling, "--kernel", kernel, *options[:groups], *options[groups + 2:]]
            self.one_head = self.many_head = head
        elif operation == "conv":
            stream, head = data, [conv, "-w", weight_path, *options]
            self.one_head = self.many_head = head
        else:
            stream = layer.make_adjoints(count)
            first = write(folder / "first.npy", data[:1])
            if operation == "dInput":
                head = [gradient, "input", "-w", weight_path, "--like", first, *options]
                self.one_head = self.many_head = head
            else:
                kernel = ",".join(map(str, layer.weight[:layer.dims]))
                head = [gradient, "weight", "--kernel", kernel, *options]
                if layer.per_channel:
                    head.append("--per-channel")
                all_data = write(folder / "data.npy", data, passes)
                self.one_head = [*head, "--input", first]
                self.many_head = [*head, "--input", all_data]
        self.one = write(folder / "one.npy", stream[:1])
        # The peers go through the same arrays as often: caches are as warm for them.
        self.many = [write(folder / "many.npy", stream)] * passes
        self.extra = count * passes - 1

    def save(self, path: Path) -> None:
        subprocess.run([*self.one_head, "-o", str(path), self.one], check=True)

    def time(self) -> dict[str, float]:
        """One array costs what many cost less what one costs: start-up cancels."""
        few = [run([*self.one_head, self.one]) for _ in range(3)]
        cpu, wall = run([*self.many_head, *self.many])
        return {"cpu": (cpu - min(c for c, _ in few)) / self.extra,
                "wall": (wall - min(w for _, w in few)) / self.extra}
