#!/usr/bin/env python3
"""Makes the image files of Tests/Golden/images and what they decode to.

Each NAME.png, NAME.pbm … stands beside NAME.npy, the samples as height x width x channels of
uint8 or uint16; resampled.npy holds one of them in other sizes. Files are written by Pillow, OpenCV, netpbm (pnmtopng, pnmtoplainpnm, pamdepth)
and ImageMagick (convert), and decoded by Pillow and, where it keeps all samples, by OpenCV: the
two have to agree wherever both can read a kind. Kinds that Pillow reduces to 8 bits are those of
OpenCV alone. Debian: netpbm imagemagick; PyPI: numpy pillow opencv-python-headless.

    make_images.py [--check]    with --check nothing is written, a difference fails
"""

import io
import pathlib
import subprocess
import sys
import tempfile

import cv2
import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).parent / "images"
CONVERT = "/usr/bin/convert"
UNDATED = ("-define", "png:exclude-chunks=date,time")
H, W = 11, 13


def noise(seed, channels, dtype=np.uint8, maximum=None, height=H, width=W):
    """A gradient with noise: rows that filters of every kind suit."""
    rng = np.random.default_rng(seed)
    top = maximum or np.iinfo(dtype).max
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    smooth = (x * (c + 1) + y * (3 - c)) * top / (4 * (width + height))
    rough = rng.integers(0, top + 1, size=(height, width, channels))
    mixed = np.where(y % 3 == 0, rough, smooth)
    return np.clip(mixed, 0, top).astype(dtype)


def run(command, data=b""):
    return subprocess.run(command, input=data, check=True, capture_output=True).stdout


def netpbm(samples, maximum, plain=False):
    """Samples as a PNM or PAM file."""
    height, width, channels = samples.shape
    body = samples.astype(">u2" if maximum > 255 else "u1").tobytes()
    if channels in (1, 3):
        head = f"P{5 if channels == 1 else 6}\n{width} {height}\n{maximum}\n"
    else:
        kind = {2: "GRAYSCALE_ALPHA", 4: "RGB_ALPHA"}[channels]
        head = (
            f"P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH {channels}\nMAXVAL {maximum}\n"
            f"TUPLTYPE {kind}\nENDHDR\n"
        )
    return head.encode() + body


def pillow_png(image, **options):
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


def opencv_png(samples):
    if samples.shape[2] >= 3:
        samples = samples[:, :, [2, 1, 0, 3][: samples.shape[2]]]
    ok, data = cv2.imencode(".png", samples)
    assert ok
    return data.tobytes()


def magick_png(samples, maximum, *options):
    with tempfile.NamedTemporaryFile(suffix=".png") as out:
        run([CONVERT, "-", *options, *UNDATED, out.name], netpbm(samples, maximum))
        return pathlib.Path(out.name).read_bytes()


def pnmtopng(samples, maximum, *options):
    return run(["pnmtopng", "-quiet", *options], netpbm(samples, maximum))


