import io
import random

import numpy as np
import pytest
from PIL import ExifTags, Image

from classifiers.image.decode import (
    MAX_BYTES,
    TO_SEE,
    PictureError,
    PictureTooLargeError,
    UnreadablePictureError,
    decode,
    seen,
)
from tests.classifiers.image.drawn import drawing, encoded


def top_and_bottom(image: Image.Image) -> tuple[tuple[int, ...], tuple[int, ...]]:
    column = image.width - 5
    return image.getpixel((column, 5)), image.getpixel((column, image.height - 5))  # type: ignore[return-value]


def is_red_above_blue(image: Image.Image) -> bool:
    above, below = top_and_bottom(image)
    return above[0] > 180 > above[2] and below[2] > 180 > below[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF"])
def test_every_format_gives_the_upright_rgb_picture(kind):
    image = decode(encoded(drawing(), kind), TO_SEE)
    assert (image.mode, image.size) == ("RGB", (320, 240))
    assert is_red_above_blue(image)


@pytest.mark.parametrize(
    ("orientation", "stored"),
    [(3, Image.Transpose.ROTATE_180), (6, Image.Transpose.ROTATE_90), (8, Image.Transpose.ROTATE_270)],
)
def test_exif_rotation_is_applied(orientation, stored):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    image = decode(encoded(drawing().transpose(stored), "JPEG", exif=exif), TO_SEE)
    assert image.size == (320, 240)
    assert is_red_above_blue(image)


def test_a_large_photo_is_shrunk_while_it_is_decoded():
    image = decode(encoded(drawing(4000, 3000), "JPEG"), TO_SEE)
    assert TO_SEE <= max(image.size) <= 1.5 * TO_SEE
    assert is_red_above_blue(image)


def test_transparency_is_laid_on_white():
    assert (
        decode(encoded(Image.new("RGBA", (4, 4), (255, 0, 0, 0)), "PNG"), 10).getpixel((1, 1)) == (255,) * 3
    )


def test_palette_with_transparency_is_laid_on_white():
    image = Image.new("P", (4, 4), 0)
    image.putpalette([10, 20, 30] * 256)
    assert decode(encoded(image, "PNG", transparency=0), 10).getpixel((1, 1)) == (255,) * 3


def test_the_first_frame_of_an_animation_is_judged():
    frames = [drawing(), Image.new("RGB", (320, 240), "green")]
    for kind in ("GIF", "WEBP"):
        assert is_red_above_blue(
            decode(encoded(frames[0], kind, save_all=True, append_images=frames[1:]), TO_SEE)
        )


def test_cmyk_becomes_rgb():
    assert is_red_above_blue(decode(encoded(drawing().convert("CMYK"), "JPEG"), TO_SEE))


def test_sixteen_bits_keep_their_shades():
    ramp = np.linspace(0, 65535, 256, dtype=np.uint16)[None].repeat(4, axis=0)
    shades = np.asarray(decode(encoded(Image.fromarray(ramp), "PNG"), TO_SEE))[0, :, 0]
    assert (shades[0], shades[-1]) == (0, 255)
    assert 120 < shades[128] < 136


def test_one_pixel_is_a_picture():
    assert decode(encoded(Image.new("RGB", (1, 1)), "PNG"), TO_SEE).size == (1, 1)


def test_metadata_is_left_behind():
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "a telephone"
    assert not decode(encoded(drawing(), "JPEG", exif=exif), TO_SEE).info


def test_a_bomb_is_refused_before_it_is_decoded():
    bomb = encoded(Image.new("1", (12_000, 9_000)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(PictureTooLargeError):
        decode(bomb, TO_SEE)


def test_too_many_bytes_are_refused():
    with pytest.raises(PictureTooLargeError):
        decode(b"\xff" * (MAX_BYTES + 1), TO_SEE)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html>",
        b"\xff\xd8\xff\xe0" + b"\x00" * 50,
    ],
)
def test_what_is_no_picture_is_one_typed_error(data):
    with pytest.raises(UnreadablePictureError):
        decode(data, TO_SEE)


def test_a_truncated_file_is_one_typed_error():
    noise = Image.effect_noise((300, 300), 80)
    for kind in ("JPEG", "PNG", "WEBP"):
        data = encoded(noise, kind)
        with pytest.raises(UnreadablePictureError):
            decode(data[: len(data) // 2], TO_SEE)


def test_damaged_files_never_raise_anything_else():
    rng = random.Random(5)
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIF"):
        sound = encoded(drawing(64, 48), kind)
        for _ in range(40):
            data = bytearray(sound)
            for _ in range(rng.randint(1, 12)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            try:
                assert decode(bytes(data[: rng.randint(1, len(data))]), TO_SEE).mode == "RGB"
            except PictureError:
                continue


def test_the_same_bytes_are_decoded_once():
    data = encoded(drawing(40, 30))
    assert seen(data) is seen(io.BytesIO(data).getvalue())
