"""Convolution by PyTorch in float64, differentiable: the oracle of results and of gradients."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from scripts.convolution import Convolution
from scripts.layout import Array

_CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
_TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}


def forward(problem: Convolution, x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """The result (N, C, space) of data (N, C, space) and weight (O, I, space)."""
    if problem.options.flip:
        weight = weight.flip(tuple(range(2, weight.ndim)))
    return (_adjoint if problem.options.transpose else _direct)(problem, x, weight, bias)


def _direct(problem: Convolution, x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    window = problem.window
    own_padding = problem.options.pad_mode == "zero" and window.before == window.after
    if not own_padding:
        x = pad(problem, x)
    padding = window.before if own_padding else (0,) * problem.dims
    return _CONV[problem.dims](
        x, weight, bias, window.stride, padding, window.dilation, problem.groups
    )


def _adjoint(problem: Convolution, x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """PyTorch pads both sides alike, so the gradient of the padded input is formed and cut."""
    window = problem.window
    transposed = _TRANSPOSED[problem.dims]
    full = transposed(x, weight, None, window.stride, 0, 0, problem.groups, window.dilation)
    # What lies beyond the last window is zero: there the convolution met no tap.
    missing = [p - n for p, n in zip(problem.padded_size, full.shape[2:])]
    full = F.pad(full, [side for extra in reversed(missing) for side in (0, max(extra, 0))])
    core = tuple(slice(b, b + n) for b, n in zip(window.before, problem.size))
    y = full[(..., *core)]
    return y if bias is None else y + bias.reshape(-1, *(1,) * problem.dims)


def pad(problem: Convolution, x: Tensor) -> Tensor:
    """The input with its padding: PyTorch's own modes, and those it lacks from its indexing."""
    pairs = problem.window.pairs
    match problem.options.pad_name:
        case "symmetric":
            for axis, (before, after) in enumerate(pairs, start=2):
                cells = torch.arange(x.shape[axis])
                source = torch.cat([
                    cells[:before].flip(0), cells, cells[len(cells) - after :].flip(0)
                ])
                x = x.index_select(axis, source)
            return x
        case "mean":
            space = tuple(range(2, x.ndim))
            inside = F.pad(torch.ones_like(x), _flat(pairs))
            return F.pad(x, _flat(pairs)) + (1 - inside) * x.mean(space, keepdim=True)
        case "constant":
            return F.pad(x, _flat(pairs), value=problem.options.pad_value)
        case name:
            return F.pad(x, _flat(pairs), mode=name)


def _flat(pairs: list[tuple[int, int]]) -> list[int]:
    """The pairs as torch.nn.functional.pad wants them: last axis first."""
    return [side for pair in reversed(pairs) for side in pair]


def conv(problem: Convolution, x: Array, weight: Array, bias: Array | None) -> Array:
    """The result in the files' layouts."""
    y = forward(
        problem,
        torch.from_numpy(problem.inside(x)),
        torch.from_numpy(problem.inside_weight(weight)),
        None if bias is None else torch.from_numpy(bias),
    )
    return problem.outside(y.numpy())