def pngs():
    grey, grey_alpha, rgb, rgba = (noise(s, s) for s in (1, 2, 3, 4))
    deep = {c: noise(10 + c, c, np.uint16) for c in (1, 2, 3, 4)}
    palette = Image.fromarray(rgb).quantize(23, dither=Image.Dither.NONE)
    alphas = bytes((i * 37) % 256 for i in range(23))
    levels = {b: noise(20 + b, 1, maximum=2**b - 1) for b in (1, 2, 4)}

    yield "pillow-grey-1", pillow_png(Image.fromarray(levels[1][:, :, 0] * 255).convert("1"))
    yield "pillow-grey-8", pillow_png(Image.fromarray(grey[:, :, 0]))
    yield "pillow-grey-8-transparent", pillow_png(
        Image.fromarray(grey[:, :, 0]), transparency=int(grey[4, 4, 0])
    )
    yield "pillow-grey-16", pillow_png(Image.fromarray(deep[1][:, :, 0]))
    yield "pillow-grey-alpha-8", pillow_png(Image.fromarray(grey_alpha, "LA"))
    yield "pillow-rgb-8", pillow_png(Image.fromarray(rgb))
    yield "pillow-rgb-8-transparent", pillow_png(
        Image.fromarray(rgb), transparency=tuple(int(v) for v in rgb[5, 6])
    )
    yield "pillow-rgba-8", pillow_png(Image.fromarray(rgba))
    for bits, colours in ((1, 2), (2, 4), (4, 15), (8, 23)):
        few = Image.fromarray(rgb).quantize(colours, dither=Image.Dither.NONE)
        yield f"pillow-palette-{bits}", pillow_png(few, bits=bits)
    yield "pillow-palette-8-transparent", pillow_png(palette, transparency=alphas)
    yield "pillow-palette-8-one-transparent", pillow_png(palette, transparency=3)
    yield "pillow-one-pixel", pillow_png(Image.fromarray(rgb[:1, :1]))

    for name, samples in (("grey-8", grey), ("rgb-8", rgb), ("rgba-8", rgba)):
        yield f"opencv-{name}", opencv_png(samples)
    for channels, name in ((1, "grey-16"), (3, "rgb-16"), (4, "rgba-16")):
        yield f"opencv-{name}", opencv_png(deep[channels])

    for interlace in ((), ("-interlace",)):
        kind = "-interlaced" if interlace else ""
        for bits in (1, 2, 4):
            data = pnmtopng(levels[bits], 2**bits - 1, *interlace)
            yield f"netpbm-grey-{bits}{kind}", data
        yield f"netpbm-grey-8{kind}", pnmtopng(grey, 255, *interlace)
        yield f"netpbm-grey-16{kind}", pnmtopng(deep[1], 65535, *interlace)
        yield f"netpbm-rgb-8{kind}", pnmtopng(rgb, 255, *interlace)
        yield f"netpbm-rgb-16{kind}", pnmtopng(deep[3], 65535, *interlace)
        few = np.asarray(palette.convert("RGB"))
        yield f"netpbm-palette-8{kind}", pnmtopng(few, 255, *interlace)
        four = np.asarray(
            Image.fromarray(rgb).quantize(4, dither=Image.Dither.NONE).convert("RGB")
        )
        yield f"netpbm-palette-2{kind}", pnmtopng(four, 255, *interlace)
    yield "netpbm-filter-none", pnmtopng(rgb, 255, "-nofilter")
    for name in ("sub", "up", "avg", "paeth"):
        yield f"netpbm-filter-{name}", pnmtopng(rgb, 255, f"-{name}")
    colour = "#" + "".join(f"{v:02x}" for v in rgb[5, 6])
    yield "netpbm-rgb-8-transparent", pnmtopng(rgb, 255, "-force", "-transparent", "=" + colour)

    for options, kind in (((), ""), (("-interlace", "PNG"), "-interlaced")):
        yield f"magick-grey-alpha-8{kind}", magick_png(
            grey_alpha, 255, *options, "-define", "png:color-type=4"
        )
        yield f"magick-grey-alpha-16{kind}", magick_png(
            deep[2], 65535, *options, "-define", "png:color-type=4"
        )
        yield f"magick-rgba-8{kind}", magick_png(rgba, 255, *options)
        yield f"magick-rgba-16{kind}", magick_png(deep[4], 65535, *options)
        yield f"magick-palette-4{kind}", magick_png(
            np.asarray(
                Image.fromarray(rgb).quantize(13, dither=Image.Dither.NONE).convert("RGB")
            ),
            255, *options, "-define", "png:color-type=3", "-define", "png:bit-depth=4",
        )
    # Every interlace pass may be empty.
    for width, height in ((1, 1), (1, 5), (2, 3), (5, 1), (9, 2)):
        small = noise(width, 3, height=height, width=width)
        yield f"netpbm-interlaced-{width}x{height}", pnmtopng(small, 255, "-force", "-interlace")


def with_pillow(data):
    """What Pillow makes of all samples of a PNG; None where it would reduce them."""
    if data[24] == 16 and data[25] != 0:
        return None
    with Image.open(io.BytesIO(data)) as image:
        if image.mode == "I;16" or image.mode == "I":
            return np.asarray(image).astype(np.uint16)[:, :, None]
        transparent = "transparency" in image.info
        if image.mode == "1":
            image = image.convert("L")
        if image.mode == "P":
            image = image.convert("RGBA" if transparent else "RGB")
        elif image.mode in ("L", "RGB") and transparent:
            image = image.convert("RGBA" if image.mode == "RGB" else "LA")
        samples = np.asarray(image)
        return samples if samples.ndim == 3 else samples[:, :, None]


def with_opencv(data, channels):
    """What OpenCV makes of it; it turns grey and alpha into four channels, and keeps no
    transparent colour."""
    samples = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if samples.ndim == 2:
        return samples[:, :, None]
    if samples.shape[2] == 4:
        return samples[:, :, [2, 1, 0, 3] if channels != 2 else [0, 3]]
    return samples[:, :, ::-1]


def decode_png(name, data):
    colour_type = data[25]
    by_pillow = with_pillow(data)
    channels = {0: 1, 2: 3, 3: 3, 4: 2, 6: 4}[colour_type]
    if by_pillow is not None:
        channels = by_pillow.shape[2]
    by_opencv = with_opencv(data, channels)
    if by_pillow is None:
        return by_opencv
    if by_opencv.shape == by_pillow.shape and by_opencv.dtype == by_pillow.dtype:
        assert (by_pillow == by_opencv).all(), name
    else:
        assert b"tRNS" in data or colour_type == 3, (name, by_opencv.shape, by_pillow.shape)
    return by_pillow


