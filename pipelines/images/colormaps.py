#!/usr/bin/env python3
"""Prints Sources/ImageCodecs/Drawing/ColormapTables.swift.

viridis and magma are the tables of matplotlib (matplotlib/_cm_listed.py, by S. van der Walt,
N. Smith and E. Firing, released as CC0). coolwarm is computed here after K. Moreland, 'Diverging
Color Maps for Scientific Visualization' (2009): straight lines in the space Msh (magnitude,
saturation, hue of CIELAB) from blue over a white of M = 88 to red.
"""

import math

from matplotlib import _cm_listed

WHITE = (0.95047, 1.0, 1.08883)  # D65
TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
TO_RGB = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)


def product(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector)) for row in matrix]


def msh_from_rgb(rgb):
    linear = [((v + 0.055) / 1.055) ** 2.4 if v > 0.04045 else v / 12.92 for v in rgb]
    f = [
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
        for t in (v / w for v, w in zip(product(TO_XYZ, linear), WHITE))
    ]
    lightness, a, b = 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])
    magnitude = math.sqrt(lightness**2 + a**2 + b**2)
    return magnitude, math.acos(lightness / magnitude), math.atan2(b, a)


def rgb_from_msh(magnitude, saturation, hue):
    lightness = magnitude * math.cos(saturation)
    a = magnitude * math.sin(saturation) * math.cos(hue)
    b = magnitude * math.sin(saturation) * math.sin(hue)
    y = (lightness + 16) / 116
    xyz = [
        (t**3 if t > 0.206893 else (t - 16 / 116) / 7.787) * w
        for t, w in zip((y + a / 500, y, y - b / 200), WHITE)
    ]
    linear = [min(max(v, 0), 1) for v in product(TO_RGB, xyz)]
    return [1.055 * v ** (1 / 2.4) - 0.055 if v > 0.0031308 else 12.92 * v for v in linear]


def hue_beside_white(colour, white_magnitude):
    """The hue at the white end, turned such that the colours change evenly."""
    magnitude, saturation, hue = colour
    if magnitude >= white_magnitude:
        return hue
    spin = saturation * math.sqrt(white_magnitude**2 - magnitude**2) / (
        magnitude * math.sin(saturation)
    )
    return hue + spin if hue > -math.pi / 3 else hue - spin


def coolwarm(position):
    white = 88.0
    end = msh_from_rgb((59 / 255, 76 / 255, 192 / 255))
    part = 2 * position
    if position > 0.5:
        end = msh_from_rgb((180 / 255, 4 / 255, 38 / 255))
        part = 2 - part
    middle = (white, 0.0, hue_beside_white(end, white))
    return rgb_from_msh(*(a + part * (b - a) for a, b in zip(end, middle)))


def show(name, comment, colours):
    print(f"  /// {comment}\n  static let {name}: [UInt32] = [")
    words = []
    for colour in colours:
        r, g, b = (round(v * 255) for v in colour)
        words.append(f"0x{r:02X}{g:02X}{b:02X}")
    for start in range(0, len(words), 8):
        print("    " + ", ".join(words[start : start + 8]) + ",")
    print("  ]")


print("// Printed by pipelines/images/colormaps.py, which names the sources.\n")
print("/// The colours of the colormaps, 256 each, as 0xRRGGBB.\nenum ColormapTables {")
show("viridis", "From dark blue over green to yellow.", _cm_listed._viridis_data)
print()
show("magma", "From black over purple to a light yellow.", _cm_listed._magma_data)
print()
show("coolwarm", "From blue over light grey to red.", [coolwarm(i / 255) for i in range(256)])
print("}")
