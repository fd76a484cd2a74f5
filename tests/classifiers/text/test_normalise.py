"""Disguises are undone, innocent text is left alone, and every character keeps its origin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.text.normalise import normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("в0дка и пивo", "водка и пиво"),
        ("п о ш л и все", "пошли все"),
        ("п.о.ш.л.и все", "пошли все"),
        ("сууууука", "сука"),
        ("Қ\u200bала \u202eтуралы", "Қала туралы"),
        ("ко\u0301фе и йод", "кофе и йод"),
        ("Kазақстан cұлу", "Казақстан сұлу"),
        ("ВЫШЛИ ВСЕ", "вышли ВСЕ"),
        ("𝐤𝐚𝐳𝐢𝐧𝐨", "kazino"),
    ],
)
def test_disguise_is_undone(written: str, read: str) -> None:
    assert normalise(written).text == read


@pytest.mark.parametrize(
    "text",
    [
        "COVID-19 и 3G",
        "Ту154М, 5 м3",
        "и т.д. и т.п.",
        "Bitrix24",
        "iPhone 15 Pro",
        "12 000 000 тг",
        "№ 5/2-1",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert normalise(text).text.lower() == text.lower()


@given(st.text())
def test_every_character_has_an_origin(text: str) -> None:
    read = normalise(text)
    assert len(read.origin) == len(read.text) + 1
    assert list(read.origin) == sorted(read.origin)
    assert read.origin[-1] == len(text)
    assert all(0 <= place < len(text) for place in read.origin[:-1])


@given(st.text(min_size=1), st.data())
def test_span_is_inside_the_original(text: str, data: st.DataObject) -> None:
    read = normalise(text)
    if not read.text:
        return
    start = data.draw(st.integers(0, len(read.text) - 1))
    end = data.draw(st.integers(start + 1, len(read.text)))
    first, last = read.span(start, end)
    assert 0 <= first < last <= len(text)


@given(st.text(alphabet="абвгдежз иклмн.\n", max_size=60))
def test_plain_cyrillic_is_stable(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once
