"""The shapes of layers.txt and pools.txt, and their data."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Layer:
    name: str
    data: tuple[int, ...]  # N, space, C
    weight: tuple[int, ...]  # space, I, O; or space only
    stride: int
    padding: int
    dilation: int
    groups: int

    @property
    def dims(self) -> int:
        return len(self.data) - 2

    @property
    def per_channel(self) -> bool:
        """Whether one filter serves every channel."""
        return len(self.weight) == self.dims

    @property
    def pooling(self) -> str:
        """The mode of one of pools.txt."""
        return re.match("[a-z]*", self.name)[0]

    @property
    def channels(self) -> int:
        return self.data[-1]

    @property
    def outputs(self) -> int:
        return self.channels if self.per_channel else self.weight[-1]

    @property
    def space(self) -> tuple[int, ...]:
        """Lengths of the result's spatial axes."""
        return tuple(
            (n + 2 * self.padding - self.dilation * (k - 1) - 1) // self.stride + 1
            for n, k in zip(self.data[1:-1], self.weight)
        )

    @property
    def flops(self) -> int:
        """Two for each multiply-add."""
        positions = self.data[0] * int(np.prod(self.space))
        inputs = 1 if self.per_channel else self.weight[self.dims]
        return 2 * positions * int(np.prod(self.weight[: self.dims])) * inputs * self.outputs

    @property
    def bytes(self) -> int:
        """Data, weight and result, each moved once."""
        result = self.data[0] * int(np.prod(self.space)) * self.outputs
        return 4 * (int(np.prod(self.data)) + int(np.prod(self.weight)) + result)

    def make(self, count: int) -> tuple[list[np.ndarray], np.ndarray]:
        """`count` different arrays of data, and the weight."""
        random = np.random.default_rng(1)
        base = random.standard_normal(self.data, dtype=np.float32)
        weight = random.standard_normal(self.weight, dtype=np.float32)
        return [np.roll(base, i, axis=1) for i in range(count)], weight

    def make_adjoints(self, count: int) -> list[np.ndarray]:
        """`count` different arrays of dOutput."""
        shape = (self.data[0], *self.space, self.outputs)
        base = np.random.default_rng(2).standard_normal(shape, dtype=np.float32)
        return [np.roll(base, i, axis=1) for i in range(count)]

    def standard_weight(self, weight: np.ndarray) -> np.ndarray:
        """The weight as O, I, space, one filter for each channel where there was one for all."""
        if self.per_channel:
            return np.broadcast_to(weight, (self.channels, 1, *self.weight)).copy()
        return np.ascontiguousarray(np.moveaxis(weight, (-1, -2), (0, 1)))

    @property
    def standard_groups(self) -> int:
        return self.channels if self.per_channel else self.groups


def read(path: Path, pattern: str) -> list[Layer]:
    layers = []
    for line in path.read_text().splitlines():
        fields = line.split("#")[0].split()
        if fields and re.search(pattern, fields[0]):
            shapes = [tuple(map(int, field.split(","))) for field in fields[1:3]]
            layers.append(Layer(fields[0], *shapes, *map(int, fields[3:])))
    return layers
