"""Obscene words of Russian and Kazakh, open or with letters starred out.

Only stems that are obscene in every use; milder rudeness is left to the model. The lookarounds and the innocent
list keep «страхует», «оскорблять», «хлебать», «мандат», «сигізу» and the like out.
"""

from collections.abc import Iterator

import regex

from classifiers.text.patterns.match import Match, compiled

_GAP = r"[*#@$%_.•\-–]{1,4}"
_OPEN = regex.compile(
    r"(?<![\p{L}])(?:"
    r"(?:[оа]|на|за|по|ни|не|до|от|при|рас|вы|у|о[тх]|с[ъь]?|въ|изъ?|пере|про|недо|долбо)?[её]б(?:а[лтнш]|[уе][тш]|л[яаои]|н[уи]|и[тл]|к[аои]|ыр|ош|ист)\p{L}*"
    r"|(?:на|по|ни|до|о|за|а)?ху[йяёеи](?!к\b|рм)\p{L}*|хуйн\p{L}*|хер(?=\s+(?:с |его|знает|вам|тебе))"
    r"|\p{L}{0,6}п[иi]зд(?:[аеуыоцю]|ё|ец|юк|ит|еж|ёж)\p{L}*"
    r"|бля(?:т\p{L}*|д(?:ь|и|ск|ств)\p{L}*)?|муда[кч]\p{L}*|пид[оа]р\p{L}*|гандон\p{L}*|залуп\p{L}*|долбо[её]б\p{L}*|мраз(?:ь|и|ей)|уёб\p{L}*|уеб(?:ок|ан|ищ)\p{L}*|шлюх\p{L}*"
    r"|қотағ?қ?(?:ым|ы|ың|ымды|қа)?|сігей?ін\p{L}*|сіктір\p{L}*|сиктир\p{L}*|шешеңді\s?\p{L}{0,3}(?=\s|$|[!.,])|көтіңді|көтіңе|котинди|амыңды|жәлеп\p{L}*|жалеп\p{L}*|қаншық\p{L}*"
    r")(?![\p{L}])",
    regex.IGNORECASE,
)
_STARRED = regex.compile(
    rf"(?<![\p{{L}}*])(?:[хx]{_GAP}(?:й|я|е|ё|и|ня)\p{{L}}*|(?:по|на|до|о)х{_GAP}\p{{L}}+|(?:за|на|вы|у|отъ?|разъ?)?[её]{_GAP}(?:а|н|т|л)\p{{L}}*|бл{_GAP}\p{{L}}*|б{_GAP}(?:я|ть|дь)\p{{L}}*"
    rf"|п{_GAP}(?:зд|ц|дец|ец)\p{{L}}*|пи{_GAP}(?:ец|ц|дец)\p{{L}}*|с{_GAP}ка(?![\p{{L}}])|су{_GAP}а(?![\p{{L}}])|м{_GAP}дак\p{{L}}*|муд{_GAP}\p{{L}}+|г{_GAP}вн\p{{L}}+|др{_GAP}чи\p{{L}}*"
    rf"|қ{_GAP}т[ақ]\p{{L}}+|к{_GAP}т[іа]\p{{L}}+|с{_GAP}г(?:ей|ін)\p{{L}}*)(?![\p{{L}}*])",
    regex.IGNORECASE,
)
_INNOCENT = compiled(
    r"\p{L}*страху\p{L}*", r"\p{L}*психу\p{L}*", r"хуяк\p{L}*", r"ебаш\p{L}*", r"небылиц\p{L}*", r"небыл\p{L}*", r"небел\p{L}*",
    r"требл\p{L}*", r"учеб\p{L}*", r"хлеб\p{L}*", r"себ\p{L}*", r"неб[ао]\p{L}*", r"жеребл\p{L}*", r"колебл\p{L}*", r"погреб\p{L}*", r"стебл\p{L}*",
    r"дебил\p{L}*", r"жебе\p{L}*", r"себеб\p{L}*",
)  # fmt: skip


def find(text: str) -> Iterator[Match]:
    """Obscene words."""
    for pattern in (_OPEN, _STARRED):
        for match in pattern.finditer(text):
            if not _INNOCENT.fullmatch(match.group()):
                yield Match("profanity_insult", match.start(), match.end(), 0.93)
