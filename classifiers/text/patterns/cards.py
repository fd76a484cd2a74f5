"""Bank cards: 16 digits of a known scheme that pass the Luhn check (ISO/IEC 7812-1)."""

from collections.abc import Iterator

import regex

from classifiers.text.patterns.match import Match

_NUMBER = regex.compile(
    r"(?<![\dA-Z№])(?:2[2-7]|3[5-9]|4\d|5[0-8]|6\d|9[0-9])\d{2}([ -]?)\d{4}\1\d{4}\1\d{4}(?![\d])"
)


def find(text: str) -> Iterator[Match]:
    """Numbers of payment cards."""
    for match in _NUMBER.finditer(text):
        digits = regex.sub(r"\D", "", match.group())
        if luhn(digits) and len(set(digits)) > 2:
            yield Match("personal_data", match.start(), match.end(), 0.97)


def luhn(digits: str) -> bool:
    """Whether a string of decimal digits passes the Luhn check."""
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
