"""Every result of pipelines/train-digits/step.mk by PyTorch, each from the same operands.

layers.py GRAD X Y WEIGHTS EXPECTED: reads the step's files in GRAD, writes PyTorch's to EXPECTED, and prints each
one's name and the options for `tensor diff`. Each layer starts from the step's own operands, so that a difference is
the layer's. A sum may differ by what the order of its terms can do: --taps has their number, and a file NAME-magnitude
beside the result the sums of their magnitudes. What only chooses among numbers has to be equal.
"""

import pathlib
import sys

import numpy
import torch
import torch.nn.functional as functional

grad, x_file, y_file, weights, expected = map(pathlib.Path, sys.argv[1:])
expected.mkdir()
unit = 2.0**-24  # half of the distance from 1 to the next float32


def load(path):
    return torch.from_numpy(numpy.load(path))


def step(name):
    """Data of the step, NHWC there and NCHW here."""
    return load(grad / f"{name}.npy").permute(0, 3, 1, 2)


def write(name, tensor):
    numpy.save(expected / f"{name}.npy", tensor.detach().numpy().copy(order="C"))


def save(name, tensor, tolerance=0.0):
    """Writes a result that may be off by so much."""
    write(name, tensor)
    print(name, "--rtol 0 --atol", format(tolerance, ".3g"))


def save_sums(name, tensor, taps, magnitude):
    """Writes a result whose elements are sums of so many terms."""
    write(name, tensor)
    write(f"{name}-magnitude", magnitude)
    print(name, "--taps", taps, "--magnitude", expected / f"{name}-magnitude.npy")


def gradients(function, operands, d_result):
    """A function's result and the gradients of its operands."""
    operands = [operand.clone().requires_grad_() for operand in operands]
    result = function(*operands)
    return result, *torch.autograd.grad(result, operands, d_result)


def layer(data, parameters, names, d_result, padding):
    """A convolution and its three gradients; the last of the names is that of the data's, if it is wanted."""
    weight, bias = (load(weights / f"{name}.npy") for name in parameters)
    operands = data, weight.permute(3, 2, 0, 1), bias

    def convolution(x, w, b):
        return functional.conv2d(x, w, b, padding=padding)

    results = gradients(convolution, operands, step(d_result))
    magnitudes = gradients(convolution, [operand.abs().double() for operand in operands], step(d_result).abs().double())
    outputs, inputs, height, width = operands[1].shape
    positions = step(d_result).numel() // outputs
    counts = inputs * height * width + 1, outputs * height * width, positions, positions
    orders = (0, 2, 3, 1), (0, 2, 3, 1), (2, 3, 1, 0), (0,)
    for name, result, magnitude, count, order in zip(names, results, magnitudes, counts, orders):
        if name:
            save_sums(name, result.permute(order), count, magnitude.permute(order))


def choice(function, data, name, d_result, d_data):
    """A function that only chooses among numbers, and its gradient."""
    result, d_input = gradients(function, [step(data)], step(d_result))
    save(name, result.permute(0, 2, 3, 1))
    save(d_data, d_input.permute(0, 2, 3, 1))


def pooling(x):
    return functional.max_pool2d(x, 2)


layer(load(x_file).permute(0, 3, 1, 2), ("w1", "b1"), ("a1", None, "dw1", "db1"), "da1", 1)
choice(functional.relu, "a1", "r1", "dr1", "da1")
choice(pooling, "r1", "p1", "dp1", "dr1")
layer(step("p1"), ("w2", "b2"), ("a2", "dp1", "dw2", "db2"), "da2", 1)
choice(functional.relu, "a2", "r2", "dr2", "da2")
choice(pooling, "r2", "p2", "dp2", "dr2")
layer(step("p2"), ("w3", "b3"), ("z", "dp2", "dw3", "db3"), "dz", 0)

# Softmax: each exponent is off by half a unit of its argument, then come the sum over classes and a quotient.
logits = load(grad / "z.npy")
images, classes = logits.shape[0], logits.shape[-1]
labels = load(y_file).long()


def entropy(z):
    return functional.cross_entropy(z.flatten(1), labels)


loss, d_logits = gradients(entropy, [logits], torch.tensor(1.0))
span = (logits.amax(-1) - logits.amin(-1)).max().item()
save("loss", loss, 2 * (images + classes + span) * unit * loss.item())
save("dz", d_logits, 2 * (classes + span + 4) * unit / images)
