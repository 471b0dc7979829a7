"""One convolution as the manifest states it: geometry, layouts, and the plain reference in the files' layouts."""

from __future__ import annotations

from dataclasses import dataclass

from scripts import plain
from scripts.layout import (
    Array,
    data_layout,
    from_inside,
    present,
    to_inside,
    weight_from_inside,
    weight_layout,
    weight_to_inside,
)
from scripts.options import Options, Window


@dataclass(frozen=True)
class Convolution:
    """A convolution of known shapes.

    `size` and `output` are the spatial sizes of the convolution's input and output. With
    --transpose the tool runs its adjoint: the data has `output`, the result `size`.
    """

    options: Options
    data: str
    weights: str
    like: str
    per_channel: bool
    groups: int
    window: Window
    size: tuple[int, ...]
    output: tuple[int, ...]

    @classmethod
    def of(cls, options: Options, x: tuple[int, ...], weight: tuple[int, ...]) -> Convolution:
        """The convolution of data and weight arrays of these shapes."""
        dims = options.dims
        data = data_layout(options.layout, dims)
        weights = weight_layout(options.weight_layout, data, dims)
        like = present(data, len(x), dims)
        extent = dict(zip(like, x))
        per_channel = len(weight) == dims
        kept = [letter for letter in weights if not per_channel or letter in options.space]
        taps = dict(zip(kept, weight))
        kernel = tuple(taps[letter] for letter in options.space)
        space = tuple(extent[letter] for letter in options.space)
        groups = extent.get("C", 1) if per_channel else options.groups
        size = _transposed_size(options, kernel, space) if options.transpose else space
        window = options.window(kernel, size)
        output = window.output(size)
        if options.transpose and output != space:
            raise ValueError(f"a convolution of {size} gives {output}, not the data's {space}")
        return cls(options, data, weights, like, per_channel, groups, window, size, output)

    @property
    def dims(self) -> int:
        return self.options.dims

    @property
    def padded_size(self) -> tuple[int, ...]:
        return tuple(n + b + a for n, (b, a) in zip(self.size, self.window.pairs))

    def bias_count(self, weight: tuple[int, ...]) -> int:
        """How many values the bias has beside a weight of this shape: one for each channel of the result."""
        if self.per_channel:
            return self.groups
        extent = dict(zip(self.weights, weight))
        return extent["I"] * self.groups if self.options.transpose else extent["O"]

    def inside(self, x: Array) -> Array:
        """(N, C, space) of a data array."""
        return to_inside(x, self.data, self.dims)

    def outside(self, y: Array) -> Array:
        """The result's file form: it has the axes that the data has, and C when it needs one."""
        return from_inside(y, self.data, self.dims, self.like)

    def inside_weight(self, weight: Array) -> Array:
        """(O, I, space) of a weight array."""
        return weight_to_inside(weight, self.weights, self.dims, self.groups)

    def outside_weight(self, gradient: Array) -> Array:
        """The file form of a weight gradient."""
        return weight_from_inside(gradient, self.weights, self.dims, self.per_channel)

    def plain(self, x: Array, weight: Array, bias: Array | None) -> Array:
        """The result by the plain reference."""
        run = self.plain_adjoint if self.options.transpose else self.plain_direct
        y = run(self.inside(x), self.inside_weight(weight))
        if bias is not None:
            y = y + bias.reshape(-1, *(1,) * self.dims)
        return self.outside(y)

    def plain_grad_input(self, d_output: Array, weight: Array) -> Array:
        """The gradient of the data: each of the convolution and its adjoint is the other's gradient."""
        run = self.plain_direct if self.options.transpose else self.plain_adjoint
        return self.outside(run(self.inside(d_output), self.inside_weight(weight)))

    def plain_grad_weight(self, x: Array, d_output: Array) -> Array:
        """The gradient of the weight; the adjoint's data is the convolution's output."""
        data, incoming = self.inside(x), self.inside(d_output)
        if self.options.transpose:
            data, incoming = incoming, data
        padded = plain.pad(data, self.window, self.options)
        gradient = plain.conv_grad_weight(
            padded, incoming, self.window, self.groups, self.options.flip
        )
        return self.outside_weight(gradient)

    def plain_direct(self, x: Array, weight: Array) -> Array:
        """The convolution in (N, C, space), without bias."""
        padded = plain.pad(x, self.window, self.options)
        return plain.conv(padded, weight, self.output, self.window, self.groups, self.options.flip)

    def plain_adjoint(self, d_output: Array, weight: Array) -> Array:
        """The adjoint in (N, C, space): the gradient of the convolution's input."""
        padded = plain.conv_grad_padded(
            d_output, weight, self.padded_size, self.window, self.groups, self.options.flip
        )
        return plain.pad_adjoint(padded, self.size, self.window, self.options)


def _transposed_size(
    options: Options, kernel: tuple[int, ...], output: tuple[int, ...]
) -> tuple[int, ...]:
    """The result's size: as asked for; for `same`, the data's times the stride; else the least and --output-padding."""
    if options.output_size:
        return options.per_axis(options.output_size)
    stride = options.per_axis(options.stride or "1")
    if options.padding.startswith("same"):
        return tuple(n * s for n, s in zip(output, stride))
    # `valid`, `full` and numbers do not look at the input's size.
    least = options.window(kernel, output).smallest_input(output)
    extra = options.per_axis(options.output_padding)
    return tuple(n + e for n, e in zip(least, extra))
