"""Golden files of xent and xent-grad: logits, labels, and PyTorch's loss, gradient, or NumPy's count of hits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch

from scripts.golden import Record, agree, random_for
from scripts.layout import Array

SHAPES = [(5, 10), (1, 3), (7,), (64, 1), (3, 300), (2, 4, 5, 6), (33, 2), (1, 1), (4, 3, 17)]
# What logits are multiplied with: those of a network, and far beyond where exp overflows.
SCALES = {"usual": 3.0, "flat": 1e-6, "large": 1e4, "huge": 1e300, "low": -1e30}


def loss_records() -> Iterator[Record]:
    for name, x, labels in _problems():
        for option, reduction in [("", "mean"), (" --sum", "sum")]:
            y = np.asarray(_torch_loss(x, labels, reduction)[0])
            agree(name, y.astype(x.dtype), _plain_loss(x, labels, reduction).astype(x.dtype))
            yield Record(f"{reduction}-{name}", "torch", f"xent{option}", {"x": x, "labels": labels}, {"y": y.astype(x.dtype)})
        hits = np.argmax(x, axis=-1).reshape(-1) == labels.reshape(-1)
        for option, value in [("", hits.mean()), (" --sum", hits.sum())]:
            title = f"accuracy{option.replace(' --', '-')}-{name}"
            yield Record(title, "numpy", f"xent --accuracy{option}", {"x": x, "labels": labels}, {"y": np.asarray(value, x.dtype)})


def gradient_records() -> Iterator[Record]:
    for name, x, labels in _problems():
        for option, reduction in [("", "mean"), (" --sum", "sum")]:
            gradient = _torch_loss(x, labels, reduction)[1].astype(x.dtype)
            agree(name, gradient, _plain_gradient(x, labels, reduction).astype(x.dtype))
            yield Record(f"{reduction}-{name}", "torch", f"xent-grad{option}", {"x": x, "labels": labels}, {"dInput": gradient})


def _problems() -> Iterator[tuple[str, Array, Array]]:
    """Names, logits and labels, each drawn from its name."""
    kinds = ["int64", "uint8", "int16", "uint32", "int32", "uint64", "int8", "uint16"]
    for number, (scale_name, scale) in enumerate((s for s in SCALES.items() for _ in range(5))):
        shape = SHAPES[number % len(SHAPES)]
        kind = kinds[number % len(kinds)] if shape[-1] < 100 else "int16"
        name = f"{scale_name}-{'x'.join(map(str, shape))}-{number:02}"
        generator = random_for("xent", name)
        x = (generator.standard_normal(shape) * scale).astype(np.float32 if number % 3 == 0 and abs(scale) < 1e38 else np.float64)
        labels = np.asarray(generator.integers(0, shape[-1], shape[:-1] or (1,))).astype(kind)
        if number % 5 == 4 and shape[-1] > 2:
            # Classes that cannot be: never at the label.
            x[(generator.random(shape) < 0.3) & (np.arange(shape[-1]) != labels.reshape(*shape[:-1], 1))] = -np.inf
        yield name, x, labels


def _torch_loss(x: Array, labels: Array, reduction: str) -> tuple[float, Array]:
    """The loss in float64, and its gradient."""
    logits = torch.tensor(x.astype(np.float64), requires_grad=True)
    rows = logits.reshape(-1, x.shape[-1])
    loss = torch.nn.functional.cross_entropy(rows, torch.tensor(labels.astype(np.int64)).reshape(-1), reduction=reduction)
    loss.backward()
    return loss.item(), logits.grad.numpy()


def _softmax(x: Array) -> tuple[Array, Array]:
    """Logits minus the largest of their row, and the sum of their exponentials."""
    rows = x.astype(np.float64).reshape(-1, x.shape[-1])
    with np.errstate(over="ignore"):
        shifted = rows - rows.max(axis=1, keepdims=True)
    return shifted, np.exp(shifted).sum(axis=1)


def _plain_loss(x: Array, labels: Array, reduction: str) -> Array:
    shifted, sums = _softmax(x)
    losses = np.log(sums) - shifted[np.arange(len(sums)), labels.reshape(-1)]
    return np.asarray(losses.mean() if reduction == "mean" else losses.sum())


def _plain_gradient(x: Array, labels: Array, reduction: str) -> Array:
    shifted, sums = _softmax(x)
    gradient = np.exp(shifted) / sums[:, None]
    gradient[np.arange(len(sums)), labels.reshape(-1)] -= 1
    return (gradient / (len(sums) if reduction == "mean" else 1)).reshape(x.shape)
