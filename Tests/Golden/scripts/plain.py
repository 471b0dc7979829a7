"""The definitions, written down with NumPy alone: what every oracle's answer is compared with.

Arrays are (N, C, space) and (O, I, space). Loops go over the taps or the windows, so nothing here
shares an idea with the oracles' im2col, FFT or generated code.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from scripts.layout import Array
from scripts.options import Options, Window

# Names of the pad modes in numpy.pad.
NUMPY_PAD = {"reflect": "reflect", "symmetric": "symmetric", "replicate": "edge", "circular": "wrap"}


def pad(x: Array, window: Window, options: Options) -> Array:
    """The input with its padding."""
    widths = [(0, 0), (0, 0), *window.pairs]
    if options.pad_name == "constant":
        return np.pad(x, widths, constant_values=options.pad_value)
    if options.pad_name == "mean":
        space = tuple(range(2, x.ndim))
        inside = np.pad(np.ones(x.shape, bool), widths)
        means = x.mean(axis=space, keepdims=True)
        return np.where(inside, np.pad(x, widths), means)
    return np.pad(x, widths, mode=NUMPY_PAD[options.pad_name])


def pad_adjoint(gradient: Array, size: tuple[int, ...], window: Window, options: Options) -> Array:
    """The gradient of the input from that of the padded input: every cell goes back to where it came from."""
    core = tuple(slice(b, b + n) for b, n in zip(window.before, size))
    inner = gradient[(..., *core)].copy()
    match options.pad_name:
        case "constant":
            return inner
        case "mean":
            space = tuple(range(2, gradient.ndim))
            border = gradient.sum(axis=space, keepdims=True) - inner.sum(axis=space, keepdims=True)
            return inner + border / np.prod(size)
        case name:
            cells = np.arange(np.prod(size)).reshape(size)
            source = np.pad(cells, window.pairs, mode=NUMPY_PAD[name]).ravel()
            planes = gradient.reshape(*gradient.shape[:2], source.size)
            total = np.zeros((*gradient.shape[:2], cells.size))
            for position, cell in enumerate(source):
                total[:, :, cell] += planes[:, :, position]
            return total.reshape(inner.shape)


def _taps(window: Window, output: tuple[int, ...], flip: bool) -> Iterator[tuple[tuple, tuple]]:
    """For each tap: its place in the filter, and the slices of the padded input that it meets."""
    for tap in product(*(range(k) for k in window.kernel)):
        starts = [t * d for t, d in zip(tap, window.dilation)]
        slices = tuple(
            slice(start, start + (count - 1) * stride + 1, stride)
            for start, count, stride in zip(starts, output, window.stride)
        )
        place = tuple(k - 1 - t for k, t in zip(window.kernel, tap)) if flip else tap
        yield place, (slice(None), slice(None), *slices)


def _grouped(array: Array, groups: int) -> Array:
    """(N, C, space) as (N, group, C/group, space)."""
    return array.reshape(array.shape[0], groups, array.shape[1] // groups, *array.shape[2:])


def _grouped_tap(weight: Array, place: tuple[int, ...], groups: int) -> Array:
    """One tap of (O, I, space) as (group, O/group, I)."""
    tap = weight[(slice(None), slice(None), *place)]
    return tap.reshape(groups, tap.shape[0] // groups, tap.shape[1])


def conv(
    padded: Array, weight: Array, output: tuple[int, ...], window: Window, groups: int, flip: bool
) -> Array:
    """The convolution of a padded input, without bias."""
    n, outputs = padded.shape[0], weight.shape[0]
    y = np.zeros((n, outputs, *output))
    for place, slices in _taps(window, output, flip):
        met = _grouped(padded[slices], groups)
        tap = _grouped_tap(weight, place, groups)
        y += np.einsum("ngi...,goi->ngo...", met, tap).reshape(y.shape)
    return y


def conv_grad_padded(
    d_output: Array, weight: Array, padded_size: tuple[int, ...], window: Window, groups: int, flip: bool
) -> Array:
    """The gradient of the padded input."""
    n, channels = d_output.shape[0], weight.shape[1] * groups
    gradient = np.zeros((n, channels, *padded_size))
    incoming = _grouped(d_output, groups)
    for place, slices in _taps(window, d_output.shape[2:], flip):
        tap = _grouped_tap(weight, place, groups)
        part = np.einsum("ngo...,goi->ngi...", incoming, tap)
        gradient[slices] += part.reshape(n, channels, *part.shape[3:])
    return gradient


def conv_grad_weight(padded: Array, d_output: Array, window: Window, groups: int, flip: bool) -> Array:
    """The gradient of the weight, (O, I, space)."""
    outputs, inputs = d_output.shape[1], padded.shape[1] // groups
    gradient = np.zeros((outputs, inputs, *window.kernel))
    incoming = _grouped(d_output, groups)
    for place, slices in _taps(window, d_output.shape[2:], flip):
        met = _grouped(padded[slices], groups)
        products = np.einsum("ngo...,ngi...->goi...", incoming, met)
        part = products.sum(axis=tuple(range(3, products.ndim)))
        gradient[(slice(None), slice(None), *place)] = part.reshape(outputs, inputs)
    return gradient
