"""Between the layouts of files (NHWC, CHWN, ...) and the one used inside: N C then space, O I then space."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.generic]

SPACE = {1: "W", 2: "HW", 3: "DHW"}


def data_layout(layout: str | None, dims: int) -> str:
    """The letters of a batched data array, checked."""
    letters = layout or f"N{SPACE[dims]}C"
    if sorted(letters) != sorted("NC" + SPACE[dims]):
        raise ValueError(f"{letters} is not a data layout of {dims} dimensions")
    return letters


def weight_layout(layout: str | None, data: str, dims: int) -> str:
    """The letters of a full weight array: the stated ones, else those that go with the data layout."""
    channels_first = data == "NC" + SPACE[dims]
    letters = layout or ("OI" + SPACE[dims] if channels_first else SPACE[dims] + "IO")
    if sorted(letters) != sorted("OI" + SPACE[dims]):
        raise ValueError(f"{letters} is not a weight layout of {dims} dimensions")
    return letters


def present(letters: str, rank: int, dims: int) -> str:
    """The letters that an array of this rank has: all, all but N, or space alone."""
    absent = {dims + 2: "", dims + 1: "N", dims: "NC"}[rank]
    return "".join(letter for letter in letters if letter not in absent)


def to_inside(array: Array, letters: str, dims: int) -> Array:
    """(N, C, space) of a data array, whose N or C may be missing."""
    own = present(letters, array.ndim, dims)
    return _permute(array, own, "NC" + SPACE[dims])


def from_inside(array: Array, letters: str, dims: int, like: str) -> Array:
    """The file's form of (N, C, space): without N when `like` has none, without C when neither needs it."""
    inside = "NC" + SPACE[dims]
    dropped = "" if "N" in like else "N"
    if "C" not in like and array.shape[1] == 1:
        dropped += "C"
    kept = array[tuple(0 if letter in dropped else slice(None) for letter in inside)]
    own = "".join(letter for letter in inside if letter not in dropped)
    wanted = "".join(letter for letter in letters if letter not in dropped)
    return np.ascontiguousarray(np.transpose(kept, [own.index(letter) for letter in wanted]))


def weight_to_inside(array: Array, letters: str, dims: int, channels: int) -> Array:
    """(O, I, space) of a weight array; one with spatial axes only becomes a filter for each of `channels`."""
    if array.ndim == dims:
        own = "".join(letter for letter in letters if letter in SPACE[dims])
        plane = _permute(array, own, SPACE[dims])
        return np.repeat(plane[None, None], channels, axis=0)
    return _permute(array, letters, "OI" + SPACE[dims])


def weight_from_inside(array: Array, letters: str, dims: int, per_channel: bool) -> Array:
    """The file's form of a gradient (O, I, space); the shared filter's is the sum over its channels."""
    if per_channel:
        own = "".join(letter for letter in letters if letter in SPACE[dims])
        return _permute(array.sum(axis=(0, 1)), SPACE[dims], own)
    return _permute(array, "OI" + SPACE[dims], letters)


def _permute(array: Array, own: str, wanted: str) -> Array:
    """Axes in the wanted order; letters that the array lacks become axes of size 1."""
    order = [own.index(letter) for letter in wanted if letter in own]
    missing = tuple(i for i, letter in enumerate(wanted) if letter not in own)
    return np.ascontiguousarray(np.expand_dims(np.transpose(array, order), missing))
