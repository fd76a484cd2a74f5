"""Caption and picture: the stated rule and its limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.context import with_caption

PICTURE = {"alcohol_tobacco": 0.6}


def test_inspection_caption_lowers() -> None:
    assert with_caption(PICTURE, {"alcohol_tobacco": 0.02}, 0.9)["alcohol_tobacco"] == pytest.approx(
        0.25, abs=0.01
    )


def test_boast_raises() -> None:
    assert with_caption(PICTURE, {"alcohol_tobacco": 0.5}, 0.1)["alcohol_tobacco"] == pytest.approx(
        0.80, abs=0.01
    )


def test_boast_in_a_work_post_still_raises() -> None:
    assert with_caption(PICTURE, {"alcohol_tobacco": 0.5}, 0.9)["alcohol_tobacco"] > 0.6


def test_neutral_caption_changes_nothing() -> None:
    assert with_caption(PICTURE, {"alcohol_tobacco": 0.02}, 0.1) == PICTURE
    assert with_caption(PICTURE, {"alcohol_tobacco": 0.02}, None) == PICTURE


def test_good_caption_does_not_excuse_nudity() -> None:
    assert with_caption({"indecent_appearance": 0.9}, {}, 0.99) == {"indecent_appearance": 0.9}


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_result_stays_a_probability(picture: float, caption: float, encouraged: float) -> None:
    result = with_caption({"weapons": picture}, {"weapons": caption}, encouraged)
    assert 0 <= result["weapons"] <= 1
