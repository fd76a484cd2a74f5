"""Links to betting sites and bet slips."""

from collections.abc import Iterator

import regex

from classifiers.text.patterns.match import Match, around, compiled

_LINK = regex.compile(
    r"(?:1xbet|1xstavka|olimpbet|parimatch|pin-?up|fonbet|melbet|mostbet|betcity|leonbets|pinco|winline|"
    r"vulkan-?casino|1win|betboom|tennisi)[\w-]*\.(?:com|kz|ru|net|bet|casino|org|info)\S*",
    regex.IGNORECASE,
)
_WARNED_OF = compiled(
    r"заблокир",
    r"блокиров",
    r"бұғатта",
    r"незаконн",
    r"заңсыз",
    r"запрещ",
    r"тыйым",
    r"мошенн",
    r"алаяқ",
    r"blocked",
)


def find(text: str) -> Iterator[Match]:
    """Addresses of bookmakers and online casinos, unless the text reports that they are blocked."""
    for match in _LINK.finditer(text):
        if not _WARNED_OF.search(around(text, match.start(), match.end(), 200)):
            start = text.rfind(" ", 0, match.start()) + 1
            yield Match("gambling", max(start, text.rfind("\n", 0, match.start()) + 1), match.end(), 0.92)
