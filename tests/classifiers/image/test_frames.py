import io
import random
import time
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from classifiers.image import frames
from classifiers.image.frames import MAX_BYTES, VideoError, sample
from tests.classifiers.image.drawn import encoded
from tests.classifiers.image.filmed import film


def colour(data: bytes) -> str:
    red, green, blue = np.asarray(Image.open(io.BytesIO(data))).mean(axis=(0, 1))
    return max((red, "red"), (green, "green"), (blue, "blue"))[1]


def test_a_short_video_gives_a_frame_a_second():
    found = sample(film([("green", 3), ("red", 2)]))
    assert [round(frame.second, 1) for frame in found] == [0.5, 1.5, 2.5, 3.5, 4.5]
    assert [colour(frame.data) for frame in found] == ["green"] * 3 + ["red"] * 2


@pytest.mark.parametrize("keys_every", [1, 30, 1000])
def test_a_long_video_gives_ten_frames_over_its_length(keys_every: int):
    found = sample(film([("green", 60), ("blue", 60)], keys_every=keys_every))
    assert len(found) == 10
    assert [colour(frame.data) for frame in found] == ["green"] * 5 + ["blue"] * 5
    assert 5 < found[0].second < 7
    assert 113 < found[-1].second < 115


def test_one_frame_is_a_video():
    assert len(sample(film([("red", 0.1)]))) == 1


def test_a_gif_is_a_video():
    pictures = [Image.new("RGB", (64, 48), name) for name in ("green", "blue", "red")]
    data = encoded(pictures[0], "GIF", save_all=True, append_images=pictures[1:], duration=1000)
    assert [colour(frame.data) for frame in sample(data)] == ["green", "blue", "red"]


def test_frames_are_shrunk():
    frame = Image.open(io.BytesIO(sample(film([("red", 0.1)], size=(1920, 1080)))[0].data))
    assert frame.size == (1000, 562)


@pytest.mark.parametrize("data", [b"", b"\x00" * 64, b"<html>", b"GIF89a", b"\x00\x00\x00\x18ftypmp42"])
def test_what_is_no_video_is_one_typed_error(data: bytes):
    with pytest.raises(VideoError):
        sample(data)


def test_sound_alone_is_no_video():
    file = io.BytesIO()
    with av.open(file, "w", format="wav") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), layout="mono")
        sound.sample_rate, sound.pts, sound.time_base = 8000, 0, Fraction(1, 8000)
        container.mux([*stream.encode(sound), *stream.encode(None)])
    with pytest.raises(VideoError):
        sample(file.getvalue())


def test_frames_of_too_many_pixels_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(frames, "MAX_PIXELS", 1000)
    with pytest.raises(VideoError):
        sample(film([("red", 1)]))


def test_too_many_bytes_are_refused():
    with pytest.raises(VideoError):
        sample(b"\x00" * (MAX_BYTES + 1))


def test_damaged_videos_never_raise_anything_else():
    rng = random.Random(3)
    sound = film([("green", 2), ("red", 2)])
    started = time.monotonic()
    for _ in range(60):
        data = bytearray(sound)
        for _ in range(rng.randint(1, 30)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            assert sample(bytes(data[: rng.randint(1, len(data))]))
        except VideoError:
            continue
    assert time.monotonic() - started < 60
