"""Marks of restricted documents, in both languages, where they mark and are not talked about."""

from collections.abc import Iterator

import regex

from classifiers.text.patterns.match import Match, around, compiled

_MARK = regex.compile(
    r"[«\"(\[]?\b(?:для служебного пользования|қызмет бабында пайдалану үшін|(?:совершенно )?секретно(?=[\s.,!»\")\]]|$)"
    r"|(?:өте )?құпия(?=\s*(?:экз|дана|№))|экз(?:емпляр|\.) ?№ ?\d+)[»\")\]]?|(?<![\p{L}])(?:ДСП|ҚБПҮ)(?![\p{L}])",
    regex.IGNORECASE,
)
_TALKED_ABOUT = compiled(
    r"правил", r"порядок", r"обращени\w+ с", r"не публик", r"нельзя", r"запрещ", r"обучени", r"семинар", r"разъясн", r"что такое",
    r"гриф снят", r"рассекре", r"плит", r"древесно", r"мебел", r"ответственност", r"утечк", r"не допуск", r"не выклад", r"напомина",
    r"ереже", r"тәртіб", r"жариялауға болмайды", r"тыйым", r"оқыту", r"түсіндір", r"жауапкершілік", r"құпиясыздан", r"ламинат",
    r"закон", r"заң", r"storage", r"rules", r"без пометк", r"белгісі жоқ", r"белгі алын", r"соғыс жылдар", r"архив", r"мұрағат", r"музе",
)  # fmt: skip


def find(text: str) -> Iterator[Match]:
    """Marks of documents «для служебного пользования» and secret ones."""
    for match in _MARK.finditer(text):
        if not _TALKED_ABOUT.search(around(text, match.start(), match.end(), 120)):
            yield Match("restricted_information", match.start(), match.end(), 0.9)
