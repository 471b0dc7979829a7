#!/usr/bin/env python3
"""Makes tensor/gen.txt and tensor/gen/*.npy: what `tensor gen` should give, from the formulas of docs/tensor-gen.md by integers,
fractions and mpmath, each element rounded to float64 and from there to its type.

    make_generated.py [--check]    with --check nothing is written, a difference fails
    make_generated.py --peers      compares Gabor filters with OpenCV's, fans and deviations with PyTorch's

Elements that take exp, log, sin or cos may differ by a step from those of the tool, which computes them in float64.
"""

import io
import pathlib
import sys
from fractions import Fraction

import mpmath
import numpy as np

HERE = pathlib.Path(__file__).parent / "tensor"
mpmath.mp.prec = 200
mp = mpmath.mpf


def philox(key, counter):
    """Philox 4x32-10: four words of 32 bits from a key of two and a counter of four."""
    (k0, k1), c = key, list(counter)
    for _ in range(10):
        first, second = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [second >> 32 ^ c[1] ^ k0, second & 0xFFFFFFFF, first >> 32 ^ c[3] ^ k1, first & 0xFFFFFFFF]
        k0, k1 = k0 + 0x9E3779B9 & 0xFFFFFFFF, k1 + 0xBB67AE85 & 0xFFFFFFFF
    return c


# https://github.com/DEShawResearch/random123, tests/kat_vectors
KNOWN = """
00000000 00000000 00000000 00000000 00000000 00000000 6627e8d5 e169c58d bc57ac4c 9b00dbd8
ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff 408f276d 41c83b0e a20bc7c6 6d5451fd
243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 d16cfe09 94fdcceb 5001e420 24126ea1
"""
for line in KNOWN.split("\n")[1:-1]:
    words = [int(word, 16) for word in line.split()]
    assert philox(words[4:6], words[:4]) == words[6:], line


def halves(seed, sequence, block):
    """The two numbers of 64 bits of a block."""
    words = philox([seed & 0xFFFFFFFF, seed >> 32], [block & 0xFFFFFFFF, block >> 32, sequence & 0xFFFFFFFF, sequence >> 32])
    return words[1] << 32 | words[0], words[3] << 32 | words[2]


