#!/usr/bin/env python3
"""Makes the tensor streams of Tests/Golden/streams by NumPy alone.

    saved.npy           arrays of all element types and many shapes, back to back, by numpy.save
    forms.npy           arrays in every other form that NumPy reads: versions 1 to 3, big-endian, Fortran order
    forms-saved.npy     the same arrays, in the same order, little-endian in C order by numpy.save
    headers.txt         header texts in front of the float32 numbers 0 to 5, and what NumPy makes of them: `read` (as the
                        array [[0, 1, 2], [3, 4, 5]]) or `refused`

    make_streams.py [--check]    with --check nothing is written, a difference fails
"""

import io
import pathlib
import struct
import sys
import warnings

import numpy as np
from numpy.lib import format as npy

HERE = pathlib.Path(__file__).parent / "streams"
TYPES = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]
SHAPES = [(), (1,), (5,), (0,), (2, 3), (1, 1, 1), (3, 0, 2), (100,), (7, 11), (2, 1, 3, 2, 1), (10, 9, 1), (1000, 1)]


def numbers(kind, shape):
    count = int(np.prod(shape))
    values = np.arange(count) * 37 % 101 - (0 if kind[0] in "?u" else 50)
    return np.asarray(values.reshape(shape)).astype(kind)


def saved(arrays):
    out = io.BytesIO()
    for array in arrays:
        np.save(out, array)
    return out.getvalue()


def in_form(array, version):
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Version 3 is not needed for these headers.
        npy.write_array(out, array, version=version)
    return out.getvalue()


def forms():
    for kind in TYPES:
        for shape in [(), (5,), (2, 3), (3, 0, 2), (4, 3, 2)]:
            for version in [(1, 0), (2, 0), (3, 0)]:
                for order in "<>":
                    for layout in "CF":
                        native = numbers(kind, shape)
                        yield native, in_form(np.asarray(native, order=layout).astype(order + kind, order=layout), version)


HEADERS = [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
    "{'shape': (2, 3), 'fortran_order': False, 'descr': '<f4'}",
    "{'fortran_order': False, 'descr': '<f4', 'shape': (2,3)}",
    '{"descr": "<f4", "fortran_order": False, "shape": (2, 3)}',
    "{'descr': \"<f4\", 'fortran_order': False, \"shape\": (2, 3)}",
    "{'descr':'<f4','fortran_order':False,'shape':(2,3)}",
    "{  'descr'  :  '<f4'  ,  'fortran_order'  :  False  ,  'shape'  :  ( 2 , 3 , )  ,  }     ",
    "{'descr': 'f4', 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': '=f4', 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': 'float32', 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': 'f', 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': 'single', 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': [2, 3]}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (6)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': 6}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -3)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2.0, 3)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': ('2', 3)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2 3)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': None}",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}",
    "{'descr': '<f4', 'fortran_order': 'False', 'shape': (2, 3)}",
    "{'descr': '<f4', 'fortran_order': false, 'shape': (2, 3)}",
    "{'descr': '<f4', 'fortran_order': False}",
    "{'descr': '<f4', 'shape': (2, 3)}",
    "{'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1}",
    "{'descr': 'f5', 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': 'real', 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': '', 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': 4, 'fortran_order': False, 'shape': (2, 3)}",
    "['descr', '<f4', 'fortran_order', False, 'shape', (2, 3)]",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)",
    "'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': '<f4' 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': '<f4, 'fortran_order': False, 'shape': (2, 3)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} {}",
    "{}",
    "",
    "    ",
]


def verdict(text):
    header = text.encode()
    data = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + np.arange(6, dtype="<f4").tobytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python 2's long integers.
            array = npy.read_array(io.BytesIO(data))
    except Exception:
        return "refused"
    assert array.dtype == "<f4" and array.shape == (2, 3) and array.ravel().tolist() == list(range(6)), text
    return "read"


def main():
    other = list(forms())
    files = {
        "saved.npy": saved(numbers(kind, shape) for kind in TYPES for shape in SHAPES),
        "forms.npy": b"".join(form for _, form in other),
        "forms-saved.npy": saved(np.ascontiguousarray(native).reshape(native.shape) for native, _ in other),
        "headers.txt": "".join(f"{verdict(text)} | {text}\n" for text in HEADERS).encode(),
    }
    HERE.mkdir(exist_ok=True)
    for name, data in files.items():
        path = HERE / name
        if "--check" not in sys.argv:
            path.write_bytes(data)
        elif not path.is_file() or path.read_bytes() != data:
            sys.exit(f"{name} differs")
    print(f"{len(other)} forms, {len(HEADERS)} headers, {len(TYPES) * len(SHAPES)} arrays")


if __name__ == "__main__":
    main()
