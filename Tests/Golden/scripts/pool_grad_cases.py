"""The gradients of pooling that the golden files cover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """Shapes are the input's, in the layout that the arguments state; `data` is a kind that
    `golden.draw_kind` knows. `source` is what tells the tool where a result came from: the `input`,
    or `indices` with the size from `like` or from the option `--input-shape` (`shape`)."""

    name: str
    oracle: str
    arguments: str
    x: tuple[int, ...]
    data: str = "normal"
    source: str = "input"

    @property
    def command(self) -> str:
        return f"pool-grad {self.arguments}"


MAX = [
    Case("max-2", "torch", "max --kernel 2", (2, 6, 8, 3)),
    Case("max-leaves-rest", "torch", "max --kernel 2", (2, 7, 9, 3)),
    Case("max-overlapping", "torch", "max --kernel 3 --stride 1", (1, 7, 6, 5)),
    Case("max-overlapping-stride-2", "torch", "max --kernel 3 --stride 2", (2, 9, 11, 3)),
    Case("max-padding", "torch", "max --kernel 3 --stride 2 --padding 1", (2, 9, 12, 3)),
    Case("max-padding-asymmetric", "torch", "max --kernel 3 --stride 2 --padding 0:1,2:1", (1, 7, 8, 3)),
    Case("max-ceil", "torch", "max --kernel 3 --stride 2 --ceil-mode", (1, 8, 10, 3)),
    Case("max-ceil-padding", "torch", "max --kernel 3 --stride 2 --padding 1 --ceil-mode", (1, 8, 9, 3)),
    Case("max-dilation", "torch", "max --kernel 3 --stride 1 --dilation 2", (1, 9, 8, 3)),
    Case("max-dilation-each-axis", "torch", "max --kernel 2,3 --stride 2,1 --dilation 3,2 --padding 1", (1, 9, 8, 3)),
    Case("max-stride-beyond-kernel", "torch", "max --kernel 2 --stride 3", (1, 11, 13, 3)),
    Case("max-same", "jax", "max --kernel 3 --stride 2 --padding same", (1, 7, 8, 3)),
    Case("max-kernel-5-stride-1", "torch", "max --kernel 5 --stride 1 --padding 2", (1, 11, 9, 1)),
    Case("max-33-channels", "torch", "max --kernel 2 --stride 1", (1, 4, 6, 33)),
    Case("max-no-batch", "torch", "max --kernel 2", (6, 8, 5)),
    Case("max-plane", "torch", "max --kernel 3 --stride 2", (11, 13)),
    Case("max-ramp", "torch", "max --kernel 3 --stride 2 --padding 1 --ceil-mode", (4, 4), data="ramp"),
    Case("max-ties", "torch", "max --kernel 3 --stride 1 --padding 1", (1, 6, 7, 3), data="ties"),
    Case("max-nan", "torch", "max --kernel 3 --stride 2", (2, 7, 9, 3), data="nan-each-plane"),
    Case("max-low", "torch", "max --kernel 3 --stride 2 --padding 1", (1, 9, 8, 2), data="low"),
    Case("max-global", "torch", "max --global", (2, 5, 7, 3)),
    Case("max-adaptive", "torch", "max --adaptive 3,4", (2, 8, 11, 3)),
    Case("max-nchw", "torch", "max --layout NCHW --kernel 3 --stride 2 --padding 1", (2, 3, 7, 8)),
    Case("max-1d", "torch", "max --dims 1 --kernel 3 --stride 2 --padding 1", (2, 13, 3)),
    Case("max-3d", "torch", "max --dims 3 --kernel 2 --stride 1", (1, 3, 4, 5, 2)),
    Case("max-3d-stride-padding", "torch", "max --dims 3 --kernel 3 --stride 2 --padding 1", (1, 4, 5, 6, 2)),
    Case("max-empty-batch", "torch", "max --kernel 2", (0, 4, 6, 3)),
    Case("min-overlapping", "torch", "min --kernel 3 --stride 1 --padding 1", (1, 6, 7, 3)),
    Case("min-asymmetric", "jax", "min --kernel 2,3 --stride 1,2 --padding 1:0,0:1", (1, 6, 7, 3)),
    Case("min-ties", "torch", "min --kernel 3 --stride 2", (1, 7, 9, 3), data="ties"),
    Case("min-3d", "torch", "min --dims 3 --kernel 2,3,2 --stride 2,1,1", (1, 4, 5, 4, 2)),
    Case("min-global-nchw", "torch", "min --layout NCHW --global", (2, 3, 5, 7)),
]

AVERAGE = [
    Case("average-2", "torch", "average --kernel 2", (2, 8, 10, 3)),
    Case("average-overlapping", "torch", "average --kernel 3 --stride 1", (1, 7, 6, 5)),
    Case("average-overlapping-stride-2", "torch", "average --kernel 3 --stride 2", (2, 9, 11, 3)),
    Case("average-padding", "torch", "average --kernel 3 --stride 2 --padding 1", (1, 9, 12, 3)),
    Case("average-padding-counted", "torch", "average --kernel 3 --stride 2 --padding 1 --count-include-pad", (1, 9, 12, 3)),
    Case("average-padding-asymmetric", "torch", "average --kernel 3 --stride 2 --padding 0:1,2:1", (1, 7, 8, 3)),
    Case("average-ceil", "torch", "average --kernel 3 --stride 2 --ceil-mode", (1, 8, 10, 3)),
    Case("average-ceil-counted", "torch", "average --kernel 3 --stride 2 --padding 1 --ceil-mode --count-include-pad", (1, 8, 9, 3)),
    Case("average-divisor", "torch", "average --kernel 3 --stride 2 --padding 1 --divisor 7", (1, 7, 8, 3)),
    Case("average-dilation", "jax", "average --kernel 3 --stride 1 --dilation 2 --padding 1", (1, 9, 8, 3)),
    Case("average-stride-beyond-kernel", "torch", "average --kernel 2 --stride 3", (1, 11, 13, 3)),
    Case("average-same", "jax", "average --kernel 4 --stride 3 --padding same", (1, 7, 8, 3)),
    Case("average-plane", "torch", "average --kernel 5 --stride 1 --padding 2", (11, 13)),
    Case("average-global", "torch", "average --global", (2, 5, 7, 3)),
    Case("average-global-no-batch", "torch", "average --global", (5, 7, 4)),
    Case("average-adaptive", "torch", "average --adaptive 3,4", (2, 8, 11, 3)),
    Case("average-adaptive-beyond-input", "torch", "average --adaptive 5,9", (1, 3, 7, 2)),
    Case("average-nchw", "torch", "average --layout NCHW --kernel 3 --stride 2 --padding 1", (1, 3, 8, 9)),
    Case("average-chwn", "torch", "average --layout CHWN --kernel 2,3 --stride 1", (3, 5, 6, 2)),
    Case("average-1d", "torch", "average --dims 1 --kernel 3 --stride 2 --padding 1", (2, 13, 3)),
    Case("average-3d", "torch", "average --dims 3 --kernel 2", (1, 4, 5, 6, 3)),
    Case("average-3d-padding", "torch", "average --dims 3 --kernel 3 --stride 2 --padding 1", (1, 4, 5, 6, 2)),
    Case("average-infinite", "torch", "average --kernel 2", (1, 6, 6, 3), data="infinite"),
]

LP = [
    Case("lp-1", "torch", "lp --p 1 --kernel 3 --stride 2", (1, 7, 9, 3)),
    Case("lp-2", "torch", "lp --p 2 --kernel 2", (2, 6, 8, 3)),
    Case("lp-2-overlapping", "torch", "lp --p 2 --kernel 3 --stride 1 --padding 1", (1, 6, 7, 3)),
    Case("lp-2-ceil", "torch", "lp --p 2 --kernel 3 --stride 2 --ceil-mode", (1, 8, 8, 3)),
    Case("lp-2-zeros", "torch", "lp --p 2 --kernel 2 --stride 1", (1, 5, 6, 3), data="mostly-zero"),
    Case("lp-1-zeros", "torch", "lp --p 1 --kernel 2", (1, 6, 6, 3), data="mostly-zero"),
    Case("lp-3", "torch", "lp --p 3 --kernel 3 --stride 1", (1, 5, 6, 3)),
    Case("lp-1.5", "jax", "lp --p 1.5 --kernel 3 --stride 2 --padding 1", (1, 7, 8, 3)),
    Case("lp-0.5", "torch", "lp --p=0.5 --kernel 2 --stride 1", (1, 5, 6, 3)),
    Case("lp-2-dilation", "jax", "lp --p 2 --kernel 2 --stride 1 --dilation 2", (1, 6, 7, 3)),
    Case("lp-2-global", "torch", "lp --p 2 --global", (2, 5, 7, 3)),
    Case("lp-2-adaptive", "torch", "lp --p 2 --adaptive 3", (1, 7, 5, 3)),
    Case("lp-2-nchw", "torch", "lp --p 2 --layout NCHW --kernel 3 --stride 2", (1, 3, 7, 7)),
    Case("lp-2-1d", "torch", "lp --dims 1 --p 2 --kernel 3 --stride 1", (2, 9, 3)),
    Case("lp-2-3d", "torch", "lp --dims 3 --p 2 --kernel 2 --stride 1", (1, 3, 4, 4, 2)),
]

# Where the result came from, told by the indices that pool wrote.
INDICES = [
    Case("indices-2", "torch", "max --kernel 2", (2, 6, 8, 3), source="like"),
    Case("indices-overlapping", "torch", "max --kernel 3 --stride 1 --padding 1", (1, 7, 6, 5), source="shape"),
    Case("indices-ceil", "torch", "max --kernel 3 --stride 2 --padding 1 --ceil-mode", (1, 8, 9, 3), source="shape"),
    Case("indices-dilation", "torch", "max --kernel 3 --stride 1 --dilation 2", (1, 8, 7, 3), source="like"),
    Case("indices-min", "torch", "min --kernel 2,3 --stride 1", (1, 5, 7, 3), source="like"),
    Case("indices-array", "torch", "max --kernel 3 --stride 2 --index-origin array", (2, 7, 9, 3), source="shape"),
    Case("indices-nchw", "torch", "max --layout NCHW --kernel 3 --stride 2", (2, 3, 7, 9), source="shape"),
    Case("indices-array-nchw", "torch", "max --layout NCHW --kernel 2 --index-origin array", (2, 3, 6, 8), source="like"),
    Case("indices-plane", "torch", "max --kernel 3 --stride 2 --padding 1", (9, 10), source="shape"),
    Case("indices-no-batch", "torch", "max --kernel 2", (6, 5, 4), source="like"),
    Case("indices-global", "torch", "max --global", (2, 5, 7, 3), source="shape"),
    Case("indices-adaptive", "torch", "max --adaptive 3", (1, 7, 8, 3), source="like"),
    Case("indices-1d", "torch", "max --dims 1 --kernel 3 --stride 2 --padding 1", (2, 13, 3), source="shape"),
    Case("indices-3d", "torch", "max --dims 3 --kernel 2 --stride 1", (1, 3, 4, 5, 2), source="like"),
]


def cases() -> Iterator[Case]:
    """All of them, in the order of the manifest."""
    yield from MAX
    yield from AVERAGE
    yield from LP
    yield from INDICES