def bits(seed, sequence, index):
    return halves(seed, sequence, index // 2)[index % 2]


def uniform(low, high, seed=0, sequence=0, kind="f4"):
    width = {"f2": 11, "f4": 24, "f8": 53}[kind]
    return lambda i: float(Fraction(low) + Fraction(bits(seed, sequence, i) >> 64 - width, 1 << width) * Fraction(high - low))


def integers(low, high, seed=0, sequence=0):
    return lambda i: low + (bits(seed, sequence, i) * (high - low) >> 64)


def normal(mean=0.0, deviation=1.0, seed=0, sequence=0):
    def element(i):
        first, second = halves(seed, sequence, i // 2)
        a, turns = mp((first >> 11) + 1) / 2**53, mp(second >> 11) / 2**53
        wave = mpmath.cospi(2 * turns) if i % 2 == 0 else mpmath.sinpi(2 * turns)
        return float(mp(mean) + mp(deviation) * mpmath.sqrt(-2 * mpmath.log(a)) * wave)

    return element


def places(size):
    """Distances from the centre, in C order."""
    return [[mp(i) - mp(n - 1) / 2 for i, n in zip(index, size)] for index in np.ndindex(*size)]


def gaussian(size, sigma):
    values = [mpmath.exp(-sum(x * x for x in place) / (2 * mp(sigma) ** 2)) for place in places(size)]
    total = sum(values)
    return [value / total for value in values]


def laplacian_of_gaussian(size, sigma):
    s = mp(sigma)
    values = [g * (sum(x * x for x in place) - len(size) * s**2) / s**4 for g, place in zip(gaussian(size, sigma), places(size))]
    mean = sum(values) / len(values)
    return [value - mean for value in values]


def difference_of_gaussians(size, sigma, ratio):
    return [a - b for a, b in zip(gaussian(size, sigma), gaussian(size, mp(sigma) * mp(ratio)))]


def gabor(size, sigma, wavelength, theta, phase, aspect):
    def element(y, x):
        cosine, sine = mpmath.cospi(mp(theta) / 180), mpmath.sinpi(mp(theta) / 180)
        u, v = x * cosine + y * sine, y * cosine - x * sine
        return mpmath.exp(-(u**2 + (mp(aspect) * v) ** 2) / (2 * mp(sigma) ** 2)) * mpmath.cospi(2 * (u / mp(wavelength) + mp(phase) / 360))

    return [element(*place) for place in places(size)]


def fans(shape, letters):
    taps = int(np.prod([n for n, letter in zip(shape, letters) if letter not in "IO"], dtype=np.int64))
    return shape[letters.index("I")] * taps, shape[letters.index("O")] * taps


def deviation(kind, shape, letters, gain, fan="in"):
    fan_in, fan_out = fans(shape, letters)
    if kind == "kaiming":
        return gain / mpmath.sqrt(fan_in if fan == "in" else fan_out)
    return gain * mpmath.sqrt(mp(2) / (fan_in + fan_out))


def uniform_of(spread, **more):
    bound = float(mpmath.sqrt(3) * spread)
    return uniform(-bound, bound, **more)


def array(element, shape, kind):
    values = [element(i) for i in range(int(np.prod(shape)))] if callable(element) else [float(value) for value in element]
    return np.array(values, "f8" if kind[0] == "f" else "i8").astype(kind).reshape(shape)


ROOT2 = mpmath.sqrt(2)
# name, command, elements, shape, type
CASES = [
    ("uniform", "uniform --shape 5,7", uniform(0, 1), (5, 7), "f4"),
    ("uniform-range", "uniform -3:5 --shape 101 --seed 7", uniform(-3, 5, seed=7), (101,), "f4"),
    ("uniform-f8", "uniform --shape 33 --dtype float64 --seed 1234567890123456789", uniform(0, 1, seed=1234567890123456789, kind="f8"), (33,), "f8"),
    ("uniform-f2", "uniform --shape 33 --dtype float16 --seed 5", uniform(0, 1, seed=5, kind="f2"), (33,), "f2"),
    ("integers", "integers -4:5 --shape 3,11 --seed 2", integers(-4, 5, seed=2), (3, 11), "f4"),
    ("integers-i8", "integers -1000000000000:1000000000000 --shape 21 --dtype int64", integers(-(10**12), 10**12), (21,), "i8"),
    ("normal", "normal --shape 13,31 --seed 3", normal(seed=3), (13, 31), "f4"),
    ("normal-mean", "normal --mean 0.5 --std 0.25 --shape 77 --seed 4", normal(0.5, 0.25, seed=4), (77,), "f4"),
    ("normal-f8", "normal --shape 50 --dtype float64 --seed 6", normal(seed=6), (50,), "f8"),
    ("gaussian", "gaussian --sigma 1.5", gaussian((11, 11), 1.5), (11, 11), "f4"),
    ("gaussian-3d", "gaussian --dims 3 --size 3,4,5 --dtype float64", gaussian((3, 4, 5), 1), (3, 4, 5), "f8"),
    ("log", "log", laplacian_of_gaussian((9, 9), 1), (9, 9), "f4"),
    ("log-1d", "log --dims 1 --sigma 1.25", laplacian_of_gaussian((11,), 1.25), (11,), "f4"),
    ("log-3d", "log --dims 3 --size 5,6,7 --sigma 0.8", laplacian_of_gaussian((5, 6, 7), 0.8), (5, 6, 7), "f4"),
    ("dog", "dog", difference_of_gaussians((11, 11), 1, 1.6), (11, 11), "f4"),
    ("dog-ratio", "dog --sigma 0.7 --ratio 2 --size 5,7", difference_of_gaussians((5, 7), 0.7, 2), (5, 7), "f4"),
    ("gabor", "gabor", gabor((29, 29), 0.56 * 4, 4, 0, 0, 0.5), (29, 29), "f4"),
    ("gabor-turned", "gabor --sigma 2 --wavelength 5 --theta 30 --phase=-90 --aspect 0.8 --size 9,12", gabor((9, 12), 2, 5, 30, -90, 0.8), (9, 12), "f4"),
    ("kaiming-normal", "kaiming-normal --shape 3,3,5,7 --seed 1", normal(0, float(deviation("kaiming", (3, 3, 5, 7), "HWIO", ROOT2)), seed=1), (3, 3, 5, 7), "f4"),
    ("kaiming-uniform", "kaiming-uniform --shape 7,5,3,2 --weight-layout OIHW --fan out --gain 1", uniform_of(deviation("kaiming", (7, 5, 3, 2), "OIHW", 1, "out")), (7, 5, 3, 2), "f4"),
    ("xavier-normal", "xavier-normal --shape 20,10", normal(0, float(deviation("xavier", (20, 10), "IO", 1))), (20, 10), "f4"),
    ("xavier-uniform", "xavier-uniform --shape 4,6,5 --weight-layout OIW --gain 2 --seed 9", uniform_of(deviation("xavier", (4, 6, 5), "OIW", 2), seed=9), (4, 6, 5), "f4"),
]


def files():
    lines = ["# What `tensor gen` gives, by make_generated.py: see ../README.md for the columns."]
    for name, command, element, shape, kind in CASES:
        out = io.BytesIO()
        np.save(out, array(element, shape, kind))
        yield f"gen/{name}.npy", out.getvalue()
        lines.append(f"{name} | python | gen {command} | y")
    yield "gen.txt", ("\n".join(lines) + "\n").encode()


def peers():
    import cv2
    import torch

    ours = array(gabor((9, 11), 2, 5, 30, -70, 0.8), (9, 11), "f8")
    # OpenCV's x goes to the left and its y upward.
    theirs = cv2.getGaborKernel((11, 9), 2, np.radians(30), 5, 0.8, np.radians(-70))[::-1, ::-1]
    print("gabor: largest difference from OpenCV", np.abs(ours - theirs).max())
    for shape in [(7, 5), (7, 5, 3), (7, 5, 3, 2), (7, 5, 3, 2, 4)]:
        letters = "OI" + "DHW"[5 - len(shape) :]
        theirs = torch.nn.init._calculate_fan_in_and_fan_out(torch.empty(shape))
        weight = torch.empty((400, 300) + shape[2:], dtype=torch.float64)
        for name, ours in [
            ("kaiming_normal_", deviation("kaiming", weight.shape, letters, ROOT2)),
            ("kaiming_uniform_", deviation("kaiming", weight.shape, letters, ROOT2)),
            ("xavier_normal_", deviation("xavier", weight.shape, letters, 1)),
            ("xavier_uniform_", deviation("xavier", weight.shape, letters, 1)),
        ]:
            drawn = getattr(torch.nn.init, name)(weight).std().item()
            print(f"{letters} {shape}: fans {fans(shape, letters)}, PyTorch {theirs}; {name} deviates {drawn / float(ours):.4f} times as much")


if "--peers" in sys.argv:
    peers()
    sys.exit()
different = 0
for path, data in files():
    if "--check" in sys.argv:
        if (HERE / path).read_bytes() != data:
            print(f"{path} differs", file=sys.stderr)
            different = 1
    else:
        (HERE / path).parent.mkdir(exist_ok=True)
        (HERE / path).write_bytes(data)
sys.exit(different)
