"""Sentences are cut where a reader would cut them."""

from hypothesis import given
from hypothesis import strategies as st

from classifiers.text.sentences import clauses, sentences, windows


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_abbreviations_and_initials_do_not_end_a_sentence() -> None:
    assert cut("Сегодня в г. Алматы прошла встреча. Выступил А. Ж. Серіков с докладом.") == [
        "Сегодня в г. Алматы прошла встреча.",
        "Выступил А. Ж. Серіков с докладом.",
    ]


def test_each_line_of_a_list_stands_alone() -> None:
    assert cut("Планы на неделю:\n1. Ремонт дороги\n2. Подвоз воды") == [
        "Планы на неделю:",
        "1. Ремонт дороги",
        "2. Подвоз воды",
    ]


def test_short_exclamation_joins_its_neighbour() -> None:
    assert cut("Ура! Наконец-то открыли новую школу в нашем селе.") == [
        "Ура! Наконец-то открыли новую школу в нашем селе."
    ]


def test_clauses_of_a_sentence() -> None:
    text = "Отремонтировали дорогу, а потом поехали в ресторан, и гуляли там до утра"
    assert [text[a:b] for a, b in clauses(text, (0, len(text)))] == [
        "Отремонтировали дорогу,",
        "а потом поехали в ресторан,",
        "и гуляли там до утра",
    ]


def test_windows_respect_the_limit() -> None:
    assert windows([(0, 1)] * 5, [40, 40, 40, 200, 10], 96) == [(0, 2), (2, 3), (3, 4), (4, 5)]


@given(st.text(alphabet="аБв. !?\nё…»😀1", max_size=200))
def test_sentences_cover_every_visible_character_in_order(text: str) -> None:
    spans = sentences(text)
    assert spans == sorted(spans)
    covered = {index for start, end in spans for index in range(start, end)}
    assert all(index in covered for index, char in enumerate(text) if not char.isspace())


@given(st.lists(st.integers(1, 150), max_size=30))
def test_windows_cover_every_sentence_once(lengths: list[int]) -> None:
    groups = windows([(0, 1)] * len(lengths), lengths, 96)
    assert [i for first, last in groups for i in range(first, last)] == list(range(len(lengths)))
