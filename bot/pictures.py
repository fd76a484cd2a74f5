"""Pictures outside the judge: their hashes, why one cannot be read, and copies with the place marked."""

import io
from collections.abc import Iterable

from PIL import Image, ImageDraw, ImageFilter

from classifiers.draft import Draft
from classifiers.verdict import Box

FRAME = (220, 38, 38)


def picture_hashes(draft: Draft) -> list[str]:
    """The perceptual hash of every picture; empty for one that cannot be read."""
    from classifiers.image.phash import perceptual_hash

    images = (_open(picture.data) for picture in draft.pictures)
    return [perceptual_hash(image) if image else "" for image in images]


def why_unreadable(draft: Draft, index: int) -> str:
    """Why the picture with this index could not be read."""
    from classifiers.image.decode import PictureError, seen

    try:
        seen(draft.pictures[index].data)
    except PictureError as error:
        return str(error)
    return "cannot be judged"


def marked_copy(data: bytes, regions: Iterable[tuple[Box, bool]]) -> bytes | None:
    """A JPEG copy of the picture with each region framed, or blurred where its flag says so.

    Args:
        data: the picture's file.
        regions: boxes as fractions of the upright picture, 0..1, and whether to blur.

    Returns:
        The copy; None if the picture cannot be read.
    """
    image = _open(data)
    if image is None:
        return None
    copy = image.copy()
    for box, blur in regions:
        _mark(copy, box, blur=blur)
    buffer = io.BytesIO()
    copy.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _open(data: bytes) -> Image.Image | None:
    from classifiers.image.decode import PictureError, seen

    try:
        return seen(data)
    except PictureError:
        return None


def _mark(image: Image.Image, box: Box, *, blur: bool) -> None:
    width, height = image.size
    left, top = int(box[0] * width), int(box[1] * height)
    right, bottom = max(left + 1, int(box[2] * width)), max(top + 1, int(box[3] * height))
    if blur:
        part = image.crop((left, top, right, bottom))
        radius = max(8, min(part.size) // 6)
        image.paste(part.filter(ImageFilter.GaussianBlur(radius)), (left, top))
    line = max(3, min(image.size) // 120)
    pen = ImageDraw.Draw(image)
    # A white line outside the red one: seen on a red picture as well.
    pen.rectangle((left, top, right - 1, bottom - 1), outline="white", width=line + 2)
    pen.rectangle(
        (left + 1, top + 1, max(left + 1, right - 2), max(top + 1, bottom - 2)), outline=FRAME, width=line
    )
