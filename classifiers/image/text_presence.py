"""Is there text in a picture? A cheap look before the slow reading.

Print is ink on paper: within a small tile nearly every pixel is close to one of two levels, and the level
changes often along the row. Foliage and crowds change as often but have no two levels; walls do not change.
"""

import numpy as np
import numpy.typing as npt
from PIL import Image

Tiles = npt.NDArray[np.float32]

HEIGHT, WIDTH = 12, 48
CONTRAST = 50.0
TWO_LEVELS = 0.62
CHANGES = 0.09
SIDE = 1000
# Share of tiles that look like print from which a picture is read: of 49 documents, posters and screenshots
# all with six words or more lay above it.
READ_FROM = 0.004


def has_text(image: Image.Image) -> bool:
    """Whether an upright picture is worth reading; 2 to 10 ms."""
    return printed_share(image) >= READ_FROM


def printed_share(image: Image.Image) -> float:
    """Share of the tiles of a picture that look like print, 0..1."""
    tiles = _tiles(image)
    if not len(tiles):
        return 0.0
    low, high = tiles.min(axis=(1, 2)), tiles.max(axis=(1, 2))
    contrasted = tiles[high - low > CONTRAST]
    if not len(contrasted):
        return 0.0
    return float(_printed(contrasted).sum() / len(tiles))


def _printed(tiles: Tiles) -> npt.NDArray[np.bool_]:
    low, high = tiles.min(axis=(1, 2), keepdims=True), tiles.max(axis=(1, 2), keepdims=True)
    middle, half = (low + high) / 2, (high - low) / 2
    levels = (np.abs(tiles - middle) / half).mean(axis=(1, 2))
    ink = tiles > middle
    changes = (ink[:, :, 1:] != ink[:, :, :-1]).mean(axis=(1, 2))
    result: npt.NDArray[np.bool_] = (levels > TWO_LEVELS) & (changes > CHANGES)
    return result


def _tiles(image: Image.Image) -> Tiles:
    """Grey tiles, shape (count, HEIGHT, WIDTH), of the picture at no more than `SIDE` pixels."""
    grey = image.convert("L")
    if max(grey.size) > SIDE:
        grey.thumbnail((SIDE, SIDE), Image.Resampling.BILINEAR)
    values = np.asarray(grey, dtype=np.float32)
    rows, columns = values.shape[0] // HEIGHT, values.shape[1] // WIDTH
    cut = values[: rows * HEIGHT, : columns * WIDTH].reshape(rows, HEIGHT, columns, WIDTH)
    return cut.swapaxes(1, 2).reshape(-1, HEIGHT, WIDTH)
