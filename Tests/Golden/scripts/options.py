"""The command lines of the manifests, parsed as the tools parse them, and the geometry they state."""

from __future__ import annotations

import argparse
import shlex
from dataclasses import dataclass

from scripts.layout import SPACE


@dataclass(frozen=True)
class Window:
    """Kernel, stride, dilation and resolved padding for each spatial axis of a known input size."""

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def effective(self) -> tuple[int, ...]:
        return tuple(d * (k - 1) + 1 for d, k in zip(self.dilation, self.kernel))

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return list(zip(self.before, self.after))

    def output(self, size: tuple[int, ...], ceil_mode: bool = False) -> tuple[int, ...]:
        """The number of windows along each axis."""
        return tuple(
            self._along(axis, extent, ceil_mode) for axis, extent in enumerate(size)
        )

    def _along(self, axis: int, extent: int, ceil_mode: bool) -> int:
        stride, before = self.stride[axis], self.before[axis]
        free = extent + before + self.after[axis] - self.effective[axis]
        if not ceil_mode:
            return free // stride + 1
        count = -(-free // stride) + 1
        return count - 1 if (count - 1) * stride >= extent + before else count

    def smallest_input(self, output: tuple[int, ...]) -> tuple[int, ...]:
        """The least input size that gives this many windows, the padding being fixed numbers."""
        return tuple(
            (o - 1) * s + e - b - a
            for o, s, e, b, a in zip(output, self.stride, self.effective, self.before, self.after)
        )


class Options(argparse.Namespace):
    """The parsed arguments of one tool; see `parse` for the meaning of each."""

    tool: str
    mode: str
    dims: int
    stride: str | None
    padding: str
    dilation: str
    kernel: str | None
    groups: int
    pad_mode: str
    flip: bool
    layout: str | None
    weight_layout: str | None
    transpose: bool
    output_padding: str
    output_size: str | None
    input_shape: str | None
    per_channel: bool
    ceil_mode: bool
    count_include_pad: bool
    all: bool
    adaptive: str | None
    divisor: int | None
    p: float
    index_origin: str

    def per_axis(self, text: str) -> tuple[int, ...]:
        """'2' or '2,1': one number for all axes, or one for each."""
        numbers = tuple(int(part) for part in text.split(","))
        if len(numbers) == 1:
            return numbers * self.dims
        if len(numbers) != self.dims:
            raise ValueError(f"{text}: {len(numbers)} numbers for {self.dims} axes")
        return numbers

    def window(
        self,
        kernel: tuple[int, ...],
        size: tuple[int, ...],
        default_stride: tuple[int, ...] | None = None,
    ) -> Window:
        """The geometry of windows of this kernel over an input of this size; the stride is 1 by default."""
        default = default_stride or (1,) * self.dims
        stride = self.per_axis(self.stride) if self.stride else default
        dilation = self.per_axis(self.dilation)
        effective = tuple(d * (k - 1) + 1 for d, k in zip(dilation, kernel))
        pairs = [self._pair(axis, size, stride, effective) for axis in range(self.dims)]
        before, after = zip(*pairs)
        return Window(kernel, stride, dilation, before, after)

    def _pair(
        self, axis: int, size: tuple[int, ...], stride: tuple[int, ...], effective: tuple[int, ...]
    ) -> tuple[int, int]:
        match self.padding:
            case "valid":
                return 0, 0
            case "full":
                return effective[axis] - 1, effective[axis] - 1
            case "same" | "same-lower":
                count = -(-size[axis] // stride[axis])
                total = max((count - 1) * stride[axis] + effective[axis] - size[axis], 0)
                less, more = total // 2, total - total // 2
                return (less, more) if self.padding == "same" else (more, less)
        parts = self.padding.split(",")
        part = parts[0] if len(parts) == 1 else parts[axis]
        before, _, after = part.partition(":")
        return int(before), int(after or before)

    @property
    def space(self) -> str:
        return SPACE[self.dims]

    @property
    def pad_value(self) -> float:
        """What `zero` and `constant:V` pad with."""
        name, _, value = self.pad_mode.partition(":")
        return float(value) if name == "constant" else 0.0

    @property
    def pad_name(self) -> str:
        """The pad mode without its value; zero padding is constant padding."""
        name = self.pad_mode.partition(":")[0]
        return "constant" if name == "zero" else name


_MODES = {
    "conv-grad": ["input", "weight", "bias"],
    "pool": ["max", "min", "average", "lp"],
    "pool-grad": ["max", "min", "average", "lp"],
}


def parse(command: str) -> Options:
    """The options of a command line: `conv --stride 2`, `pool max --kernel 3`, ..."""
    tool, *words = shlex.split(command)
    parser = argparse.ArgumentParser(prog=tool, allow_abbrev=False)
    if tool in _MODES:
        parser.add_argument("mode", choices=_MODES[tool])
    number_lists = {"--stride": None, "--dilation": "1", "--kernel": None, "--output-padding": "0"}
    for name, default in number_lists.items():
        parser.add_argument(name, default=default)
    for name in ["--layout", "--weight-layout", "--output-size", "--input-shape", "--adaptive"]:
        parser.add_argument(name)
    for name in ["--flip", "--transpose", "--per-channel", "--ceil-mode", "--count-include-pad"]:
        parser.add_argument(name, action="store_true")
    parser.add_argument("--global", dest="all", action="store_true")
    parser.add_argument("--dims", type=int, default=2)
    parser.add_argument("--groups", type=int, default=1)
    parser.add_argument("--divisor", type=int)
    parser.add_argument("--p", type=float, default=2.0)
    parser.add_argument("--padding", default="valid")
    parser.add_argument("--pad-mode", default="zero")
    parser.add_argument("--index-origin", choices=["plane", "array"], default="plane")
    options = parser.parse_args(words, namespace=Options())
    options.tool = tool
    return options

