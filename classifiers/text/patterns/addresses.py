"""A home address or a diagnosis beside a person's name."""

from collections.abc import Iterator

import regex

from classifiers.text.patterns.match import Match, around, compiled

REACH = 160

_FLAT = regex.compile(
    r"(?:(?:ул\.|улиц\w+|мкр\.?|микрорайон\w*|пр\.|просп\w*)[^.!?\n]{2,50}?)?(?:\bд(?:ом)?\.? ?)?\d{1,4}[а-я]?,? ?"
    r"кв(?:\.|артир\w+) ?\d{1,4}"
    r"|[^.!?\n]{2,40}көшесі,? ?\d{1,4}(?:-?(?:үй|ші үй|шы үй))?,? ?\d{1,4}(?:-?пәтер)?(?=\W|$)",
    regex.IGNORECASE,
)
_DIAGNOSIS = regex.compile(
    r"(?:поставлен\w* )?диагноз\w*[:\s]+[^.!?\n]{0,20}?(?P<ill>ВИЧ|СПИД|шизофрен\w+|туберкул[её]з\w*|рак\b|онколог\w+|"
    r"гепатит\w*|эпилепси\w+|депресси\w+|наркомани\w+|алкоголизм\w*|сифилис\w*|сахарн\w+ диабет\w*)"
    r"|(?P<ill>туберкулез|АИТВ|шизофрения|қатерлі ісік|гепатит|эпилепсия|қант диабеті)\w* (?:деген )?диагноз\w*",
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
    for pattern, score in ((_FLAT, 0.85), (_DIAGNOSIS, 0.9)):
        for match in pattern.finditer(text):
            near = text[max(0, match.start() - REACH) : match.end() + REACH]
            if _NAMED.search(near) and not _OFFICE.search(around(text, match.start(), match.end(), 60)):
                yield Match("personal_data", match.start(), match.end(), score)