def scaled(samples, maximum):
    """Samples of a small maxval spread over 8 or 16 bits, ties to even, as Pillow does."""
    full = 255 if maximum <= 255 else 65535
    doubled = samples.astype(np.int64) * full * 2 + maximum
    result, rest = doubled // (2 * maximum), doubled % (2 * maximum)
    result -= (rest == 0) & (result % 2 == 1)
    return result.astype(np.uint8 if maximum <= 255 else np.uint16)


def pnms():
    """Name, ending, file and samples; Pillow has to agree where it reads the kind."""
    grey, rgb = noise(1, 1), noise(3, 3)
    for maximum in (1, 3, 100, 255, 256, 1023, 65535):
        dtype = np.uint16 if maximum > 255 else np.uint8
        for channels, ending in ((1, "pgm"), (3, "ppm")):
            samples = noise(maximum + channels, channels, dtype, maximum)
            data = netpbm(samples, maximum)
            yield f"netpbm-{maximum}", ending, data, scaled(samples, maximum)
            plain = run(["pnmtoplainpnm"], data)
            yield f"netpbm-plain-{maximum}", ending, plain, scaled(samples, maximum)
    bits = noise(21, 1, maximum=1)
    data = run(["pamtopnm"], run(["pamthreshold", "-simple"], netpbm(bits * 255, 255)))
    yield "netpbm-bits", "pbm", data, bits * 255
    yield "netpbm-plain-bits", "pbm", run(["pnmtoplainpnm"], data), bits * 255
    out = io.BytesIO()
    Image.fromarray(bits[:, :, 0] * 255).convert("1").save(out, "PPM")
    yield "pillow-bits", "pbm", out.getvalue(), bits * 255
    for image, name, samples in (
        (Image.fromarray(grey[:, :, 0]), "pillow-grey.pgm", grey),
        (Image.fromarray(rgb), "pillow-rgb.ppm", rgb),
    ):
        out = io.BytesIO()
        image.save(out, "PPM")
        yield *name.split("."), out.getvalue(), samples
    for channels in (2, 4):
        for maximum in (255, 65535):
            dtype = np.uint16 if maximum > 255 else np.uint8
            samples = noise(30 + channels, channels, dtype, maximum)
            data = run(["pamdepth", str(maximum)], netpbm(samples, maximum))
            yield f"netpbm-{channels}-channels-{maximum}", "pam", data, samples
    commented = b"P5 # a comment\n#another\n13 # and\r\n 11\n#one more\n255# before the samples\n"
    assert run(["pamtopnm"], commented + grey.tobytes()) == netpbm(grey, 255)
    yield "by-hand-comments", "pgm", commented + grey.tobytes(), grey


def resampled(data):
    """What Pillow makes of an RGB image in other sizes, as a stream of float32 arrays. It
    computes the weights in float64 and keeps float32 between the two directions."""
    out = io.BytesIO()
    samples = np.asarray(Image.open(io.BytesIO(data))).astype(np.float64) / 255
    for filter in (Image.Resampling.BILINEAR, Image.Resampling.BOX):
        for size in ((13, 11), (5, 4), (26, 33), (1, 1), (7, 40), (100, 3)):
            planes = [
                np.asarray(Image.fromarray(plane.astype(np.float32), "F").resize(size, filter))
                for plane in np.moveaxis(samples, 2, 0)
            ]
            np.save(out, np.ascontiguousarray(np.stack(planes, axis=2)))
    return out.getvalue()


def agrees_with_pillow(data, samples):
    """False where Pillow decodes the file to something else."""
    maximum = 255 if samples.dtype == np.uint8 else 65535
    with Image.open(io.BytesIO(data)) as image:
        if image.mode == "1":
            image = image.convert("L")
        decoded = np.asarray(image)
    decoded = decoded if decoded.ndim == 3 else decoded[:, :, None]
    if maximum == 65535 and decoded.dtype == np.uint8:
        return True  # Pillow reduces 16-bit colour to 8 bits.
    return decoded.shape == samples.shape and (decoded == samples).all()


def main():
    check = "--check" in sys.argv[1:]
    HERE.mkdir(exist_ok=True)
    files = {}
    for name, data in pngs():
        files[f"{name}.png"] = data, decode_png(name, data)
    for name, ending, data, samples in pnms():
        # Pillow reads no PAM, and no comment after the maxval.
        if ending != "pam" and not name.startswith("by-hand"):
            assert agrees_with_pillow(data, samples), (name, ending)
        files[f"{name}.{ending}"] = data, samples
    outputs = {"resampled.npy": resampled(files["opencv-rgb-8.png"][0])}
    for name, (data, samples) in files.items():
        out = io.BytesIO()
        np.save(out, np.ascontiguousarray(samples))
        outputs[name] = data
        outputs[f"{name}.npy"] = out.getvalue()
    for name, content in outputs.items():
        if not check:
            (HERE / name).write_bytes(content)
        elif (HERE / name).read_bytes() != content:
            sys.exit(f"{name} differs")
    print(len(files), "images")


if __name__ == "__main__":
    main()
