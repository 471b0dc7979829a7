"""Pooling by PyTorch in float64, differentiable: the oracle of results and of gradients."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from scripts.layout import Array
from scripts.pooling import Pooling

_MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
_AVERAGE = {2: F.avg_pool2d, 3: F.avg_pool3d}
_ADAPTIVE_MAX = {1: F.adaptive_max_pool1d, 2: F.adaptive_max_pool2d, 3: F.adaptive_max_pool3d}
_ADAPTIVE_AVERAGE = {1: F.adaptive_avg_pool1d, 2: F.adaptive_avg_pool2d, 3: F.adaptive_avg_pool3d}


def pool(problem: Pooling, x: Array, indices: bool) -> list[Array]:
    """The result and, if asked for, the indices, in the file's layout."""
    data = torch.from_numpy(problem.inside(x).astype("float64"))
    y, where = forward(problem, data)
    outputs = [problem.outside(y.numpy()).astype(x.dtype if problem.extreme else "float64")]
    if indices:
        outputs.append(problem.outside_indices(where.numpy(), x.shape))
    return outputs


def forward(problem: Pooling, x: Tensor) -> tuple[Tensor, Tensor | None]:
    """The result of (N, C, space) and, for the extremes, the cells of the plane it was found in."""
    match problem.options.mode:
        case "max":
            return _maximum(problem, x)
        case "min":
            y, where = _maximum(problem, -x)
            return -y, where
        case "average":
            return _average(problem, x), None
        case _:
            return _norm(problem, x), None


def _maximum(problem: Pooling, x: Tensor) -> tuple[Tensor, Tensor]:
    window = problem.window
    if window is None:
        return _ADAPTIVE_MAX[problem.dims](x, problem.output, return_indices=True)
    pooled = _MAX[problem.dims]
    ceil_mode = problem.options.ceil_mode
    if _takes_padding(problem):
        return pooled(
            x, window.kernel, window.stride, window.before, window.dilation, ceil_mode,
            return_indices=True,
        )
    padded = F.pad(x, _flat(problem), value=float("-inf"))
    y, where = pooled(
        padded, window.kernel, window.stride, 0, window.dilation, ceil_mode, return_indices=True
    )
    core = (..., *(slice(count) for count in problem.output))
    axes = torch.unravel_index(where[core], padded.shape[2:])
    cell = torch.zeros_like(where[core])
    for axis, size, before in zip(axes, problem.size, window.before):
        cell = cell * size + (axis - before)
    return y[core], cell


def _average(problem: Pooling, x: Tensor) -> Tensor:
    options, window = problem.options, problem.window
    if window is None:
        return _ADAPTIVE_AVERAGE[problem.dims](x, problem.output)
    if problem.dims > 1 and _takes_padding(problem):
        return _AVERAGE[problem.dims](
            x, window.kernel, window.stride, window.before, options.ceil_mode,
            options.count_include_pad, options.divisor,
        )
    return _sum(problem, x) / torch.from_numpy(problem.counts)


def _norm(problem: Pooling, x: Tensor) -> Tensor:
    """PyTorch's lp_pool takes no absolute value and scales the windows that ceil mode cuts."""
    p = problem.options.p
    if problem.window is None:
        total = _ADAPTIVE_AVERAGE[problem.dims](x.abs() ** p, problem.output)
        total = total * torch.from_numpy(problem.counts)
    else:
        total = _sum(problem, x.abs() ** p)
    # At 0 the root has no derivative; the rule is a gradient of 0, which a constant has.
    positive = torch.where(total == 0, torch.ones_like(total), total)
    return torch.where(total == 0, torch.zeros_like(total), positive ** (1 / p))


def _sum(problem: Pooling, x: Tensor) -> Tensor:
    """The sum of every window: an average that divides by 1, of data padded beforehand."""
    window = problem.window
    if max(window.dilation) > 1:
        raise ValueError("PyTorch's average pooling has no dilation")
    padded = F.pad(x, _flat(problem))
    if problem.dims == 1:
        total = F.avg_pool2d(
            padded.unsqueeze(2), (1, *window.kernel), (1, *window.stride),
            ceil_mode=problem.options.ceil_mode, divisor_override=1,
        ).squeeze(2)
    else:
        total = _AVERAGE[problem.dims](
            padded, window.kernel, window.stride,
            ceil_mode=problem.options.ceil_mode, divisor_override=1,
        )
    return total[(..., *(slice(count) for count in problem.output))]


def _takes_padding(problem: Pooling) -> bool:
    """Whether PyTorch's pooling has this padding: the same on both sides, at most half a kernel."""
    window = problem.window
    if problem.options.mode == "average" and max(window.dilation) > 1:
        return False
    return window.before == window.after and all(
        b <= k // 2 for b, k in zip(window.before, window.kernel)
    )


def _flat(problem: Pooling) -> list[int]:
    return [side for pair in reversed(problem.window.pairs) for side in pair]
