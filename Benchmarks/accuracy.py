#!/usr/bin/env python3
"""How far the gradient for a weight is from the exact one, beside PyTorch's, in float32.

Both get the same float32 arrays; what is exact is PyTorch's gradient of the same numbers in float64. Printed is the largest
error over the gradient's elements, as a multiple of the largest element and in units of float32's rounding, 2⁻²⁴.

    Benchmarks/accuracy.py          # CONV_GRAD names the tool, else the one of the release build
"""
import os
import pathlib
import subprocess
import tempfile

import numpy as np
import torch

TOOL = os.environ.get("CONV_GRAD", str(pathlib.Path(__file__).parent.parent / ".build/release/conv-grad"))
CASES = [  # name, input N H W C, outputs, kernel, what the data is
    ("ones", (2, 4096, 4096, 1), 1, 3, "ones"),
    ("plane", (1, 4096, 4096, 1), 1, 3, "positive"),
    ("plane", (1, 4096, 4096, 1), 1, 3, "both signs"),
    ("image", (4, 512, 512, 3), 16, 3, "positive"),
    ("image", (4, 512, 512, 3), 16, 3, "both signs"),
    ("layer", (8, 56, 56, 64), 64, 3, "both signs"),
]


def data(kind, shape, random):
    if kind == "ones":
        return np.ones(shape, np.float32)
    return random.uniform(-1 if kind == "both signs" else 0, 1, shape).astype(np.float32)


def torch_gradient(x, v, kernel, dtype):
    x, v = (torch.from_numpy(a).permute(0, 3, 1, 2).to(dtype) for a in (x, v))
    weight = torch.zeros(v.shape[1], x.shape[1], kernel, kernel, dtype=dtype)
    gradient = torch.ops.aten.convolution_backward(
        v, x, weight, None, [1, 1], [kernel // 2] * 2, [1, 1], False, [0, 0], 1, [False, True, False])[1]
    return gradient.permute(2, 3, 1, 0).double().numpy()


def our_gradient(x, v, kernel):
    with tempfile.TemporaryDirectory() as folder:
        for name, array in (("x", x), ("v", v)):
            np.save(f"{folder}/{name}.npy", array)
        subprocess.run(
            [TOOL, "weight", "--input", f"{folder}/x.npy", "--kernel", str(kernel), "--padding", "same",
             f"{folder}/v.npy", "-o", f"{folder}/g.npy"], check=True)
        return np.load(f"{folder}/g.npy").astype(np.float64)


def main():
    random = np.random.default_rng(1)
    print("| x | dOutput | kernel | data | error here | PyTorch's |\n|---|---|---|---|---|---|")
    for name, shape, outputs, kernel, kind in CASES:
        x, v = data(kind, shape, random), data(kind, shape[:3] + (outputs,), random)
        exact = torch_gradient(x, v, kernel, torch.float64)
        errors = [np.abs(found - exact).max() / np.abs(exact).max() * 2**24
                  for found in (our_gradient(x, v, kernel), torch_gradient(x, v, kernel, torch.float32))]
        sizes = ["×".join(map(str, a.shape)) for a in (x, v)]
        print(f"| {sizes[0]} | {sizes[1]} | {kernel}×{kernel} | {kind} | {errors[0]:.2f} | {errors[1]:.2f} |", flush=True)


if __name__ == "__main__":
    main()
