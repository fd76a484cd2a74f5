"""A video or GIF to a few frames spread over its length, as JPEG files with their second.

PyAV: https://pyav.basswood-io.com/docs/stable/. Key frames are found by reading the packets alone, so that
the header's length need not be trusted and a frame is reached from the nearest key frame before it.
"""

import io
import time
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from classifiers.image.decode import TO_SEE

MAX_BYTES = 20 * 1024 * 1024
# 4K and a little; FFmpeg itself refuses larger frames before it takes memory for them.
MAX_PIXELS = 4096 * 2304
MOST = 10
FEWEST = 3
TIME_S = 8.0


class VideoError(ValueError):
    """A file cannot be judged as a video."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame.

    Attributes:
        second: since the start of the video.
        data: an upright JPEG of about `TO_SEE` pixels at most.
    """

    second: float
    data: bytes


@dataclass(frozen=True, slots=True)
class _Timeline:
    keys: list[int]
    start: int
    end: int


def sample(data: bytes, most: int = MOST) -> list[Frame]:
    """Frames from the middle of equal parts of the length; one a second of a short video.

    Args:
        data: an MP4, WebM, GIF or whatever else FFmpeg reads.
        most: frames that are wanted at most.

    Raises:
        VideoError: not a video, a damaged one, or more than `MAX_BYTES` or `MAX_PIXELS`.
    """
    if len(data) > MAX_BYTES:
        raise VideoError(f"{len(data)} bytes: more than {MAX_BYTES}")
    deadline = time.monotonic() + TIME_S
    try:
        with av.open(io.BytesIO(data), "r") as container:
            timeline = _timeline(container, _stream(container), deadline)
        with av.open(io.BytesIO(data), "r") as container:
            frames = list(_sampled(container, _stream(container), timeline, most, deadline))
    # FFmpeg's own errors and what PyAV makes of hostile headers: nearly every built-in exception.
    except Exception as error:
        raise VideoError(f"not a readable video: {type(error).__name__}") from error
    if not frames:
        raise VideoError("not a readable video: no frame")
    return frames


def _stream(container: InputContainer) -> VideoStream:
    stream = container.streams.best("video")
    if not isinstance(stream, VideoStream):
        raise VideoError("no moving pictures")
    stream.thread_type = "NONE"
    stream.codec_context.thread_count = 1
    stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
    return stream


def _timeline(container: InputContainer, stream: VideoStream, deadline: float) -> _Timeline:
    """Where the key frames are, the start and the end, in the stream's unit of time."""
    times, keys, end = [], [], 0
    for packet in container.demux(stream):
        if packet.pts is not None:
            times.append(packet.pts)
            end = max(end, packet.pts + (packet.duration or 1))
            if packet.is_keyframe:
                keys.append(packet.pts)
        if time.monotonic() > deadline:
            break
    if not times:
        raise VideoError("no packets")
    return _Timeline(sorted(keys), min(times), end)


def _sampled(
    container: InputContainer, stream: VideoStream, timeline: _Timeline, most: int, deadline: float
) -> Iterator[Frame]:
    """Each part of the video has its share of the time; where it runs out, an earlier frame is taken."""
    unit = float(stream.time_base or 1)
    length = timeline.end - timeline.start
    count = max(1, min(most, max(FEWEST, round(length * unit))))
    share = (deadline - time.monotonic()) / count
    shown: int | None = None
    for part in range(count):
        target = timeline.start + int(length * (part + 0.5) / count)
        frame = _frame_at(container, stream, timeline, (shown, target), time.monotonic() + share)
        if frame is not None and frame.pts is not None and frame.pts != shown:
            shown = frame.pts
            yield Frame((frame.pts - timeline.start) * unit, _jpeg(frame))


def _frame_at(
    container: InputContainer,
    stream: VideoStream,
    timeline: _Timeline,
    between: tuple[int | None, int],
    until: float,
) -> VideoFrame | None:
    """The frame shown at a time; `between` that and where the decoder stands."""
    shown, target = between
    before = bisect_right(timeline.keys, target) - 1
    if before >= 0 and shown is not None and timeline.keys[before] > shown:
        container.seek(timeline.keys[before], stream=stream)
    last = None
    try:
        for frame in container.decode(stream):
            last = frame
            if (frame.pts or 0) + (frame.duration or 1) > target or time.monotonic() > until:
                break
    except av.FFmpegError:  # a damaged part: what was decoded before it counts
        pass
    return last


def _jpeg(frame: VideoFrame) -> bytes:
    scale = min(1.0, TO_SEE / max(frame.width, frame.height))
    width, height = (max(1, round(side * scale)) for side in (frame.width, frame.height))
    image = frame.to_image(width=width, height=height)  # type: ignore[no-untyped-call]
    if frame.rotation % 90 == 0:
        image = image.rotate(frame.rotation, expand=True)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
