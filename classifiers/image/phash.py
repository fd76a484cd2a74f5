"""A perceptual hash: the same picture, resized or compressed again, has nearly the same 64 bits.

dHash, http://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html: is each pixel of a 9×8
grey thumbnail brighter than its right neighbour. The library `imagehash` would bring SciPy and PyWavelets
for it.
"""

import numpy as np
from PIL import Image

ROWS = 8


def perceptual_hash(image: Image.Image) -> str:
    """The dHash of a picture, 16 hexadecimal digits; up to about 10 of 64 bits differ between copies."""
    small = image.convert("L").resize((ROWS + 1, ROWS), Image.Resampling.LANCZOS)
    grey = np.asarray(small, dtype=np.int16)
    return np.packbits(grey[:, :-1] > grey[:, 1:]).tobytes().hex()


def distance(first: str, second: str) -> int:
    """How many of the 64 bits differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()
