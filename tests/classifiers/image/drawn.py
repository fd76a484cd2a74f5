"""Pictures that the tests draw, as encoded files."""

import io
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from classifiers.draft import Draft, Picture


def drawing(width: int = 320, height: int = 240) -> Image.Image:
    """Red above, blue below, a yellow disc on the left: which way is up can be told."""
    image = Image.new("RGB", (width, height), "red")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, height // 2, width, height), fill="blue")
    pen.ellipse((width // 16, height // 4, width // 4, height // 2), fill="yellow")
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The file of a picture."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def page(*lines: str) -> Image.Image:
    """Black print on a white page."""
    image = Image.new("RGB", (1000, 120 + 90 * len(lines)), "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 44)
    for row, line in enumerate(lines):
        pen.text((50, 60 + 90 * row), line, font=font, fill="black")
    return image


def draft(*files: bytes) -> Draft:
    """An album without a caption."""
    return Draft(pictures=tuple(Picture(file) for file in files))
