"""An encoded file to an upright RGB picture of bounded size; whatever is wrong with it is one typed error."""

import io
from functools import lru_cache

import numpy as np
from PIL import ExifTags, Image, ImageOps
from pillow_heif import register_heif_opener

register_heif_opener(thumbnails=False)

MAX_BYTES = 25 * 1024 * 1024
# A JPEG is shrunk while it is decoded; of every other format all pixels are held: up to 0.75 GB.
MAX_PIXELS = 90_000_000
MAX_PIXELS_HELD = 50_000_000
# More values of a palette or of 16 bits than this are thinned out before they are turned into colours.
MAX_CONVERTED = 12_000_000
# The longer side, about: enough for the picture models and to see whether there are words; and to read them.
TO_SEE = 1000
TO_READ = 2000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF")


class PictureError(ValueError):
    """A file cannot be judged as a picture."""


class PictureTooLargeError(PictureError):
    """More than `MAX_BYTES` or `MAX_PIXELS`: refused before its pixels are decoded."""


class UnreadablePictureError(PictureError):
    """No picture of a known format, or a truncated or damaged one."""


# An album of ten is decoded once for both detectors; at most ten pictures of about 3 MB stay in memory.
@lru_cache(maxsize=10)
def seen(data: bytes) -> Image.Image:
    """`decode` to the size that the models want; the last ten results are shared: do not change them."""
    return decode(data, TO_SEE)


def decode(data: bytes, longest: int) -> Image.Image:
    """Decode one file: the first frame, upright, transparency on white.

    Args:
        data: a JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC or AVIF file, whatever its name says.
        longest: pixels of the longer side that are wanted; a larger picture is shrunk to 1–1.5 times that.

    Returns:
        A picture of mode RGB.

    Raises:
        PictureTooLargeError: too many bytes or pixels.
        UnreadablePictureError: not a picture, or a damaged one.
    """
    if len(data) > MAX_BYTES:
        raise PictureTooLargeError(f"{len(data)} bytes: more than {MAX_BYTES}")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image)
            return _upright(image, longest)
    except PictureError:
        raise
    except Image.DecompressionBombError as error:
        raise PictureTooLargeError("more pixels than can be judged") from error
    # Pillow's decoders answer hostile bytes with nearly every built-in exception (fuzzed in the tests).
    except Exception as error:
        raise UnreadablePictureError(f"not a readable picture: {type(error).__name__}") from error


def _check_size(image: Image.Image) -> None:
    most = MAX_PIXELS if image.format == "JPEG" else MAX_PIXELS_HELD
    if image.width * image.height > most:
        raise PictureTooLargeError(f"{image.width}×{image.height} pixels: more than {most}")


def _upright(image: Image.Image, longest: int) -> Image.Image:
    """Shrink while decoding (JPEG), then turn; both before the colours are converted: fewer pixels."""
    # libjpeg leaves out what it need not decode: a quarter of 12 megapixels takes 0.4 of the time of half.
    image.draft("RGB", _scaled(image.size, longest))
    orientation = _orientation(image)
    image.load()
    small = image if max(image.size) <= 1.5 * longest else _shrunk(image, longest)
    upright = _turned(_rgb(small), orientation)
    upright.info.clear()  # place and device of the photographer
    return upright


def _scaled(size: tuple[int, int], longest: int) -> tuple[int, int]:
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _shrunk(image: Image.Image, longest: int) -> Image.Image:
    # A palette's indices and 16-bit values cannot be averaged as they are.
    if image.mode not in {"RGB", "RGBA", "L", "LA", "CMYK", "YCbCr"}:
        image = _rgb(_thinned(image))
    return image.resize(_scaled(image.size, longest), Image.Resampling.BILINEAR, reducing_gap=2.0)


def _thinned(image: Image.Image) -> Image.Image:
    scale = (MAX_CONVERTED / (image.width * image.height)) ** 0.5
    if scale >= 1:
        return image
    size = max(1, int(image.width * scale)), max(1, int(image.height * scale))
    thin = image.resize(size, Image.Resampling.NEAREST)
    thin.info = image.info
    return thin


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # damaged EXIF of a sound picture: judged as it lies
        return 1


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    if orientation in range(2, 9):
        image.getexif()[ExifTags.Base.Orientation] = orientation
        return ImageOps.exif_transpose(image)
    return image


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bits(image)
    if "A" in image.mode or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """16-bit and floating-point grey: the brightest value becomes white where it exceeds eight bits."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), posinf=0, neginf=0)
    return Image.fromarray((values * (255 / max(values.max(), 255))).clip(0, 255).astype(np.uint8))
