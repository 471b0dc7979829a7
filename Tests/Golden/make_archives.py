#!/usr/bin/env python3
"""Makes the .npz and .safetensors files of Tests/Golden/archives by NumPy and safetensors alone.

    saved.npz             arrays of all element types and many shapes, by numpy.savez
    deflated.npz          the same by numpy.savez_compressed
    large.npz             one of 2.8 MB by numpy.savez_compressed: 1 in every 7th row and 13th column, else 0
    piped.npz             the same by numpy.savez into a pipe: sizes follow each member
    zip64.npz             the same with 64-bit numbers wherever zip has them
    saved.npy             the same, back to back, by numpy.save
    forms.npz, forms.npy  big-endian and Fortran-order arrays, headers of versions 2 and 3; and the same as above
    mixed.npz             a float32 array x, and what no stream can have: complex numbers, Python objects, a text, nothing
    folders.npz           an array in a folder that has an entry of its own, as zip makes it of a folder
    saved.safetensors     the arrays of saved.npz, by safetensors.numpy, with metadata
    sorted.npy            the same in the order in which they lie in that file
    bfloat16.safetensors, bfloat16.npy   by PyTorch: bfloat16 beside float32; and the same as float32
    layer.safetensors     conv1.weight of a network in PyTorch's order OIHW, and conv1.bias
    layer-x.npy, layer-y.npy   an image, and what the layer makes of it

    make_archives.py [--check]    with --check nothing is written, a difference fails
"""

import io
import json
import pathlib
import sys
import zipfile
from unittest import mock

import numpy as np
import safetensors.numpy
import safetensors.torch
import torch
from numpy.lib import format as npy

HERE = pathlib.Path(__file__).parent / "archives"
TYPES = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]
SHAPES = [(), (1,), (5,), (0,), (2, 3), (3, 0, 2), (7, 11), (2, 1, 3, 2, 1)]


class Pipe(io.RawIOBase):
    """Something to write to that cannot seek."""

    def __init__(self):
        self.written = b""

    def writable(self):
        return True

    def write(self, data):
        self.written += bytes(data)
        return len(data)


def numbers(kind, shape):
    count = int(np.prod(shape))
    values = np.arange(count) * 37 % 101 - (0 if kind[0] in "?u" else 50)
    return np.asarray(values.reshape(shape)).astype(kind)


def arrays():
    """By name: every type, every shape, names that are not plain."""
    found = {f"{np.dtype(kind).name}.weight": numbers(kind, SHAPES[index % len(SHAPES)]) for index, kind in enumerate(TYPES)}
    found |= {f"shape.{index}": numbers("f4", shape) for index, shape in enumerate(SHAPES)}
    found |= {"Größe": numbers("f8", (3,)), "a b/c": numbers("i2", (4,)), "conv.npy": numbers("u1", (2, 2))}
    return found


def large():
    """Larger than any buffer, small when it is deflated: 1 in every 7th row and 13th column."""
    array = np.zeros((700, 1000), "f4")
    array[::7, ::13] = 1
    return {"large": array}


def saved(values):
    out = io.BytesIO()
    for array in values:
        np.save(out, array)
    return out.getvalue()


def archived(save, values, out=None):
    out = out or io.BytesIO()
    save(out, **values)
    return out.written if isinstance(out, Pipe) else out.getvalue()


def wide(values):
    """As if all limits of 32 bits had been passed."""
    with mock.patch.multiple(zipfile, ZIP64_LIMIT=-1, ZIP_FILECOUNT_LIMIT=-1):
        return archived(np.savez, values)


