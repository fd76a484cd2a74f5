import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from classifiers.image.phash import distance, perceptual_hash
from classifiers.image.region import WHOLE, box_of, within
from tests.classifiers.image.drawn import drawing

maps = arrays(
    np.float32, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.floats(-1e3, 1e3, width=32)
)
fractions = (
    st.tuples(*[st.floats(0, 1)] * 4)
    .map(lambda e: (*sorted(e[:2]), *sorted(e[2:])))
    .map(lambda e: (e[0], e[2], e[1], e[3]))
)


@given(maps)
def test_a_box_lies_within_the_picture_and_is_not_empty(heat):
    x0, y0, x1, y1 = box_of(heat)
    assert 0 <= x0 < x1 <= 1
    assert 0 <= y0 < y1 <= 1


@given(fractions, fractions)
def test_a_box_within_a_frame_stays_in_the_frame(box, frame):
    x0, y0, x1, y1 = within(box, frame)
    assert frame[0] - 1e-9 <= x0 <= x1 <= frame[2] + 1e-9
    assert frame[1] - 1e-9 <= y0 <= y1 <= frame[3] + 1e-9


def test_the_box_is_around_the_hottest_part_alone():
    heat = np.zeros((9, 9), np.float32)
    heat[6:8, 1:3] = 1.0
    heat[1, 7] = 0.8
    x0, y0, x1, y1 = box_of(heat)
    assert 0.05 < x0 < x1 < 0.4
    assert 0.6 < y0 < y1 < 0.95


def test_a_flat_map_shows_the_whole_picture():
    assert box_of(np.ones((5, 5), np.float32)) == WHOLE
    assert box_of(np.full((5, 5), np.nan, np.float32)) == WHOLE


def test_the_hash_of_a_picture_survives_resizing_and_tells_others_apart():
    image = drawing(640, 480)
    near, far = perceptual_hash(image.resize((200, 150))), perceptual_hash(image.rotate(180))
    assert len(near) == 16
    assert distance(perceptual_hash(image), near) <= 4 < distance(perceptual_hash(image), far)
