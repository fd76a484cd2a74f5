"""Private mobile numbers, against hotlines, offices and press services.

A Kazakhstani mobile number is +7 or 8, then 70x, 71x, 747, 75x, 76x, 77x and seven digits. City codes (7172, 727, …),
8 800 and short numbers are offices. Beside words of an office the mobile number is an office's too.
"""

from collections.abc import Iterator

import regex

from classifiers.text.patterns.match import Match, around, compiled

REACH = 110

_MOBILE = regex.compile(
    r"(?<![\d+№])(?:\+?7|8)[ (-]{0,2}7(?:0[0-9]|47|7[15678]|6[0-4]|5[01])[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)"
)
_OFFICE = compiled(
    r"справк", r"приемн", r"приёмн", r"горяч\w+ лини", r"call[- ]?cent", r"колл[- ]?центр", r"контакт\w* центр",
    r"пресс-?служб", r"дежурн", r"диспетчер", r"акимат", r"отдел", r"управлени", r"запис[ьа]", r"довери",
    r"регистрац", r"организатор", r"ватсап акимат", r"бот", r"аварийн", r"единый номер", r"канцеляр", r"ресепшн",
    r"анықтама", r"қабылдау", r"сенім тел", r"байланыс орталығ", r"кезекші", r"әкімдік", r"бөлім", r"басқарма",
    r"баспасөз", r"тіркел", r"тіркеу", r"жазыл", r"жедел желі", r"диспетчер", r"ұйымдастыру", r"хабарлас\w* нөмір",
    r"hotline", r"press", r"reception", r"office", r"по вопросам", r"сұрақтар бойынша", r"мәселелер бойынша",
)  # fmt: skip
_PRIVATE = compiled(
    r"личн\w+", r"домашн\w+", r"жеке", r"үй тел", r"сотк\w*", r"ее номер", r"её номер", r"его номер"
)


def find(text: str) -> Iterator[Match]:
    """Mobile numbers that no word nearby makes an office's."""
    for match in _MOBILE.finditer(text):
        near = around(text, match.start(), match.end(), REACH)
        if _PRIVATE.search(near) or not _OFFICE.search(near):
            yield Match("personal_data", match.start(), match.end(), 0.85)
