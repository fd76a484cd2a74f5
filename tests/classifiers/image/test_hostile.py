"""Files that mean harm or are merely broken: an answer each, in bounded time and memory."""

import random
import resource
import struct
import time
import zlib

import numpy as np
import pytest
from PIL import Image

from classifiers.image.decode import MAX_PIXELS_HELD, TO_SEE, PictureError, PictureTooLargeError, decode
from tests.classifiers.image.drawn import drawing, encoded

KINDS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIF", "AVIF")


def png_that_claims(width: int, height: int) -> bytes:
    data = bytearray(encoded(drawing(), "PNG"))
    data[16:24] = struct.pack(">II", width, height)
    data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
    return bytes(data)


def jpeg_that_claims(width: int, height: int) -> bytes:
    data = bytearray(encoded(drawing(), "JPEG"))
    start = data.find(b"\xff\xc0") + 5
    data[start : start + 4] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        *(png_that_claims(*size) for size in ((0, 0), (65535, 65535), (2**31 - 1, 1), (30000, 3000))),
        *(jpeg_that_claims(*size) for size in ((65535, 65535), (0, 10))),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\nshowpage",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><svg>&b;</svg>',
        encoded(drawing(), "PDF"),
        encoded(drawing(), "ICO"),
        b"PK\x03\x04" + bytes(200),
        b"\xff" * 100_000,
    ],
)
def test_false_sizes_and_other_formats_are_refused_at_once(data: bytes):
    started = time.process_time()
    with pytest.raises(PictureError):
        decode(data, TO_SEE)
    assert time.process_time() - started < 1


def test_a_format_that_is_decoded_whole_has_a_lower_limit():
    side = int(MAX_PIXELS_HELD**0.5) + 10
    with pytest.raises(PictureTooLargeError):
        decode(encoded(Image.new("1", (side, side)), "PNG"), TO_SEE)


@pytest.mark.parametrize("mode", ["P", "I;16"])
def test_values_that_cannot_be_averaged_take_little_memory(mode: str):
    grey = np.full((5000, 5000), 255)
    picture = Image.fromarray(grey.astype(np.uint16 if mode == "I;16" else np.uint8))
    picture = picture.convert("P") if mode == "P" else picture
    data = encoded(picture, "PNG", **({"transparency": 3} if mode == "P" else {}))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert decode(data, TO_SEE).getpixel((500, 500)) == (255, 255, 255)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 350_000  # KB


def test_spliced_files_never_raise_anything_else():
    rng = random.Random(11)
    whole = [encoded(drawing(96, 64), kind) for kind in KINDS]
    for _ in range(150):
        head, tail = rng.choice(whole), rng.choice(whole)
        noise = rng.randbytes(rng.randrange(40))
        data = head[: rng.randrange(len(head))] + noise + tail[rng.randrange(len(tail)) :]
        try:
            assert decode(data, TO_SEE).mode == "RGB"
        except PictureError:
            continue
