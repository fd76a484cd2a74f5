"""Where in a picture: the box around the strongest part of a heat map.

The heat map is the class activation map of Zhou et al. 2016, https://arxiv.org/abs/1512.04150: what each
place of the last feature map adds to the score.
"""

import numpy as np
import numpy.typing as npt

from classifiers.verdict import Box

Map = npt.NDArray[np.float32]

FINE = 4
HOT = 0.5
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


def box_of(heat: Map) -> Box:
    """The box around the hottest connected part of a heat map.

    Args:
        heat: shape (h, w), any range; higher is stronger.

    Returns:
        x0, y0, x1, y1 as fractions of the map, 0..1; the whole map where it is flat or not finite.
    """
    fine = _enlarged(heat)
    low, high = float(np.median(fine)), float(fine.max())
    if not np.isfinite(fine).all() or high - low < 1e-6:
        return WHOLE
    hot = _connected(fine >= low + HOT * (high - low), int(fine.argmax()))
    ys, xs = np.nonzero(hot)
    height, width = hot.shape
    left, top, right, bottom = int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1
    return (left / width, top / height, right / width, bottom / height)


def within(box: Box, frame: Box) -> Box:
    """A box given as fractions of `frame` as fractions of what `frame` is a part of, kept inside 0..1."""
    x0, y0, x1, y1 = frame
    wide, high = x1 - x0, y1 - y0
    edges = (x0 + box[0] * wide, y0 + box[1] * high, x0 + box[2] * wide, y0 + box[3] * high)
    left, top, right, bottom = (min(1.0, max(0.0, float(edge))) for edge in edges)
    return (left, top, right, bottom)


def _enlarged(heat: Map) -> Map:
    """`FINE` times the size, by straight lines between the centres of the cells."""
    for axis in (0, 1):
        size = heat.shape[axis]
        places = np.clip((np.arange(size * FINE) + 0.5) / FINE - 0.5, 0, size - 1)
        before = np.minimum(places.astype(int), max(size - 2, 0))
        after = np.minimum(before + 1, size - 1)
        part = (places - before).astype(np.float32)
        part = part[:, None] if axis == 0 else part
        heat = heat.take(before, axis) * (1 - part) + heat.take(after, axis) * part
    return heat


def _connected(mask: npt.NDArray[np.bool_], start: int) -> npt.NDArray[np.bool_]:
    """The part of a mask that is connected, by edges, to the cell of the flat index `start`."""
    part = np.zeros_like(mask)
    part.flat[start] = True
    while True:
        grown = part.copy()
        grown[1:] |= part[:-1]
        grown[:-1] |= part[1:]
        grown[:, 1:] |= part[:, :-1]
        grown[:, :-1] |= part[:, 1:]
        grown &= mask
        if (grown == part).all():
            return part
        part = grown