def forms():
    """An .npz of what NumPy reads and does not write by itself, and the arrays."""
    out, native = io.BytesIO(), []
    with zipfile.ZipFile(out, "w") as archive:
        for kind in ["i2", "f4", "f8"]:
            for order in "<>":
                for layout in "CF":
                    for version in [(1, 0), (2, 0), (3, 0)]:
                        array = numbers(kind, (4, 3, 2))
                        data = io.BytesIO()
                        npy.write_array(data, np.asarray(array.astype(order + kind), order=layout), version=version)
                        name = f"{kind}{order}{layout}{version[0]}.npy"
                        info = zipfile.ZipInfo(name)
                        info.comment, info.extra = b"a comment", b"\x99\x99\x03\x00abc"
                        archive.writestr(info, data.getvalue())
                        native.append(array)
        archive.comment = b"PK\x05\x06 is not the end"
    return out.getvalue(), saved(native)


def mixed():
    out = io.BytesIO()
    np.savez(out, x=np.arange(3, dtype="f4"), complex=np.ones((2, 2), "c8"), object=np.array([None, "text"]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(zipfile.ZipInfo("notes.txt"), "no array\n")
        archive.writestr(zipfile.ZipInfo("empty.npy"), "")
    return out.getvalue()


def folders():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("layer/"), "")
        archive.writestr(zipfile.ZipInfo("layer/x.npy"), saved([np.arange(3, dtype="f4")]))
    return out.getvalue()


def in_file_order(data):
    """The arrays of a safetensors file in the order of their elements."""
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    values = safetensors.numpy.load(data)
    return [values[name] for name in sorted(header, key=lambda name: header[name]["data_offsets"])]


def bfloat16():
    """All bits that bfloat16 can have in every 37th place, NaN with payloads among them."""
    bits = torch.arange(0, 65536, 37, dtype=torch.int32).to(torch.uint16)
    narrow = bits.view(torch.bfloat16).reshape(-1, 4)
    data = safetensors.torch.save({"norm.weight": narrow, "scale": torch.tensor([0.5, -2.0])}, metadata={"format": "pt"})
    as_float32 = (bits.numpy().astype(np.uint32) << 16).view(np.float32).reshape(-1, 4)
    return data, saved([np.array([0.5, -2.0], np.float32), as_float32])


def layer():
    """A layer with small whole numbers: its result is exact."""
    torch.manual_seed(1)
    weight, bias = torch.randint(-4, 5, (8, 3, 3, 3)).float(), torch.randint(-9, 10, (8,)).float()
    x = torch.randint(-9, 10, (1, 3, 10, 12)).float()
    y = torch.nn.functional.conv2d(x, weight, bias, padding=1)
    as_stored = [np.ascontiguousarray(array.numpy()[0].transpose(1, 2, 0)) for array in (x, y)]
    data = safetensors.torch.save({"conv1.weight": weight.half(), "conv1.bias": bias}, metadata={"format": "pt"})
    return data, *(saved([array]) for array in as_stored)


def files():
    values = arrays()
    plain = safetensors.numpy.save(values, metadata={"made by": 'safetensors "0.8"'})
    files = {
        "saved.npz": archived(np.savez, values),
        "deflated.npz": archived(np.savez_compressed, values),
        "large.npz": archived(np.savez_compressed, large()),
        "piped.npz": archived(np.savez, values, Pipe()),
        "zip64.npz": wide(values),
        "mixed.npz": mixed(),
        "folders.npz": folders(),
        "saved.npy": saved(values.values()),
        "saved.safetensors": plain,
        "sorted.npy": saved(in_file_order(plain)),
    }
    files["forms.npz"], files["forms.npy"] = forms()
    files["bfloat16.safetensors"], files["bfloat16.npy"] = bfloat16()
    files["layer.safetensors"], files["layer-x.npy"], files["layer-y.npy"] = layer()
    return files


def main():
    HERE.mkdir(exist_ok=True)
    for name, data in files().items():
        path = HERE / name
        if "--check" not in sys.argv:
            path.write_bytes(data)
        elif name in ("deflated.npz", "large.npz"):
            # Another zlib may pack the same arrays otherwise.
            stored, made = np.load(path), np.load(io.BytesIO(data))
            assert list(stored) == list(made), name
            for array in made:
                np.testing.assert_array_equal(stored[array], made[array])
        else:
            assert path.read_bytes() == data, f"{name} differs"


if __name__ == "__main__":
    main()
