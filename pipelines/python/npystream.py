"""Streams of .npy arrays over pipes: reads what the tools write, and writes what they read.

    import npystream

    for x in npystream.read():                # arrays of standard input, as they come
        npystream.write(x.clip(min=0))        # to standard output

One file that needs NumPy only: copy it. numpy.load cannot read from a pipe, since it seeks.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import ArrayLike, NDArray

PIECE = 1 << 24


class StreamError(ValueError):
    """A stream that is damaged, or that holds no array."""


def read(source: BinaryIO | None = None, *, allow_empty: bool = False) -> Iterator[NDArray[Any]]:
    """The arrays of a stream (default: standard input), each as soon as it is there.

    A stream without any array means that the program before failed, unless `allow_empty` says that it may be.
    """
    stream = source or sys.stdin.buffer
    number = 0
    while start := _take(stream, len(npy.MAGIC_PREFIX) + 2):
        yield _array(stream, start, number)
        number += 1
    if number == 0 and not allow_empty:
        raise StreamError("the stream holds no array")


def write(array: ArrayLike, target: BinaryIO | None = None) -> None:
    """Adds an array to a stream (default: standard output), and hands it on: the bytes of numpy.save, C order, little-endian."""
    stream = target or sys.stdout.buffer
    values = np.asarray(array)
    values = np.asarray(values, dtype=values.dtype.newbyteorder("<"), order="C")
    if values.dtype.hasobject:
        raise TypeError(f"a stream holds numbers, got an array of type {values.dtype}")
    npy.write_array_header_1_0(stream, npy.header_data_from_array_1_0(values))
    stream.write(values.reshape(-1).view(np.uint8).data)
    stream.flush()


def _array(stream: BinaryIO, start: bytearray, number: int) -> NDArray[Any]:
    if not start.startswith(npy.MAGIC_PREFIX) or len(start) < 8 or start[6] not in (1, 2, 3):
        raise StreamError(f"array {number} does not start as an .npy array of version 1 to 3: {bytes(start)!r}")
    try:
        header = npy.read_array_header_1_0 if start[6] == 1 else npy.read_array_header_2_0
        shape, is_fortran, dtype = header(stream)
    except ValueError as error:
        raise StreamError(f"array {number}: {error}") from error
    if dtype.hasobject:
        raise StreamError(f"array {number} has elements of type {dtype}, expected numbers")
    size = math.prod(shape) * dtype.itemsize
    data = _take(stream, size)
    if len(data) < size:
        raise StreamError(f"array {number} is truncated: expected {size} bytes of elements, got {len(data)}")
    values = np.frombuffer(data, dtype)
    return values.reshape(shape[::-1]).transpose() if is_fortran else values.reshape(shape)


def _take(stream: BinaryIO, count: int) -> bytearray:
    """The next bytes, fewer at the end of the stream. Memory is taken for what has come, never for what a header says."""
    data = bytearray()
    while len(data) < count and (piece := stream.read(min(PIECE, count - len(data)))):
        data += piece
    return data
