"""A home address or a diagnosis beside a person's name."""

from collections.abc import Iterator

import regex

from classifiers.text.patterns.match import Match, around, compiled

REACH = 160

_FLAT = regex.compile(r"(?<!\d)\d{1,4}[а-яА-Я]?,? ?кв(?:\.|артир\p{L}*) ?\d{1,4}(?!\d)")
_STREET = regex.compile(
    r"(?<!\p{L})(?:ул\.|улиц|мкр|микрорайон|пр\.|просп|көшесі|д\.|дом )", regex.IGNORECASE
)
_KAZAKH_FLAT = regex.compile(
    r"көшесі,? ?\d{1,4}(?:[- ]?үй|[- ]?ші үй|[- ]?шы үй)?[,/]? ?\d{1,4}(?:[- ]?пәтер)?(?!\d)"
)
_DIAGNOSIS = regex.compile(
    r"диагноз\p{L}*[:\s«\"]+(?:[^.!?\n]{0,20}?)(?:ВИЧ|СПИД|шизофрен|туберкул[её]з|рак(?!\p{L})|онколог|гепатит|эпилепси|"
    r"депресси|наркомани|алкоголизм|сифилис|сахарн\p{L}+ диабет)\p{L}*"
    r"|(?:туберкулез|АИТВ|шизофрения|қатерлі ісік|гепатит|эпилепсия|қант диабеті)\p{L}* (?:деген )?диагноз\p{L}*",
    regex.IGNORECASE,
)
_NAMED = regex.compile(
    r"\b\p{Lu}[\p{Ll}]+(?:ов|ев|ин|ова|ева|ина|ұлы|қызы|ович|евич|овна|евна|бек|бай|хан|ғали)\w{0,3}\b"
)
_OFFICE = compiled(
    r"офис",
    r"кабинет",
    r"акимат",
    r"приёмн",
    r"приемн",
    r"отдел",
    r"әкімдік",
    r"бөлім",
    r"ЖК\b",
    r"сдач",
    r"ремонт",
)


def find(text: str) -> Iterator[Match]:
    """Flats and diagnoses within `REACH` characters of something that looks like a surname."""
    for pattern, score in ((_FLAT, 0.85), (_KAZAKH_FLAT, 0.85), (_DIAGNOSIS, 0.9)):
        for match in pattern.finditer(text):
            near = text[max(0, match.start() - REACH) : match.end() + REACH]
            if _NAMED.search(near) and not _OFFICE.search(around(text, match.start(), match.end(), 60)):
                yield Match("personal_data", _start(text, match.start()), match.end(), score)


def _start(text: str, start: int) -> int:
    """Where the address begins: at the street's name, if one stands just before the number."""
    streets = list(_STREET.finditer(text, max(0, start - 60), start))
    return streets[0].start() if streets else start
