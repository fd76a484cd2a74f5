"""IIN, the individual identification number: 12 digits with birth date, century and checksum.

Format: ГОСТ-independent description in the Law "On national registers of identification numbers": YYMMDD, one
digit for century and sex (0 for foreigners, 1-6), four digits, one check digit: the weighted sum with weights
1..11 modulo 11, and if that is 10 with weights 3..11,1,2 (10 again is never issued).
"""

from collections.abc import Iterator
from datetime import date

import regex

from classifiers.text.patterns.match import Match

_DIGITS = regex.compile(r"(?<![\d№#])(?<!\d[ .,-])\d{6}[ -]?\d{6}(?![ .,-]?\d)")
_CENTURY = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_FIRST_WEIGHTS = tuple(range(1, 12))
_SECOND_WEIGHTS = (*range(3, 12), 1, 2)


def find(text: str) -> Iterator[Match]:
    """IINs of persons; the BIN of an organisation (month + 40 and more) has no valid birth date and passes."""
    for match in _DIGITS.finditer(text):
        if is_iin(regex.sub(r"\D", "", match.group())):
            yield Match("personal_data", match.start(), match.end(), 0.98)


def is_iin(digits: str) -> bool:
    """Whether 12 digits carry a plausible birth date and the right checksum."""
    return (
        len(digits) == 12 and digits.isdecimal() and _born(digits) and check_digit(digits) == int(digits[11])
    )


def check_digit(digits: str) -> int:
    """The check digit 0..9 for the first eleven digits, or 10 where no such number is issued."""
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        rest: int = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11
        if rest < 10:
            return rest
    return 10


def _born(digits: str) -> bool:
    centuries = [_CENTURY[digits[6]]] if digits[6] in _CENTURY else [1900, 2000] if digits[6] == "0" else []
    return any(
        _is_date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6])) for century in centuries
    )


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).year >= 1900
    except ValueError:
        return False
