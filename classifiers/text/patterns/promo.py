"""Promo codes and referral links."""

from collections.abc import Iterator

import regex

from classifiers.text.patterns.match import Match, around, compiled

_CODE = regex.compile(
    r"(?:промо-?код\w*|promo ?code|купон\w*)[\s:«\"—-]{1,4}[A-ZА-Я0-9][A-ZА-Я0-9_-]{2,}\b"
    r"|https?://\S*[?&](?:ref|referral|promo|utm_promo|partner|invite)=\S+"
)
_WARNED_OF = compiled(
    r"мошенник", r"не переход", r"алаяқ", r"не вводите", r"осторожн", r"сақ болың", r"фишинг", r"scam"
)


def find(text: str) -> Iterator[Match]:
    """Promo codes and links with a referral parameter, unless the text warns of them."""
    for match in _CODE.finditer(text):
        if not _WARNED_OF.search(around(text, match.start(), match.end(), 200)):
            yield Match("advertising", match.start(), match.end(), 0.9)
