"""Videos that the tests make: plain colours one after another."""

import io
from collections.abc import Sequence

import av
from PIL import Image

RATE = 10


def film(
    parts: Sequence[tuple[str, float]], *, size: tuple[int, int] = (64, 48), keys_every: int = 30
) -> bytes:
    """An MP4 of `(colour, seconds)` parts, ten frames a second, a key frame every `keys_every` frames."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=RATE)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = *size, "yuv420p", keys_every
        for colour, seconds in parts:
            picture = Image.new("RGB", size, colour)
            for _ in range(max(1, round(seconds * RATE))):
                container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode(None))
    return file.getvalue()
