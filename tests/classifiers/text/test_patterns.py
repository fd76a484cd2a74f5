"""Patterns find what is certain and leave near misses alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.text.normalise import normalise
from classifiers.text.patterns import find_all
from classifiers.text.patterns.cards import luhn
from classifiers.text.patterns.iin import check_digit, is_iin


def rules(text: str) -> set[str]:
    return {match.rule for match in find_all(normalise(text).text)}


def iin(first_eleven: str) -> str:
    return first_eleven + str(check_digit(first_eleven))


INVENTED_IIN = iin("99123135012")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"ИИН заявителя {INVENTED_IIN}, просим помочь", "personal_data"),
        (f"ЖСН {INVENTED_IIN[:6]} {INVENTED_IIN[6:]}", "personal_data"),
        ("Переводите на карту 4000 0000 0000 0002", "personal_data"),
        ("Позвоните Айгуль: +7 701 000 11 22", "personal_data"),
        ("Жеке нөмірі 8 747 000 11 22, түнде де соға беріңдер", "personal_data"),
        ("Выдуманов Серик живёт: ул. Абая 12, кв. 7", "personal_data"),
        ("Сотруднице Выдумановой поставлен диагноз: шизофрения", "personal_data"),
        ("Фото письма с грифом: «Для служебного пользования», экз. № 2", "restricted_information"),
        ("ДСП. Схема охраны здания, смотрите сами", "restricted_information"),
        ("Қызмет бабында пайдалану үшін. Кестені жіберіп отырмын", "restricted_information"),
        ("По промокоду AKIM20 скидка на всё", "advertising"),
        ("Ставьте со мной https://1xbet-kz.com/line", "gambling"),
        ("Да пошёл ты на х*й со своей жалобой", "profanity_insult"),
        ("хуйня какая-то", "profanity_insult"),
        ("вы там все о#уели, п*здец", "profanity_insult"),
        ("Қотағым деп жүрген шығар", "profanity_insult"),
    ],
)
def test_certain_sign_is_found(text: str, rule: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "Бюджет программы составил 991231350123 тенге",
        "БИН акимата 990140003456, приказ № 123456789012",
        "На счёт выделено 4 000 000 000 тенге",
        "Горячая линия 1414, справки по телефону 8 701 000 11 22",
        "Приёмная акима: +7 7172 55 66 77, доверия 8 800 080 77 77",
        "Сұрақтар бойынша әкімдік қабылдау бөлімі: 8 705 000 11 22",
        "Отдел находится по адресу: ул. Абая 12, кабинет 7",
        "Провели обучение о правилах обращения с документами «для служебного пользования»",
        "Мебель из ДСП закупили для школы по правилам",
        "Осторожно: мошенники рассылают промокод BONUS500, не переходите по ссылке",
        "Сайт 1xbet.com заблокирован по решению суда",
        "Страхуем урожай, подстрахуем фермеров, не хуже других",
        "Команда колебалась, употреблять хлеб или требовать учебник",
        "Мандат сигізу жебе себебі амандық көтерме сауда",
        "Психуют и застрахуют, хулиган, Херсон, сабля, рубля, оглобля, мебель",
        "Скипидар, пидал... педаль, барсук, суккулент, оскорблять",
        "Көтіректі емес, көтеріңкі көңіл, көтерме баға",
    ],
)
def test_near_miss_passes(text: str) -> None:
    assert rules(text) == set()


@given(st.text())
def test_patterns_never_fail_and_stay_inside(text: str) -> None:
    read = normalise(text).text
    for match in find_all(read):
        assert 0 <= match.start < match.end <= len(read)
        assert 0 < match.score <= 1


@given(st.dates(min_value=__import__("datetime").date(1930, 1, 1)), st.integers(0, 9999))
def test_iin_with_a_wrong_check_digit_is_refused(born: object, serial: int) -> None:
    first = f"{born:%y%m%d}{3 if born.year < 2000 else 5}{serial:04}"  # type: ignore[attr-defined]
    digit = check_digit(first)
    if digit == 10:
        return
    assert is_iin(first + str(digit))
    assert not is_iin(first + str((digit + 1) % 10))


@given(st.integers(0, 10**15 - 1))
def test_luhn_accepts_exactly_one_last_digit(first: int) -> None:
    assert sum(luhn(f"{first:015}{last}") for last in range(10)) == 1
