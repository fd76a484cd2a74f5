"""How the backbone sees a picture: the whole squeezed to a square, and of a long one its middle."""

from PIL import Image

from classifiers.image.backbone import SIZE

# A second look at a picture that is nearly square would tell nothing new.
LONG_FROM = 1.1
_BICUBIC = Image.Resampling.BICUBIC


def views(image: Image.Image, size: int = SIZE) -> list[Image.Image]:
    """One view, `size` pixels square, of a picture that is nearly square, two of any other."""
    long = max(image.size) >= LONG_FROM * min(image.size)
    return [whole(image, size), centre(image, size)] if long else [whole(image, size)]


def whole(image: Image.Image, size: int = SIZE) -> Image.Image:
    """The whole picture as a square."""
    return image.resize((size, size), _BICUBIC, reducing_gap=3.0)


def centre(image: Image.Image, size: int = SIZE) -> Image.Image:
    """The square in the middle."""
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.resize((size, size), _BICUBIC, (left, top, left + side, top + side), reducing_gap=3.0)
