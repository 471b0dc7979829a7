"""The poolings that the golden files cover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """Shapes are in the layout that the arguments state; `data` is a kind that `golden.draw_kind` knows."""

    name: str
    oracle: str
    arguments: str
    x: tuple[int, ...]
    data: str = "normal"
    indices: bool = False

    @property
    def command(self) -> str:
        return f"pool {self.arguments}"


# Two-dimensional maximum and average: what a first pooling has to get right.
BASIC = [
    Case("basic-max-2", "torch", "max --kernel 2", (2, 8, 10, 3)),
    Case("basic-max-2-leaves-rest", "torch", "max --kernel 2", (2, 7, 11, 3)),
    Case("basic-max-3-stride-2", "torch", "max --kernel 3 --stride 2", (2, 9, 11, 3)),
    Case("basic-max-3-stride-1", "torch", "max --kernel 3 --stride 1", (1, 7, 6, 5)),
    Case("basic-max-3-stride-2-padding-1", "torch", "max --kernel 3 --stride 2 --padding 1", (2, 9, 12, 3)),
    Case("basic-max-2x3", "torch", "max --kernel 2,3 --stride 1,2", (1, 7, 13, 4)),
    Case("basic-max-stride-beyond-kernel", "torch", "max --kernel 2 --stride 3", (1, 11, 13, 3)),
    Case("basic-max-ceil", "torch", "max --kernel 3 --stride 2 --ceil-mode", (1, 8, 10, 3)),
    Case("basic-max-ceil-padding", "torch", "max --kernel 3 --stride 2 --padding 1 --ceil-mode", (1, 8, 9, 3)),
    Case("basic-max-ceil-drops-last", "torch", "max --kernel 2 --stride 3 --padding 1 --ceil-mode", (1, 6, 7, 3)),
    Case("basic-max-padding-asymmetric", "torch", "max --kernel 3 --stride 2 --padding 0:1,2:1", (1, 7, 8, 3)),
    Case("basic-max-same", "onnx", "max --kernel 3 --stride 2 --padding same", (1, 7, 8, 3)),
    Case("basic-max-same-lower", "onnx", "max --kernel 2 --stride 1 --padding same-lower", (1, 5, 6, 3)),
    Case("basic-max-dilation-2", "torch", "max --kernel 3 --stride 1 --dilation 2", (1, 9, 8, 3)),
    Case("basic-max-33-channels", "torch", "max --kernel 2", (1, 4, 6, 33)),
    Case("basic-max-one-channel", "torch", "max --kernel 3 --stride 1 --padding 1", (1, 11, 13, 1)),
    Case("basic-max-no-batch", "torch", "max --kernel 2", (6, 8, 5)),
    Case("basic-max-plane", "torch", "max --kernel 3 --stride 2", (11, 13)),
    Case("basic-max-kernel-1", "torch", "max --kernel 1 --stride 2", (1, 7, 6, 3)),
    Case("basic-max-kernel-is-input", "torch", "max --kernel 5,4", (2, 5, 4, 3)),
    Case("basic-max-height-1", "torch", "max --kernel 1,3 --stride 1,2", (1, 1, 13, 3)),
    Case("basic-max-empty-batch", "torch", "max --kernel 2", (0, 4, 6, 3)),
    Case("basic-max-ramp", "torch", "max --kernel 3 --stride 2 --padding 1 --ceil-mode", (4, 4), data="ramp"),
    Case("basic-average-2", "torch", "average --kernel 2", (2, 8, 10, 3)),
    Case("basic-average-3-stride-2", "torch", "average --kernel 3 --stride 2", (2, 9, 11, 3)),
    Case("basic-average-3-stride-1", "torch", "average --kernel 3 --stride 1", (1, 7, 6, 5)),
    Case("basic-average-padding", "torch", "average --kernel 3 --stride 2 --padding 1", (1, 9, 12, 3)),
    Case("basic-average-padding-counted", "torch", "average --kernel 3 --stride 2 --padding 1 --count-include-pad", (1, 9, 12, 3)),
    Case("basic-average-padding-asymmetric", "torch", "average --kernel 3 --stride 2 --padding 0:1,2:1", (1, 7, 8, 3)),
    Case("basic-average-padding-asymmetric-counted", "torch", "average --kernel 3 --stride 2 --padding 0:1,2:1 --count-include-pad", (1, 7, 8, 3)),
    Case("basic-average-ceil", "torch", "average --kernel 3 --stride 2 --ceil-mode", (1, 8, 10, 3)),
    Case("basic-average-ceil-counted", "torch", "average --kernel 3 --stride 2 --ceil-mode --count-include-pad", (1, 8, 10, 3)),
    Case("basic-average-ceil-padding", "torch", "average --kernel 3 --stride 2 --padding 1 --ceil-mode", (1, 8, 9, 3)),
    Case("basic-average-ceil-padding-counted", "torch", "average --kernel 3 --stride 2 --padding 1 --ceil-mode --count-include-pad", (1, 8, 9, 3)),
    Case("basic-average-ceil-drops-last", "torch", "average --kernel 2 --stride 3 --padding 1 --ceil-mode", (1, 6, 7, 3)),
    Case("basic-average-ramp", "torch", "average --kernel 3 --stride 2 --padding 1 --ceil-mode", (4, 4), data="ramp"),
    Case("basic-average-ramp-counted", "torch", "average --kernel 3 --stride 2 --padding 1 --ceil-mode --count-include-pad", (4, 4), data="ramp"),
    Case("basic-average-same", "onnx", "average --kernel 3 --stride 2 --padding same", (1, 7, 8, 3)),
    Case("basic-average-same-lower", "onnx", "average --kernel 2 --stride 1 --padding same-lower", (1, 5, 6, 3)),
    Case("basic-average-2x3", "torch", "average --kernel 2,3 --stride 1,2", (1, 7, 13, 4)),
    Case("basic-average-stride-beyond-kernel", "torch", "average --kernel 2 --stride 3", (1, 11, 13, 3)),
    Case("basic-average-33-channels", "torch", "average --kernel 2", (1, 4, 6, 33)),
    Case("basic-average-no-batch", "torch", "average --kernel 2", (6, 8, 5)),
    Case("basic-average-plane", "torch", "average --kernel 5 --stride 1 --padding 2", (11, 13)),
    Case("basic-average-kernel-is-input", "torch", "average --kernel 5,4", (2, 5, 4, 3)),
    Case("basic-average-empty-batch", "torch", "average --kernel 2", (0, 4, 6, 3)),
]

# One and three dimensions, and the forms of padding that two left out.
DIMENSIONS = [
    Case("1d-max", "torch", "max --dims 1 --kernel 3", (2, 17, 3)),
    Case("1d-max-padding-dilation", "torch", "max --dims 1 --kernel 3 --stride 2 --padding 1 --dilation 3", (1, 19, 3)),
    Case("1d-max-ceil", "onnx", "max --dims 1 --kernel 4 --stride 3 --ceil-mode", (1, 15, 3)),
    Case("1d-max-same", "jax", "max --dims 1 --kernel 4 --stride 3 --padding same", (2, 14, 3)),
    Case("1d-max-full", "torch", "max --dims 1 --kernel 4 --stride 1 --padding full", (1, 5, 3)),
    Case("1d-max-line", "torch", "max --dims 1 --kernel 5 --stride 1 --padding 2", (23,)),
    Case("1d-max-one-sample", "torch", "max --dims 1 --kernel 3 --stride 1 --padding 1", (1, 1, 5)),
    Case("1d-min-padding-asymmetric", "jax", "min --dims 1 --kernel 3 --stride 2 --padding 2:1", (1, 12, 3)),
    Case("1d-average", "torch", "average --dims 1 --kernel 3 --stride 2 --padding 1", (2, 13, 3)),
    Case("1d-average-counted", "onnx", "average --dims 1 --kernel 3 --stride 2 --padding 1 --count-include-pad", (2, 13, 3)),
    Case("1d-average-ceil-counted", "torch", "average --dims 1 --kernel 4 --stride 3 --padding 1 --ceil-mode --count-include-pad", (1, 14, 3)),
    Case("1d-average-causal", "jax", "average --dims 1 --kernel 5 --stride 1 --padding 4:0", (1, 11, 3)),
    Case("1d-average-dilation", "onnx", "average --dims 1 --kernel 3 --stride 1 --dilation 4 --padding 2", (1, 17, 3)),
    Case("1d-average-no-batch", "jax", "average --dims 1 --kernel 2", (15, 5)),
    Case("1d-lp", "torch", "lp --dims 1 --p 2 --kernel 3 --stride 2 --padding 1", (2, 13, 3)),
    Case("3d-max", "torch", "max --dims 3 --kernel 2", (1, 4, 5, 6, 3)),
    Case("3d-max-padding-stride", "onnx", "max --dims 3 --kernel 3 --stride 2 --padding 1", (1, 4, 5, 6, 2)),
    Case("3d-max-each-axis", "jax", "max --dims 3 --kernel 1,2,3 --stride 1,2,1 --padding 0,1,1", (1, 3, 5, 6, 2)),
    Case("3d-max-dilation", "torch", "max --dims 3 --kernel 2 --stride 1 --dilation 1,2,3", (1, 3, 4, 5, 2)),
    Case("3d-max-ceil", "torch", "max --dims 3 --kernel 2 --ceil-mode", (1, 3, 5, 5, 2)),
    Case("3d-max-volume", "torch", "max --dims 3 --kernel 2 --stride 1", (3, 4, 5)),
    Case("3d-min", "jax", "min --dims 3 --kernel 2,3,2 --stride 2,1,2", (1, 4, 5, 4, 2)),
    Case("3d-average", "torch", "average --dims 3 --kernel 2", (1, 4, 5, 6, 3)),
    Case("3d-average-padding", "torch", "average --dims 3 --kernel 3 --stride 2 --padding 1", (1, 4, 5, 6, 2)),
    Case("3d-average-padding-counted", "onnx", "average --dims 3 --kernel 3 --stride 2 --padding 1 --count-include-pad", (1, 4, 5, 6, 2)),
    Case("3d-average-ceil-counted", "torch", "average --dims 3 --kernel 2,3,2 --stride 2 --padding 1,1,0 --ceil-mode --count-include-pad", (1, 3, 5, 5, 2)),
    Case("3d-average-asymmetric", "jax", "average --dims 3 --kernel 2 --stride 1 --padding 0:1,1:0,1", (1, 3, 3, 4, 2)),
    Case("3d-average-same", "onnx", "average --dims 3 --kernel 2 --stride 1 --padding same", (1, 3, 3, 4, 2)),
    Case("3d-average-no-batch", "torch", "average --dims 3 --kernel 1,2,2", (3, 4, 6, 2)),
    Case("3d-lp", "jax", "lp --dims 3 --p 2 --kernel 2 --stride 1", (1, 3, 4, 4, 2)),
    Case("2d-max-full", "jax", "max --kernel 3 --stride 2 --padding full", (1, 5, 6, 3)),
    Case("2d-max-padding-beyond-half", "torch", "max --kernel 4 --stride 1 --padding 3", (1, 5, 6, 3)),
    Case("2d-max-pair-for-all-axes", "torch", "max --kernel 3 --stride 2 --padding 1:2", (1, 6, 7, 3)),
    Case("2d-max-dilation-each-axis", "onnx", "max --kernel 3,2 --stride 2,1 --dilation 2,3 --padding 1", (1, 9, 8, 3)),
    Case("2d-max-dilation-ceil", "torch", "max --kernel 3 --stride 3 --dilation 2 --ceil-mode", (1, 10, 9, 3)),
    Case("2d-max-ceil-asymmetric", "jax", "max --kernel 3 --stride 2 --padding 1:2,0:1 --ceil-mode", (1, 8, 8, 3)),
    Case("2d-max-kernel-beyond-input", "jax", "max --kernel 5 --stride 2 --padding 2", (1, 2, 3, 3)),
    Case("2d-max-wide", "torch", "max --kernel 3,7 --stride 1", (1, 5, 37, 1)),
    Case("2d-max-kernel-11", "torch", "max --kernel 11 --stride 1 --padding 5", (1, 13, 11, 1)),
    Case("2d-average-full", "torch", "average --kernel 3 --stride 2 --padding full", (1, 5, 6, 3)),
    Case("2d-average-full-counted", "jax", "average --kernel 3 --stride 2 --padding full --count-include-pad", (1, 5, 6, 3)),
    Case("2d-average-dilation", "onnx", "average --kernel 3 --stride 1 --dilation 2", (1, 9, 8, 3)),
    Case("2d-average-dilation-padding", "jax", "average --kernel 3 --stride 2 --dilation 2 --padding 2", (1, 8, 9, 3)),
    Case("2d-average-dilation-padding-counted", "jax", "average --kernel 3 --stride 2 --dilation 2 --padding 2 --count-include-pad", (1, 8, 9, 3)),
    Case("2d-average-ceil-asymmetric", "jax", "average --kernel 3 --stride 2 --padding 1:2,0:1 --ceil-mode", (1, 8, 8, 3)),
    Case("2d-average-ceil-asymmetric-counted", "torch", "average --kernel 3 --stride 2 --padding 1:2,0:1 --ceil-mode --count-include-pad", (1, 8, 8, 3)),
    Case("2d-average-same-counted", "jax", "average --kernel 4 --stride 2 --padding same --count-include-pad", (1, 7, 8, 3)),
    Case("2d-average-prime-plane", "torch", "average --kernel 3,5 --stride 1,2", (17, 19)),
    Case("2d-average-kernel-7", "torch", "average --kernel 7 --stride 1 --padding 3", (1, 9, 11, 1)),
    Case("divisor-1", "torch", "average --kernel 3 --stride 2 --padding 1 --divisor 1", (1, 7, 8, 3)),
    Case("divisor-7-ceil", "torch", "average --kernel 3 --stride 2 --ceil-mode --divisor 7", (1, 8, 8, 3)),
    Case("divisor-5-counted", "torch", "average --kernel 2 --stride 1 --padding 1 --count-include-pad --divisor 5", (1, 4, 5, 3)),
    Case("divisor-3d", "torch", "average --dims 3 --kernel 2 --divisor 3", (1, 4, 4, 5, 2)),
    Case("divisor-1d", "jax", "average --dims 1 --kernel 3 --padding 1 --divisor 10", (1, 11, 2)),
]

# Windows given by the result's size, and one window for everything.
WHOLE = [
    Case("adaptive-max", "torch", "max --adaptive 3,4", (2, 8, 11, 3)),
    Case("adaptive-max-overlapping", "torch", "max --adaptive 5", (1, 7, 8, 3)),
    Case("adaptive-min", "torch", "min --adaptive 3,2", (1, 7, 9, 3)),
    Case("adaptive-average", "torch", "average --adaptive 3,4", (2, 8, 11, 3)),
    Case("adaptive-average-1", "torch", "average --adaptive 1", (1, 5, 7, 3)),
    Case("adaptive-average-beyond-input", "torch", "average --adaptive 5,9", (1, 3, 7, 2)),
    Case("adaptive-average-plane", "torch", "average --adaptive 4,3", (9, 10)),
    Case("adaptive-average-nchw", "torch", "average --layout NCHW --adaptive 2,5", (2, 3, 5, 7)),
    Case("adaptive-average-1d", "torch", "average --dims 1 --adaptive 4", (1, 11, 3)),
    Case("adaptive-max-3d", "torch", "max --dims 3 --adaptive 2,3,2", (1, 3, 5, 5, 2)),
    Case("adaptive-average-3d", "torch", "average --dims 3 --adaptive 2,1,3", (1, 3, 4, 5, 2)),
    Case("adaptive-lp", "torch", "lp --p 2 --adaptive 3", (1, 7, 5, 3)),
    Case("global-max", "onnx", "max --global", (2, 5, 7, 3)),
    Case("global-min", "jax", "min --global", (2, 5, 7, 3)),
    Case("global-average", "onnx", "average --global", (2, 5, 7, 33)),
    Case("global-lp-1", "onnx", "lp --p 1 --global", (2, 5, 7, 3)),
    Case("global-lp-3", "jax", "lp --p 3 --global", (2, 5, 7, 3)),
    Case("global-average-nchw", "onnx", "average --layout NCHW --global", (2, 3, 5, 7)),
    Case("global-average-no-batch", "torch", "average --global", (5, 7, 4)),
    Case("global-max-plane", "torch", "max --global", (9, 7)),
    Case("global-average-1d", "jax", "average --dims 1 --global", (3, 19, 2)),
    Case("global-max-3d", "torch", "max --dims 3 --global", (2, 3, 4, 5, 2)),
    Case("global-average-divisor", "jax", "average --global --divisor 4", (1, 5, 3, 3)),
]

LP = [
    Case("lp-1", "onnx", "lp --p 1 --kernel 3 --stride 2", (1, 7, 9, 3)),
    Case("lp-2", "onnx", "lp --p 2 --kernel 2", (2, 6, 8, 3)),
    Case("lp-3", "torch", "lp --p 3 --kernel 3 --stride 1", (1, 5, 6, 3)),
    Case("lp-1.5", "jax", "lp --p 1.5 --kernel 3 --stride 2 --padding 1", (1, 7, 8, 3)),
    Case("lp-0.5", "torch", "lp --p=0.5 --kernel 2", (1, 6, 6, 3)),
    Case("lp-7", "jax", "lp --p 7 --kernel 2,3 --stride 1", (1, 5, 7, 3)),
    Case("lp-2-ceil", "torch", "lp --p 2 --kernel 3 --stride 2 --ceil-mode", (1, 8, 8, 3)),
    Case("lp-2-padding-asymmetric", "jax", "lp --p 2 --kernel 3 --stride 2 --padding 0:1,2:1", (1, 7, 8, 3)),
    Case("lp-2-dilation", "onnx", "lp --p 2 --kernel 2 --stride 1 --dilation 2", (1, 6, 7, 3)),
    Case("lp-2-same", "onnx", "lp --p 2 --kernel 3 --stride 2 --padding same", (1, 7, 8, 3)),
    Case("lp-2-zeros", "torch", "lp --p 2 --kernel 2 --stride 1", (1, 5, 6, 3), data="mostly-zero"),
    Case("lp-1-zeros", "torch", "lp --p 1 --kernel 2", (1, 6, 6, 3), data="mostly-zero"),
    Case("lp-2-nchw", "onnx", "lp --p 2 --layout NCHW --kernel 3 --stride 1 --padding 1", (1, 3, 5, 6)),
]

LAYOUTS = [
    Case("layout-nchw-max", "torch", "max --layout NCHW --kernel 3 --stride 2 --padding 1", (2, 3, 7, 8)),
    Case("layout-nchw-average", "onnx", "average --layout NCHW --kernel 3 --stride 2 --padding 1 --ceil-mode", (1, 3, 8, 9)),
    Case("layout-nchw-no-batch", "jax", "max --layout NCHW --kernel 2,3 --stride 1,2", (3, 5, 9)),
    Case("layout-nchw-plane", "torch", "average --layout NCHW --kernel 2", (6, 8)),
    Case("layout-chwn", "jax", "max --layout CHWN --kernel 2,3 --stride 2,1", (3, 6, 7, 2)),
    Case("layout-hwnc", "jax", "average --layout HWNC --kernel 3 --stride 1,2 --padding 1", (5, 7, 2, 3)),
    Case("layout-nwhc", "jax", "average --layout NWHC --kernel 2,3 --stride 2,1 --padding 1,0", (2, 7, 5, 3)),
    Case("layout-wcnh", "jax", "max --layout WCNH --kernel 3,2 --stride 1,2", (8, 3, 2, 5)),
    Case("layout-1d-ncw", "torch", "max --dims 1 --layout NCW --kernel 3 --stride 2", (2, 3, 13)),
    Case("layout-1d-cwn", "jax", "average --dims 1 --layout CWN --kernel 4 --stride 1 --padding 2:1", (3, 9, 2)),
    Case("layout-3d-ncdhw", "onnx", "max --dims 3 --layout NCDHW --kernel 2 --stride 1,2,2", (1, 3, 3, 4, 6)),
    Case("layout-3d-dhwcn", "jax", "average --dims 3 --layout DHWCN --kernel 2,1,3 --stride 1", (3, 4, 5, 2, 2)),
]

# Ties, NaN and infinities.
SPECIAL = [
    Case("ties-max", "torch", "max --kernel 3 --stride 1 --padding 1", (1, 6, 7, 3), data="ties", indices=True),
    Case("ties-min", "torch", "min --kernel 3 --stride 2", (1, 7, 9, 3), data="ties", indices=True),
    Case("ties-max-onnx", "onnx", "max --layout NCHW --kernel 2 --index-origin array", (2, 3, 6, 8), data="ties", indices=True),
    Case("ties-max-dilation", "torch", "max --kernel 3 --stride 1 --dilation 2", (1, 8, 7, 3), data="ties", indices=True),
    Case("nan-max", "jax", "max --kernel 3 --stride 2 --padding 1", (1, 9, 9, 3), data="nan"),
    Case("nan-min", "torch", "min --kernel 2 --stride 1", (1, 7, 8, 3), data="nan"),
    Case("nan-max-indices", "torch", "max --kernel 3 --stride 2", (2, 7, 9, 3), data="nan-each-plane", indices=True),
    Case("nan-average", "torch", "average --kernel 3 --stride 2 --padding 1", (1, 9, 9, 3), data="nan"),
    Case("nan-lp", "torch", "lp --p 2 --kernel 2", (1, 8, 8, 3), data="nan"),
    Case("nan-global-max", "torch", "max --global", (2, 5, 6, 3), data="nan-each-plane"),
    Case("infinite-max", "torch", "max --kernel 3 --stride 2 --padding 1", (1, 9, 9, 3), data="infinite"),
    Case("infinite-min", "jax", "min --kernel 2 --stride 1", (1, 7, 8, 3), data="infinite"),
    Case("infinite-average", "torch", "average --kernel 2", (1, 8, 8, 3), data="infinite"),
    Case("infinite-lp", "jax", "lp --p 2 --kernel 2", (1, 8, 8, 3), data="infinite"),
    Case("all-low-max", "torch", "max --kernel 3 --stride 2 --padding 1", (1, 9, 8, 2), data="low", indices=True),
    Case("all-high-min", "torch", "min --kernel 3 --stride 2 --padding 1", (1, 9, 8, 2), data="high", indices=True),
]

INDICES = [
    Case("indices-max-2", "torch", "max --kernel 2", (2, 6, 8, 3), indices=True),
    Case("indices-max-overlapping", "torch", "max --kernel 3 --stride 1 --padding 1", (1, 7, 6, 5), indices=True),
    Case("indices-max-asymmetric", "torch", "max --kernel 3 --stride 2 --padding 2:1,0:2", (1, 7, 8, 3), indices=True),
    Case("indices-max-ceil", "torch", "max --kernel 3 --stride 2 --padding 1 --ceil-mode", (1, 8, 9, 3), indices=True),
    Case("indices-max-no-batch", "torch", "max --kernel 2 --index-origin plane", (6, 5, 4), indices=True),
    Case("indices-max-plane", "torch", "max --kernel 3 --stride 2 --padding 1", (9, 10), indices=True),
    Case("indices-max-ramp", "torch", "max --kernel 3 --stride 2 --padding 1 --ceil-mode", (4, 4), data="ramp", indices=True),
    Case("indices-max-nchw", "torch", "max --layout NCHW --kernel 3 --stride 2", (2, 3, 7, 9), indices=True),
    Case("indices-array-nchw", "onnx", "max --layout NCHW --kernel 3 --stride 2 --padding 1 --index-origin array", (2, 3, 7, 8), indices=True),
    Case("indices-array-nchw-no-batch", "onnx", "max --layout NCHW --kernel 2 --index-origin array", (3, 6, 8), indices=True),
    Case("indices-array-nhwc", "torch", "max --kernel 2 --index-origin array", (2, 6, 8, 3), indices=True),
    Case("indices-array-chwn", "torch", "max --layout CHWN --kernel 2 --index-origin array", (3, 4, 6, 2), indices=True),
    Case("indices-min", "torch", "min --kernel 2,3 --stride 1", (1, 5, 7, 3), indices=True),
    Case("indices-min-array", "torch", "min --kernel 2 --index-origin array", (2, 4, 6, 3), indices=True),
    Case("indices-adaptive", "torch", "max --adaptive 3", (1, 7, 8, 3), indices=True),
    Case("indices-global", "torch", "max --global", (2, 5, 7, 3), indices=True),
    Case("indices-1d", "torch", "max --dims 1 --kernel 3 --stride 2 --padding 1", (2, 13, 3), indices=True),
    Case("indices-1d-array", "onnx", "max --dims 1 --layout NCW --kernel 3 --index-origin array", (2, 3, 12), indices=True),
    Case("indices-3d", "torch", "max --dims 3 --kernel 2", (1, 4, 4, 6, 2), indices=True),
    Case("indices-3d-array", "torch", "max --dims 3 --layout NCDHW --kernel 2 --stride 1 --index-origin array", (1, 2, 3, 4, 4), indices=True),
]

# The extremes keep the type; the average of integers is float32.
TYPES = [
    Case("type-uint8-max", "onnx", "max --kernel 3 --stride 2 --padding 1", (1, 9, 11, 3), data="uint8"),
    Case("type-uint8-min", "jax", "min --kernel 3 --stride 2 --padding 1", (1, 9, 11, 3), data="uint8"),
    Case("type-int8-max", "onnx", "max --kernel 2", (1, 8, 10, 3), data="int8"),
    Case("type-int8-max-padding", "jax", "max --kernel 3 --stride 2 --padding 1 --ceil-mode", (1, 8, 9, 3), data="int8"),
    Case("type-int16-max", "jax", "max --kernel 2", (1, 8, 10, 3), data="int16"),
    Case("type-uint16-min", "jax", "min --kernel 2 --stride 1", (1, 6, 7, 3), data="uint16"),
    Case("type-int32-max", "jax", "max --kernel 3 --stride 1 --padding 1", (1, 6, 7, 3), data="int32"),
    Case("type-uint32-max", "jax", "max --kernel 2", (1, 6, 8, 3), data="uint32"),
    Case("type-int64-max", "jax", "max --kernel 2", (1, 6, 8, 3), data="int64"),
    Case("type-int64-max-whole", "jax", "max --kernel 3 --stride 2 --padding 1", (1, 7, 8, 3), data="int64-whole"),
    Case("type-int64-min-whole", "jax", "min --kernel 2 --stride 1 --padding 1", (1, 6, 7, 2), data="int64-whole"),
    Case("type-uint64-max-whole", "jax", "max --kernel 2 --stride 1", (1, 6, 7, 3), data="uint64-whole"),
    Case("type-uint64-min-whole", "jax", "min --layout NCHW --kernel 3 --stride 2 --padding 1", (1, 3, 7, 8), data="uint64-whole"),
    Case("type-int64-max-neighbours", "jax", "max --kernel 2", (1, 8, 8, 3), data="int64-neighbours"),
    Case("type-uint64-min-neighbours", "jax", "min --global", (1, 5, 7, 3), data="uint64-neighbours"),
    Case("type-int64-min-indices", "torch", "min --kernel 3 --stride 2", (1, 7, 9, 3), data="int64", indices=True),
    Case("type-float32-max", "jax", "max --kernel 3 --stride 2 --padding 1", (1, 8, 9, 3), data="float32"),
    Case("type-float16-max", "jax", "max --kernel 2", (1, 8, 10, 3), data="float16"),
    Case("type-uint8-average", "torch", "average --kernel 3 --stride 2 --padding 1", (1, 9, 11, 3), data="uint8"),
    Case("type-uint8-average-counted", "jax", "average --kernel 3 --stride 2 --padding 1 --count-include-pad", (1, 9, 11, 3), data="uint8"),
    Case("type-int16-average", "torch", "average --kernel 2", (1, 6, 8, 3), data="int16"),
    Case("type-int32-average", "jax", "average --kernel 3 --stride 2", (1, 7, 9, 3), data="int32"),
    Case("type-float16-average", "torch", "average --kernel 3 --stride 2 --padding 1", (1, 7, 9, 3), data="float16"),
    Case("type-int8-global-max", "jax", "max --global", (2, 5, 7, 3), data="int8"),
    Case("type-uint8-lp", "jax", "lp --p 2 --kernel 2", (1, 6, 8, 3), data="uint8"),
]


def cases() -> Iterator[Case]:
    """All of them, in the order of the manifest."""
    yield from BASIC
    yield from DIMENSIONS
    yield from WHOLE
    yield from LP
    yield from LAYOUTS
    yield from SPECIAL
    yield from INDICES
    yield from TYPES
