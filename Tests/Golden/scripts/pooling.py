"""One pooling as the manifest states it: its windows, and the plain reference, window by window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from scripts.layout import Array, data_layout, from_inside, present, to_inside
from scripts.options import Options, Window


@dataclass(frozen=True)
class Span:
    """One window along one axis: the input positions it holds, and how many it has with its padding."""

    positions: tuple[int, ...]
    counted: int


@dataclass(frozen=True)
class Pooling:
    """A pooling of data of a known shape. `window` is None for --adaptive, whose windows vary in size."""

    options: Options
    data: str
    like: str
    size: tuple[int, ...]
    window: Window | None
    spans: list[list[Span]]

    @classmethod
    def of(cls, options: Options, x: tuple[int, ...]) -> Pooling:
        """The pooling of a data array of this shape."""
        data = data_layout(options.layout, options.dims)
        like = present(data, len(x), options.dims)
        extent = dict(zip(like, x))
        size = tuple(extent[letter] for letter in options.space)
        if options.adaptive:
            counts = options.per_axis(options.adaptive)
            spans = [_adaptive_spans(n, count) for n, count in zip(size, counts)]
            return cls(options, data, like, size, None, spans)
        kernel = size if options.all else options.per_axis(options.kernel or "")
        window = options.window(kernel, size, default_stride=kernel)
        output = window.output(size, options.ceil_mode)
        spans = [
            [_span(window, axis, index, size[axis]) for index in range(count)]
            for axis, count in enumerate(output)
        ]
        return cls(options, data, like, size, window, spans)

    @property
    def dims(self) -> int:
        return self.options.dims

    @property
    def output(self) -> tuple[int, ...]:
        return tuple(len(spans) for spans in self.spans)

    @property
    def counts(self) -> Array:
        """What an average divides by, for every window."""
        if self.options.divisor:
            return np.full(self.output, float(self.options.divisor))
        result = np.ones(self.output)
        for axis, spans in enumerate(self.spans):
            along = [s.counted if self.options.count_include_pad else len(s.positions) for s in spans]
            result *= np.reshape(along, [-1 if a == axis else 1 for a in range(self.dims)])
        return result

    def inside(self, x: Array) -> Array:
        """(N, C, space) of a data array."""
        return to_inside(x, self.data, self.dims)

    def outside(self, y: Array) -> Array:
        """The file form of a result."""
        return from_inside(y, self.data, self.dims, self.like)

    def windows(self) -> Iterator[tuple[tuple[int, ...], Array]]:
        """Each result's place, and the cells of the plane in its window, in window order."""
        cells = np.arange(np.prod(self.size)).reshape(self.size)
        for place in product(*(range(count) for count in self.output)):
            chosen = [spans[index].positions for spans, index in zip(self.spans, place)]
            yield place, cells[np.ix_(*chosen)].ravel()

    def plain(self, x: Array) -> Array:
        """The result by its definition, computed in float64 or, for the extremes, in the type of `x`."""
        planes = self._planes(x)
        y = np.empty((*planes.shape[:2], *self.output), x.dtype if self.extreme else np.float64)
        for place, cells in self.windows():
            values = planes[:, :, cells]
            match self.options.mode:
                case "max":
                    result = values.max(axis=2)
                case "min":
                    result = values.min(axis=2)
                case "average":
                    result = values.sum(axis=2, dtype=np.float64) / self.counts[place]
                case "lp":
                    p = self.options.p
                    result = (np.abs(values) ** p).sum(axis=2) ** (1 / p)
            y[(slice(None), slice(None), *place)] = result
        return self.outside(y)

    def plain_grad(self, x: Array, d_output: Array) -> Array:
        """dInput by its definition: every window gives its share to the cells that it holds."""
        planes = self._planes(x)
        incoming = self.inside(d_output)
        result = np.zeros(planes.shape)
        chosen = self.chosen(planes) if self.extreme else None
        for place, cells in self.windows():
            share = incoming[(slice(None), slice(None), *place)][:, :, None]
            match self.options.mode:
                case "max" | "min":
                    here = chosen[(slice(None), slice(None), *place)][:, :, None]
                    result[:, :, cells] += np.where(cells == here, share, 0)
                case "average":
                    result[:, :, cells] += share / self.counts[place]
                case "lp":
                    result[:, :, cells] += share * self._norm_slopes(planes[:, :, cells])
        return self.outside(result.reshape(*result.shape[:2], *self.size))

    def _norm_slopes(self, values: Array) -> Array:
        """The derivative of (Σ|x|^p)^(1/p) for each x of the last axis: 0 where the norm is."""
        p = self.options.p
        norm = (np.abs(values) ** p).sum(axis=2, keepdims=True) ** (1 / p)
        slopes = np.zeros(values.shape)
        where = (values != 0) & (norm != 0)
        wide = np.broadcast_to(norm, values.shape)
        slopes[where] = np.sign(values[where]) * np.abs(values[where]) ** (p - 1) * wide[where] ** (1 - p)
        return slopes

    def plain_indices(self, x: Array) -> Array:
        """Where each extreme was found: the first NaN of the window, else the first of the equals."""
        return self.outside_indices(self.chosen(self._planes(x)), x.shape)

    def outside_indices(self, cells: Array, shape: tuple[int, ...]) -> Array:
        """The file form of cells of the plane (N, C, space) of data of this shape, counted as asked."""
        if self.options.index_origin == "array":
            own = self._planes(np.arange(np.prod(shape)).reshape(shape))
            flat = cells.reshape(*cells.shape[:2], int(np.prod(self.output)))
            cells = np.take_along_axis(own, flat, axis=2).reshape(cells.shape)
        return self.outside(cells)

    def chosen(self, planes: Array) -> Array:
        """The cell of the plane that each window of (N, C, cells) picks."""
        pick = np.argmax if self.options.mode == "max" else np.argmin
        where = np.empty((*planes.shape[:2], *self.output), np.int64)
        for place, cells in self.windows():
            where[(slice(None), slice(None), *place)] = cells[pick(planes[:, :, cells], axis=2)]
        return where

    @property
    def extreme(self) -> bool:
        return self.options.mode in ("max", "min")

    def _planes(self, x: Array) -> Array:
        inside = self.inside(x)
        return inside.reshape(*inside.shape[:2], int(np.prod(self.size)))


def _adaptive_spans(size: int, count: int) -> list[Span]:
    """The windows that cut `size` positions into `count` nearly equal parts, overlapping where they must."""
    ranges = [range(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]
    return [Span(tuple(positions), len(positions)) for positions in ranges]


def _span(window: Window, axis: int, index: int, size: int) -> Span:
    start = index * window.stride[axis] - window.before[axis]
    positions = [start + tap * window.dilation[axis] for tap in range(window.kernel[axis])]
    real = tuple(p for p in positions if 0 <= p < size)
    if not real:
        raise ValueError(f"window {index} of axis {axis} holds padding alone")
    return Span(real, sum(p < size + window.after[axis] for p in positions))
