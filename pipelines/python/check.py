"""Checks npystream.py against NumPy. check.py GOLDEN: the folder of streams that NumPy made."""

from __future__ import annotations

import io
import os
import pathlib
import sys
import threading
from typing import Any

import npystream
import numpy as np
from numpy.typing import ArrayLike, NDArray


def saved(*arrays: object) -> bytes:
    out = io.BytesIO()
    for array in arrays:
        np.save(out, np.asarray(array))
    return out.getvalue()


def through_a_pipe(data: bytes, piece: int) -> list[NDArray[Any]]:
    """What comes out of a pipe that is fed some bytes at a time."""
    end, start = os.pipe()

    def feed() -> None:
        with os.fdopen(start, "wb", buffering=0) as out:
            for place in range(0, len(data), piece):
                out.write(data[place : place + piece])

    thread = threading.Thread(target=feed)
    thread.start()
    with os.fdopen(end, "rb", buffering=0) as source:
        arrays = list(npystream.read(source))
    thread.join()
    return arrays


def rewritten(data: bytes, piece: int) -> bytes:
    out = io.BytesIO()
    for array in through_a_pipe(data, piece):
        npystream.write(array, out)
    return out.getvalue()


def refuses(data: bytes, says: str) -> None:
    try:
        list(npystream.read(io.BytesIO(data)))
    except npystream.StreamError as error:
        assert says in str(error), f"expected {says!r}, got {str(error)!r}"
    else:
        raise AssertionError(f"took what it should refuse: {says}")


def main(golden: pathlib.Path) -> None:
    # All element types, shapes, orders and versions.
    for given, expected in [("saved", "saved"), ("forms", "forms-saved")]:
        data = (golden / f"{given}.npy").read_bytes()
        for piece in (7, 1 << 16):
            assert rewritten(data, piece) == (golden / f"{expected}.npy").read_bytes(), f"{given} in pieces of {piece}"

    # More than a pipe or a piece holds; and arrays that can be written to.
    large = np.arange(9_000_000, dtype="f4").reshape(3, 3000, 1000)
    first, second = through_a_pipe(saved(large, np.float64(7)), 1 << 20)
    assert np.array_equal(first, large) and second.shape == () and second == 7
    first += 1

    # What is no C order, no array and no native byte order is written as numpy.save writes the copy that is.
    forms: list[tuple[ArrayLike, ArrayLike]] = [
        (large[:, ::3].T, np.ascontiguousarray(large[:, ::3].T)),
        ([1, 2], np.array([1, 2])),
        (np.arange(3, dtype=">i2"), np.arange(3, dtype="<i2")),
    ]
    for array, plain in forms:
        out = io.BytesIO()
        npystream.write(array, out)
        assert out.getvalue() == saved(plain)

    one = saved(np.arange(5, dtype="f4"))
    refuses(b"", "holds no array")
    assert list(npystream.read(io.BytesIO(b""), allow_empty=True)) == []
    refuses(one + one[:-1], "array 1 is truncated: expected 20 bytes of elements, got 19")
    refuses(one[:5], "array 0 does not start as an .npy array")
    refuses(one[:40], "array 0: EOF")
    refuses(b"hello, world\n", "array 0 does not start as an .npy array")
    refuses(one[:6] + b"\4" + one[7:], "array 0 does not start as an .npy array")
    refuses(one.replace(b"(5,)", b"(-5)"), "array 0: ")
    # 2^50 elements over 20 bytes: no memory is taken for them.
    header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1125899906842624,), }\n"
    refuses(b"\x93NUMPY\1\0" + len(header).to_bytes(2, "little") + header.encode() + bytes(20), "expected 4503599627370496 bytes of elements, got 20")
    out = io.BytesIO()
    np.save(out, np.array([None]), allow_pickle=True)
    refuses(out.getvalue(), "array 0 has elements of type object")
    try:
        npystream.write([None], io.BytesIO())  # type: ignore[arg-type]
    except TypeError:
        pass
    else:
        raise AssertionError("wrote objects")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
