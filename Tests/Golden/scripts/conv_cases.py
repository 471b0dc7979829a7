"""The convolutions that the golden files cover; their gradients are taken of the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """Shapes are in the layouts that the arguments state."""

    name: str
    oracle: str
    arguments: str
    x: tuple[int, ...]
    weight: tuple[int, ...]
    bias: bool = False

    @property
    def command(self) -> str:
        return f"conv {self.arguments}".rstrip()


# Two-dimensional, zero padding: what a first convolution has to get right.
BASIC = [
    Case("basic-plain", "torch", "", (2, 7, 11, 3), (3, 3, 3, 5)),
    Case("basic-bias", "torch", "", (2, 7, 11, 3), (3, 3, 3, 5), bias=True),
    Case("basic-pointwise", "torch", "", (2, 5, 7, 13), (1, 1, 13, 11), bias=True),
    Case("basic-kernel-1x3", "torch", "", (1, 5, 7, 3), (1, 3, 3, 4)),
    Case("basic-kernel-3x1", "torch", "", (1, 5, 7, 3), (3, 1, 3, 4)),
    Case("basic-kernel-2x5", "torch", "", (1, 5, 13, 2), (2, 5, 2, 7)),
    Case("basic-one-channel", "torch", "--padding 2", (1, 11, 13, 1), (5, 5, 1, 1)),
    Case("basic-one-to-many", "torch", "--padding 1", (1, 7, 9, 1), (3, 3, 1, 17)),
    Case("basic-33-channels", "torch", "--padding 1", (1, 3, 5, 33), (3, 3, 33, 3), bias=True),
    Case("basic-33-filters", "torch", "--padding 1", (1, 4, 5, 3), (3, 3, 3, 33), bias=True),
    Case("basic-stride-2", "torch", "--stride 2", (2, 9, 11, 3), (3, 3, 3, 5)),
    Case("basic-stride-2x1", "torch", "--stride 2,1", (1, 9, 7, 3), (3, 3, 3, 4)),
    Case("basic-stride-beyond-kernel", "torch", "--stride=4", (1, 13, 15, 3), (2, 2, 3, 5)),
    Case("basic-stride-leaves-rest", "torch", "--stride 3,2", (1, 12, 12, 2), (3, 3, 2, 5)),
    Case("basic-dilation-2", "torch", "--dilation 2", (1, 9, 11, 3), (3, 3, 3, 4)),
    Case("basic-dilation-1x3", "torch", "--dilation 1,3", (1, 7, 13, 2), (3, 3, 2, 5)),
    Case("basic-stride-and-dilation", "torch", "--stride 2 --dilation 2 --padding 3", (1, 11, 9, 3), (3, 3, 3, 4), bias=True),
    Case("basic-padding-1", "torch", "--padding 1", (2, 7, 5, 3), (3, 3, 3, 5)),
    Case("basic-padding-1x2", "torch", "--padding 1,2", (1, 7, 5, 3), (3, 5, 3, 4)),
    Case("basic-padding-asymmetric", "torch", "--padding 0:1,2:1", (1, 7, 5, 3), (3, 3, 3, 4)),
    Case("basic-padding-one-side", "torch", "--padding 2:0,0:3 --stride 2", (1, 7, 6, 3), (3, 4, 3, 4)),
    Case("basic-padding-mixed", "torch", "--padding 1,0:2", (1, 5, 7, 2), (3, 3, 2, 3)),
    Case("basic-padding-beyond-kernel", "torch", "--padding 4", (1, 3, 4, 2), (2, 2, 2, 3), bias=True),
    Case("basic-padding-valid", "torch", "--padding valid", (1, 5, 6, 2), (3, 3, 2, 3)),
    Case("basic-padding-full", "torch", "--padding full", (1, 4, 5, 3), (3, 3, 3, 4)),
    Case("basic-padding-full-dilation", "torch", "--padding full --dilation 2", (1, 4, 5, 2), (3, 2, 2, 3)),
    Case("basic-same", "torch", "--padding same", (1, 7, 6, 3), (3, 5, 3, 4)),
    Case("basic-same-even-kernel", "onnx", "--padding same", (1, 7, 6, 3), (4, 2, 3, 4)),
    Case("basic-same-stride-2", "onnx", "--padding same --stride 2", (1, 7, 8, 3), (4, 3, 3, 4)),
    Case("basic-same-stride-beyond-kernel", "jax", "--padding same --stride 3", (1, 8, 10, 3), (2, 1, 3, 4)),
    Case("basic-same-dilation", "torch", "--padding same --dilation 2,3", (1, 7, 8, 3), (2, 3, 3, 4)),
    Case("basic-same-lower", "onnx", "--padding same-lower", (1, 7, 6, 3), (4, 2, 3, 4)),
    Case("basic-same-lower-stride-2", "jax", "--padding same-lower --stride 2", (1, 7, 8, 3), (4, 3, 3, 4)),
    Case("basic-groups-2", "torch", "--groups 2 --padding 1", (1, 5, 7, 6), (3, 3, 3, 8), bias=True),
    Case("basic-groups-3-stride-2", "torch", "--groups 3 --stride 2 --padding 1", (2, 5, 7, 6), (3, 3, 2, 3)),
    Case("basic-groups-11-by-3", "torch", "--groups 3", (1, 3, 4, 33), (3, 3, 11, 6)),
    Case("basic-depthwise", "torch", "--groups 5 --padding 1", (2, 5, 6, 5), (3, 3, 1, 5), bias=True),
    Case("basic-depthwise-33", "torch", "--groups 33 --padding 1 --stride 2", (1, 4, 5, 33), (3, 3, 1, 33)),
    Case("basic-depthwise-multiplier-2", "torch", "--groups 3 --padding 1", (1, 7, 5, 3), (3, 3, 1, 6), bias=True),
    Case("basic-depthwise-multiplier-5", "torch", "--groups 2 --dilation 2", (1, 7, 8, 2), (3, 3, 1, 10)),
    Case("basic-flip", "torch", "--flip", (1, 7, 6, 3), (3, 3, 3, 4)),
    Case("basic-flip-even-same", "torch", "--flip --padding same", (1, 7, 6, 2), (2, 4, 2, 3), bias=True),
    Case("basic-shared-filter", "torch", "--padding 1", (2, 7, 8, 3), (3, 3)),
    Case("basic-shared-filter-bias", "torch", "--padding 2", (1, 7, 8, 4), (5, 5), bias=True),
    Case("basic-shared-filter-33", "torch", "--padding same --stride 2", (1, 4, 5, 33), (3, 3)),
    Case("basic-shared-filter-flip", "torch", "--flip --dilation 2", (1, 7, 8, 3), (2, 3)),
    Case("basic-no-batch", "torch", "--padding 1", (7, 9, 3), (3, 3, 3, 4), bias=True),
    Case("basic-no-batch-one-result", "torch", "", (7, 9, 3), (3, 3, 3, 1)),
    Case("basic-plane", "torch", "--padding 1", (9, 11), (3, 3)),
    Case("basic-plane-full-weight", "torch", "--stride 2", (9, 11), (3, 3, 1, 1), bias=True),
    Case("basic-plane-to-many", "torch", "--padding 1", (5, 7), (3, 3, 1, 4)),
    Case("basic-height-1", "torch", "--padding 0,1", (1, 1, 13, 3), (1, 3, 3, 4)),
    Case("basic-width-1", "torch", "--padding 1,0", (1, 13, 1, 3), (3, 1, 3, 4)),
    Case("basic-one-pixel", "torch", "--padding 1", (1, 1, 1, 3), (3, 3, 3, 4), bias=True),
    Case("basic-kernel-beyond-input", "torch", "--padding 3", (1, 2, 3, 3), (7, 7, 3, 2)),
    Case("basic-kernel-is-input", "torch", "", (3, 5, 4, 3), (5, 4, 3, 7), bias=True),
    Case("basic-prime-sizes", "torch", "--padding 1", (1, 13, 17, 1), (3, 3, 1, 2)),
    Case("basic-batch-5", "torch", "--padding 1", (5, 3, 5, 2), (3, 3, 2, 3)),
    Case("basic-empty-batch", "torch", "--padding 1", (0, 5, 7, 3), (3, 3, 3, 4), bias=True),
]

# Zero padding in one and three dimensions, and what two dimensions left out.
ZERO = [
    Case("1d-plain", "torch", "--dims 1", (2, 17, 3), (3, 3, 5)),
    Case("1d-lecture", "torch", "--dims 1 --padding 1", (5,), (3,)),
    Case("1d-bias-same", "onnx", "--dims 1 --padding same", (2, 13, 3), (4, 3, 5), bias=True),
    Case("1d-same-lower-stride-3", "jax", "--dims 1 --padding same-lower --stride 3", (1, 20, 2), (5, 2, 3)),
    Case("1d-full", "torch", "--dims 1 --padding full", (1, 7, 2), (5, 2, 3)),
    Case("1d-stride-5", "jax", "--dims 1 --stride 5", (1, 31, 2), (3, 2, 4)),
    Case("1d-dilation-7", "torch", "--dims 1 --dilation 7 --padding 7", (1, 19, 2), (3, 2, 4)),
    Case("1d-one-sided-causal", "jax", "--dims 1 --padding 4:0 --dilation 2", (2, 11, 3), (3, 3, 4), bias=True),
    Case("1d-groups-depthwise", "onnx", "--dims 1 --padding 2 --groups 6", (1, 11, 6), (5, 1, 6)),
    Case("1d-33-channels", "torch", "--dims 1 --padding 1 --groups 3", (1, 7, 33), (3, 11, 9)),
    Case("1d-no-batch", "torch", "--dims 1 --padding 1", (19, 2), (3, 2, 3), bias=True),
    Case("1d-shared-filter", "torch", "--dims 1 --padding 2", (2, 13, 5), (5,)),
    Case("1d-line-to-many", "jax", "--dims 1", (23,), (4, 1, 6)),
    Case("1d-flip", "torch", "--dims 1 --flip --padding full", (11, 2), (4, 2, 3)),
    Case("1d-one-sample", "torch", "--dims 1 --padding 2", (1, 1, 3), (5, 3, 2)),
    Case("1d-empty-batch", "torch", "--dims 1", (0, 9, 3), (3, 3, 2)),
    Case("3d-plain", "torch", "--dims 3", (1, 4, 5, 6, 2), (2, 3, 3, 2, 3)),
    Case("3d-bias-padding-1", "onnx", "--dims 3 --padding 1", (1, 3, 4, 5, 2), (3, 3, 3, 2, 3), bias=True),
    Case("3d-same-stride-2", "onnx", "--dims 3 --padding same --stride 2", (1, 5, 4, 7, 2), (2, 3, 3, 2, 3)),
    Case("3d-same-lower", "jax", "--dims 3 --padding same-lower", (1, 3, 4, 5, 2), (2, 2, 4, 2, 2)),
    Case("3d-full", "torch", "--dims 3 --padding full", (1, 2, 3, 4, 2), (2, 3, 2, 2, 2)),
    Case("3d-stride-each-axis", "jax", "--dims 3 --stride 1,2,3", (1, 4, 7, 8, 2), (2, 3, 3, 2, 3)),
    Case("3d-dilation-each-axis", "torch", "--dims 3 --dilation 2,1,3 --padding 1,0,2", (1, 4, 3, 6, 2), (2, 2, 3, 2, 3)),
    Case("3d-asymmetric", "jax", "--dims 3 --padding 0:1,2:0,1:2 --stride 2", (1, 4, 3, 5, 2), (3, 2, 3, 2, 3)),
    Case("3d-groups-2", "onnx", "--dims 3 --groups 2 --padding 1", (1, 3, 3, 4, 4), (2, 2, 3, 2, 6), bias=True),
    Case("3d-depthwise-multiplier-2", "torch", "--dims 3 --groups 3 --padding 1", (1, 3, 4, 3, 3), (3, 3, 3, 1, 6)),
    Case("3d-no-batch", "torch", "--dims 3 --padding 0,1,1", (3, 4, 5, 2), (2, 3, 3, 2, 3)),
    Case("3d-volume", "torch", "--dims 3 --padding 1", (4, 5, 7), (3, 3, 3)),
    Case("3d-volume-to-many", "jax", "--dims 3 --stride 2", (5, 5, 7), (3, 2, 3, 1, 4)),
    Case("3d-shared-filter", "torch", "--dims 3 --padding 1,1,0", (1, 3, 4, 5, 3), (3, 3, 2), bias=True),
    Case("3d-flip", "torch", "--dims 3 --flip", (1, 4, 4, 5, 2), (2, 3, 2, 2, 2)),
    Case("3d-depth-1", "torch", "--dims 3 --padding 0,1,1", (2, 1, 5, 6, 2), (1, 3, 3, 2, 3)),
    Case("2d-pair-for-all-axes", "torch", "--padding 1:2", (1, 5, 6, 2), (3, 4, 2, 3)),
    Case("2d-same-stride-2-odd", "onnx", "--padding same --stride 2", (1, 7, 9, 3), (3, 3, 3, 4)),
    Case("2d-stride-dilation-groups", "onnx", "--stride 2,3 --dilation 3,2 --padding 3,2 --groups 2 --dims 2", (1, 9, 11, 4), (3, 3, 2, 6), bias=True),
    Case("2d-flip-stride-dilation-groups", "jax", "--flip --stride 2 --dilation 2 --padding 1:3 --groups 2", (1, 9, 8, 4), (3, 2, 2, 4)),
    # More positions than one block of the weight gradient holds, in one image and over a batch.
    Case("2d-positions-1369", "torch", "--padding 1", (1, 37, 37, 1), (3, 3, 1, 1)),
    Case("2d-positions-1311", "torch", "--dilation 2 --padding 2", (3, 19, 23, 1), (3, 3)),
    Case("2d-width-17", "torch", "--padding 1", (1, 3, 17, 2), (3, 3, 2, 2)),
    Case("2d-kernel-7-stride-2-image", "jax", "--stride 2 --padding 3", (1, 15, 16, 3), (7, 7, 3, 2), bias=True),
    Case("2d-pointwise-stride-3", "onnx", "--stride 3", (2, 7, 8, 5), (1, 1, 5, 6)),
    Case("2d-dilation-beyond-input", "torch", "--dilation 5 --padding 5", (1, 3, 4, 2), (3, 3, 2, 3)),
]

# Layouts: those of the frameworks, and permutations that no one would guess right by luck.
LAYOUTS = [
    Case("layout-nchw", "torch", "--layout NCHW --padding 1", (2, 3, 5, 7), (4, 3, 3, 3), bias=True),
    Case("layout-nchw-stride-groups", "jax", "--layout NCHW --padding 1:0,2 --stride 2 --groups 2", (1, 4, 7, 8), (6, 2, 3, 3), bias=True),
    Case("layout-nchw-depthwise", "onnx", "--layout NCHW --padding same --groups 3", (1, 3, 6, 7), (6, 1, 4, 3)),
    Case("layout-nchw-no-batch", "torch", "--layout NCHW --dilation 2", (3, 7, 8), (4, 3, 2, 3)),
    Case("layout-nchw-plane", "torch", "--layout NCHW --padding 1", (7, 8), (3, 1, 3, 3)),
    Case("layout-nchw-plane-to-one", "torch", "--layout NCHW", (7, 8), (1, 1, 3, 4)),
    Case("layout-nchw-shared-filter", "torch", "--layout NCHW --padding 1", (2, 3, 5, 6), (3, 3), bias=True),
    Case("layout-nchw-weight-hwio", "jax", "--layout NCHW --weight-layout HWIO --padding 1", (1, 3, 5, 6), (3, 2, 3, 4)),
    Case("layout-nhwc-weight-oihw", "jax", "--weight-layout OIHW --stride 2", (1, 7, 8, 3), (4, 3, 3, 2)),
    Case("layout-weight-iohw", "jax", "--weight-layout IOHW --padding 2", (1, 5, 6, 3), (3, 4, 3, 5), bias=True),
    Case("layout-weight-ohwi", "jax", "--layout NHWC --weight-layout OHWI --padding same", (1, 5, 6, 3), (4, 3, 2, 3)),
    Case("layout-weight-iohw-groups", "jax", "--weight-layout IOHW --groups 2", (1, 5, 6, 4), (2, 6, 3, 2)),
    Case("layout-weight-wohi", "jax", "--weight-layout WOHI --stride 1,2 --dilation 2,1", (1, 7, 8, 3), (2, 4, 3, 3)),
    Case("layout-chwn", "jax", "--layout CHWN --weight-layout IHWO --padding 1", (3, 5, 6, 2), (3, 3, 2, 4), bias=True),
    Case("layout-hwnc", "jax", "--layout HWNC --weight-layout HWIO --stride 2,1", (7, 6, 2, 3), (3, 2, 3, 4)),
    Case("layout-hwcn", "jax", "--layout HWCN --weight-layout OIHW --padding 0:2,1:0", (5, 6, 3, 2), (4, 3, 2, 3)),
    Case("layout-nwhc", "jax", "--layout NWHC --weight-layout WHIO --stride 2,1 --padding 1,2", (2, 6, 9, 3), (2, 3, 3, 4)),
    Case("layout-wcnh", "jax", "--layout WCNH --weight-layout OWIH --dilation 1,2", (8, 3, 2, 5), (4, 3, 3, 2), bias=True),
    Case("layout-nwch-no-batch", "torch", "--layout NWCH --weight-layout HWIO --padding 1,0", (7, 3, 5), (3, 2, 3, 4)),
    Case("layout-1d-ncw", "torch", "--dims 1 --layout NCW --padding 2 --stride 2", (2, 3, 15), (4, 3, 5), bias=True),
    Case("layout-1d-cwn", "jax", "--dims 1 --layout CWN --weight-layout OWI", (3, 11, 2), (4, 3, 3)),
    Case("layout-1d-ncw-no-batch", "jax", "--dims 1 --layout NCW --dilation 3", (2, 13), (3, 2, 4)),
    Case("layout-1d-weight-iow", "jax", "--dims 1 --weight-layout IOW --padding 1", (2, 9, 3), (3, 4, 3)),
    Case("layout-3d-ncdhw", "torch", "--dims 3 --layout NCDHW --padding 1 --groups 2", (1, 4, 3, 4, 5), (6, 2, 2, 3, 3), bias=True),
    Case("layout-3d-ncdhw-no-batch", "onnx", "--dims 3 --layout NCDHW --stride 2,1,1", (2, 5, 4, 5), (3, 2, 3, 2, 3)),
    Case("layout-3d-dhwcn", "jax", "--dims 3 --layout DHWCN --weight-layout ODHWI", (3, 4, 5, 2, 2), (3, 2, 3, 2, 2)),
    Case("layout-3d-nwdhc", "jax", "--dims 3 --layout NWDHC --weight-layout IHDOW --stride 1,2,1 --padding 1,0,2", (1, 4, 3, 5, 2), (2, 2, 3, 3, 2)),
]

# Each pad mode at the largest padding it allows, and beyond the input where it allows any.
LIMITS = [
    Case("limit-reflect", "torch", "--pad-mode reflect --padding 3,4", (1, 4, 5, 2), (3, 3, 2, 3)),
    Case("limit-symmetric", "torch", "--pad-mode symmetric --padding 4,5", (1, 4, 5, 2), (3, 3, 2, 3)),
    Case("limit-circular", "torch", "--pad-mode circular --padding 4,5", (1, 4, 5, 2), (3, 3, 2, 3)),
    Case("limit-replicate-beyond", "onnx", "--pad-mode replicate --padding 7,6", (1, 3, 2, 2), (3, 3, 2, 2)),
    Case("limit-constant-beyond", "jax", "--pad-mode constant:2.5 --padding 6", (1, 2, 3, 2), (4, 5, 2, 2)),
    Case("limit-mean-beyond", "jax", "--pad-mode mean --padding 5,4", (2, 2, 3, 2), (3, 3, 2, 2)),
    Case("limit-reflect-two-cells", "torch", "--pad-mode reflect --padding 1", (1, 2, 2, 3), (3, 3, 3, 4)),
    Case("limit-symmetric-one-cell", "jax", "--pad-mode symmetric --padding 1", (1, 1, 1, 3), (3, 3, 3, 4)),
    Case("limit-circular-one-cell", "jax", "--pad-mode circular --padding 1", (1, 1, 1, 3), (2, 3, 3, 4)),
    Case("limit-replicate-height-1", "torch", "--pad-mode replicate --padding 2", (1, 1, 9, 2), (5, 5, 2, 2)),
]

# Pad modes with the other forms of padding and the other shapes of arrays.
MODES = [
    Case("reflect-same", "torch", "--pad-mode reflect --padding same", (1, 6, 7, 3), (3, 5, 3, 4), bias=True),
    Case("reflect-same-stride-2", "jax", "--pad-mode reflect --padding same --stride 2", (1, 7, 8, 3), (4, 3, 3, 4)),
    Case("symmetric-same-lower", "jax", "--pad-mode symmetric --padding same-lower", (1, 6, 7, 3), (4, 2, 3, 4)),
    Case("symmetric-full", "torch", "--pad-mode symmetric --padding full", (1, 5, 6, 2), (3, 4, 2, 3)),
    Case("replicate-full-flip", "onnx", "--pad-mode replicate --padding full --flip", (1, 5, 6, 2), (3, 2, 2, 3)),
    Case("circular-same", "onnx", "--pad-mode circular --padding same", (2, 6, 7, 2), (3, 3, 2, 3)),
    Case("circular-full", "jax", "--pad-mode circular --padding full", (1, 5, 6, 2), (3, 4, 2, 3)),
    Case("mean-same", "torch", "--pad-mode mean --padding same", (2, 5, 6, 3), (3, 3, 3, 4), bias=True),
    Case("constant-same", "torch", "--pad-mode constant:-0.75 --padding same --stride 2", (1, 6, 7, 3), (3, 3, 3, 4)),
    Case("constant-zero", "torch", "--pad-mode constant:0 --padding 1", (1, 4, 5, 2), (3, 3, 2, 3)),
    Case("zero-by-name", "torch", "--pad-mode=zero --padding=1", (1, 4, 5, 2), (3, 3, 2, 3)),
    Case("reflect-plane", "torch", "--pad-mode reflect --padding 2", (9, 11), (5, 5)),
    Case("symmetric-plane", "torch", "--pad-mode symmetric --padding same", (9, 7), (3, 4)),
    Case("replicate-shared-filter", "torch", "--pad-mode replicate --padding same", (1, 7, 6, 4), (3, 3), bias=True),
    Case("circular-no-batch", "torch", "--pad-mode circular --padding 1", (6, 7, 3), (3, 3, 3, 2)),
    Case("mean-no-batch", "torch", "--pad-mode mean --padding 1", (6, 7, 3), (3, 3, 3, 2)),
    Case("mean-plane", "torch", "--pad-mode mean --padding 2", (7, 9), (5, 3)),
    Case("mean-shared-filter-batch-3", "torch", "--pad-mode mean --padding 1", (3, 4, 5, 2), (3, 3)),
    Case("reflect-depthwise", "torch", "--pad-mode reflect --padding 1 --groups 5", (1, 5, 6, 5), (3, 3, 1, 5)),
    Case("circular-one-sided", "torch", "--pad-mode circular --padding 0:2,3:0", (1, 5, 6, 2), (3, 4, 2, 3)),
    Case("reflect-valid", "torch", "--pad-mode reflect", (1, 5, 6, 2), (3, 3, 2, 3)),
]

# The data has the O channels of the weight, the result I for each group.
TRANSPOSED = [
    Case("transpose-plain", "torch", "--transpose", (2, 4, 5, 6), (3, 3, 3, 6)),
    Case("transpose-bias", "onnx", "--transpose", (1, 4, 5, 3), (3, 2, 4, 3), bias=True),
    Case("transpose-stride-2", "torch", "--transpose --stride 2", (1, 4, 5, 4), (3, 3, 3, 4), bias=True),
    Case("transpose-stride-2-kernel-2", "torch", "--transpose --stride 2", (1, 4, 5, 4), (2, 2, 3, 4)),
    Case("transpose-stride-2-kernel-4-padding-1", "torch", "--transpose --stride 2 --padding 1", (1, 4, 5, 4), (4, 4, 3, 4), bias=True),
    Case("transpose-stride-beyond-kernel", "onnx", "--transpose --stride 3", (1, 4, 3, 4), (2, 2, 3, 4), bias=True),
    Case("transpose-stride-each-axis", "jax", "--transpose --stride 3,2", (1, 3, 4, 3), (4, 3, 2, 3)),
    Case("transpose-padding-1", "torch", "--transpose --padding 1", (1, 5, 6, 3), (3, 3, 4, 3)),
    Case("transpose-padding-asymmetric", "jax", "--transpose --padding 0:1,2:0 --stride 2", (1, 4, 5, 3), (3, 4, 2, 3), bias=True),
    Case("transpose-padding-asymmetric-onnx", "onnx", "--transpose --padding 1:0,0:2 --stride 2", (1, 4, 5, 3), (3, 4, 2, 3)),
    Case("transpose-full", "torch", "--transpose --padding full", (1, 7, 8, 3), (3, 4, 2, 3)),
    Case("transpose-same", "torch", "--transpose --padding same", (1, 5, 6, 3), (3, 4, 2, 3)),
    Case("transpose-same-lower", "jax", "--transpose --padding same-lower", (1, 5, 6, 3), (4, 2, 2, 3)),
    Case("transpose-same-stride-2", "onnx", "--transpose --padding same --stride 2", (1, 4, 5, 3), (3, 4, 2, 3)),
    Case("transpose-same-lower-stride-2", "onnx", "--transpose --padding same-lower --stride 2", (1, 4, 5, 3), (3, 4, 2, 3)),
    Case("transpose-same-stride-beyond-kernel", "torch", "--transpose --padding same --stride 3", (1, 3, 4, 3), (2, 1, 2, 3), bias=True),
    Case("transpose-same-output-size", "jax", "--transpose --padding same --stride 2 --output-size 7,10", (1, 4, 5, 3), (3, 4, 2, 3)),
    Case("transpose-output-padding", "torch", "--transpose --stride 2 --padding 1 --output-padding 1", (1, 4, 5, 3), (3, 3, 2, 3), bias=True),
    Case("transpose-output-padding-each-axis", "onnx", "--transpose --stride 3,2 --output-padding 2,1", (1, 3, 4, 3), (3, 2, 2, 3), bias=True),
    Case("transpose-output-padding-beyond-taps", "jax", "--transpose --stride 4 --output-padding 3", (1, 3, 2, 3), (2, 2, 2, 3), bias=True),
    Case("transpose-output-size", "torch", "--transpose --stride 2 --padding 1 --output-size 8,9", (1, 4, 5, 3), (3, 3, 2, 3)),
    Case("transpose-output-size-least", "onnx", "--transpose --stride 2 --output-size 9,11", (1, 4, 5, 3), (3, 3, 2, 3)),
    Case("transpose-dilation", "torch", "--transpose --dilation 2,3", (1, 4, 5, 3), (3, 2, 2, 3)),
    Case("transpose-dilation-stride", "onnx", "--transpose --dilation 2 --stride 3 --padding 1", (1, 3, 4, 3), (3, 3, 2, 3), bias=True),
    Case("transpose-groups-2", "torch", "--transpose --groups 2 --padding 1", (1, 4, 5, 6), (3, 3, 2, 6), bias=True),
    Case("transpose-groups-3-stride-2", "jax", "--transpose --groups 3 --stride 2", (1, 3, 4, 6), (3, 2, 2, 6), bias=True),
    Case("transpose-depthwise", "onnx", "--transpose --groups 5 --stride 2 --padding 1 --output-padding 1", (1, 3, 4, 5), (3, 3, 1, 5)),
    Case("transpose-depthwise-multiplier", "torch", "--transpose --groups 3 --stride 2", (1, 3, 4, 6), (2, 2, 1, 6)),
    Case("transpose-33-channels", "torch", "--transpose --stride 2", (1, 2, 3, 33), (2, 2, 2, 33)),
    Case("transpose-to-33-channels", "torch", "--transpose --padding 1", (1, 3, 4, 3), (3, 3, 33, 3), bias=True),
    Case("transpose-flip", "torch", "--transpose --flip --stride 2 --padding 1", (1, 4, 5, 3), (3, 4, 2, 3)),
    Case("transpose-shared-filter", "torch", "--transpose --stride 2 --padding 1", (2, 4, 5, 3), (4, 4), bias=True),
    Case("transpose-plane", "torch", "--transpose --padding 1", (6, 7), (3, 3)),
    Case("transpose-plane-full-weight", "torch", "--transpose --stride 2", (5, 6), (3, 3, 4, 1)),
    Case("transpose-no-batch", "jax", "--transpose --stride 2", (4, 5, 3), (3, 3, 2, 3), bias=True),
    Case("transpose-pointwise-stride", "torch", "--transpose --stride 2", (1, 3, 4, 5), (1, 1, 3, 5), bias=True),
    Case("transpose-one-pixel", "torch", "--transpose --stride 3", (1, 1, 1, 3), (5, 4, 2, 3)),
    Case("transpose-empty-batch", "torch", "--transpose --stride 2", (0, 4, 5, 3), (3, 3, 2, 3)),
    Case("transpose-nchw", "torch", "--transpose --layout NCHW --stride 2 --padding 1", (2, 4, 4, 5), (4, 3, 3, 3), bias=True),
    Case("transpose-nchw-groups-dilation", "jax", "--transpose --layout NCHW --groups 2 --dilation 2 --stride 2", (1, 4, 3, 4), (4, 3, 2, 3), bias=True),
    Case("transpose-nchw-weight-hwio", "jax", "--transpose --layout NCHW --weight-layout HWIO --stride 2", (1, 3, 4, 5), (3, 2, 2, 3)),
    Case("transpose-chwn", "jax", "--transpose --layout CHWN --weight-layout IOHW --stride 2,1 --padding 1", (3, 4, 5, 2), (2, 3, 3, 3), bias=True),
    Case("transpose-1d", "torch", "--dims 1 --transpose --stride 3 --padding 1", (2, 6, 4), (4, 3, 4), bias=True),
    Case("transpose-1d-output-padding", "jax", "--dims 1 --transpose --stride 4 --output-padding 2", (1, 5, 3), (3, 2, 3)),
    Case("transpose-1d-ncw-dilation", "onnx", "--dims 1 --transpose --layout NCW --dilation 3 --stride 2", (1, 3, 6), (3, 2, 3)),
    Case("transpose-1d-lecture", "torch", "--dims 1 --transpose --padding 1", (5,), (3,)),
    Case("transpose-3d", "torch", "--dims 3 --transpose --stride 2", (1, 2, 3, 2, 3), (2, 2, 3, 2, 3), bias=True),
    Case("transpose-3d-padding-output-padding", "onnx", "--dims 3 --transpose --stride 2,1,2 --padding 1 --output-padding 1,0,1", (1, 2, 3, 2, 3), (3, 3, 3, 2, 3)),
    Case("transpose-3d-groups", "jax", "--dims 3 --transpose --groups 2 --dilation 1,2,1 --padding 0:1,1,1:0", (1, 3, 3, 4, 4), (2, 2, 3, 2, 4)),
    Case("transpose-3d-ncdhw", "torch", "--dims 3 --transpose --layout NCDHW --stride 1,2,2", (1, 3, 2, 2, 3), (3, 2, 2, 3, 2), bias=True),
]


@dataclass(frozen=True)
class _Variant:
    """One way to use a pad mode, with its arguments, shapes and layouts by number of dimensions."""

    name: str
    arguments: dict[int, str]
    x: dict[int, tuple[int, ...]]
    weight: dict[int, tuple[int, ...]]
    bias: bool


_VARIANTS = [
    _Variant(
        "padding-2",
        {1: "--padding 2", 2: "--padding 2", 3: "--padding 2"},
        {1: (2, 13, 3), 2: (2, 5, 6, 3), 3: (1, 3, 4, 4, 2)},
        {1: (5, 3, 4), 2: (3, 3, 3, 4), 3: (2, 3, 3, 2, 2)},
        bias=True,
    ),
    _Variant(
        "asymmetric-stride-2",
        {
            1: "--layout NCW --padding 2:1 --stride 2",
            2: "--layout NCHW --padding 0:2,3:1 --stride 2",
            3: "--layout NCDHW --padding 1:0,0:1,2:1 --stride 2",
        },
        {1: (2, 3, 12), 2: (1, 3, 6, 7), 3: (1, 2, 3, 4, 5)},
        {1: (4, 3, 3), 2: (4, 3, 3, 2), 3: (3, 2, 3, 2, 3)},
        bias=False,
    ),
    _Variant(
        "dilation-2-groups-2",
        {
            1: "--layout CNW --weight-layout IOW --padding 2:3 --dilation 2 --groups 2",
            2: "--layout HNCW --weight-layout IOHW --padding 2,1 --dilation 2 --groups 2",
            3: "--layout CDNHW --weight-layout HIWOD --padding 1,2,1:2 --dilation 2,1,2 --groups 2",
        },
        {1: (4, 2, 11), 2: (6, 1, 4, 7), 3: (4, 3, 1, 3, 4)},
        {1: (2, 6, 3), 2: (2, 6, 3, 2), 3: (2, 2, 2, 4, 2)},
        bias=False,
    ),
]

# ONNX's Pad has no symmetric, nothing but the scripts has mean.
_MODE_ORACLES = {
    "constant:1.5": ["onnx", "jax", "torch"],
    "reflect": ["torch", "onnx", "jax"],
    "symmetric": ["torch", "jax", "torch"],
    "replicate": ["jax", "torch", "onnx"],
    "circular": ["onnx", "jax", "torch"],
    "mean": ["torch", "jax", "jax"],
}


def _every_mode() -> Iterator[Case]:
    """Every pad mode but zero, in every variant, in one to three dimensions."""
    for mode, oracles in _MODE_ORACLES.items():
        for variant, oracle in zip(_VARIANTS, oracles):
            for dims, arguments in variant.arguments.items():
                yield Case(
                    f"{dims}d-{mode.partition(':')[0]}-{variant.name}",
                    oracle,
                    f"--dims {dims} --pad-mode {mode} {arguments}",
                    variant.x[dims],
                    variant.weight[dims],
                    variant.bias,
                )


def cases() -> Iterator[Case]:
    """All of them, in the order of the manifest."""
    yield from BASIC
    yield from ZERO
    yield from LAYOUTS
    yield from LIMITS
    yield from MODES
    yield from _every_mode()
    yield from TRANSPOSED
