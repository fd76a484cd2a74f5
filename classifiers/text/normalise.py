"""Text as the model should read it, with every character traced back to what the author wrote.

Undone here: invisible and direction characters, look-alike letters of another alphabet, digits for letters,
l e t t e r s set apart, lettersss drawn out, shouting in capitals. Nothing here decides about a rule.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import regex

LATIN_TO_CYRILLIC = dict(
    zip("aceopxyikmthbABCEHIKMOPTXYësj", "асеорхуікмтнвАВСЕНІКМОРТХУёѕј", strict=True)
) | {"ə": "ә", "Ə": "Ә", "ö": "ө", "Ö": "Ө", "h": "һ"}
CYRILLIC_TO_LATIN = dict(zip("асеорхуікмтнвАВСЕНІКМОРТХУ", "aceopxyikmthbABCEHIKMOPTXY", strict=True))
DIGIT_LETTERS = {"0": "о", "3": "з", "4": "ч", "6": "б", "@": "а"}

_DROPPED = regex.compile(r"[\p{Cf}\p{Mn}\p{Me}\p{Cc}\uFE0F]")
_ODD = regex.compile(r"[^ \nа-яА-ЯёЁәғқңөұүһіӘҒҚҢӨҰҮҺІa-zA-Z0-9.,!?…:;()«»\"'%№/+–—-]")
_MIXED_WORD = regex.compile(
    r"(?<![\p{L}\d@])(?:\p{Cyrillic}[\p{Cyrillic}\d@]*[A-Za-zəƏöÖëïѕј]|[A-Za-zəƏöÖ][A-Za-zəƏöÖ\d@]*\p{Cyrillic})[\p{L}@\d]*"
)
_SPACED = re.compile(r"(?<!\w)[^\W\d_]([ .\-_*·|/])[^\W\d_](?:\1[^\W\d_]){2,}(?!\w)")
_DRAWN_OUT = regex.compile(r"([\p{Cyrillic}a-vx-z])\1{2,}", regex.IGNORECASE)
_DIGIT_IN_WORD = regex.compile(r"(?<=\p{Cyrillic})[0346@](?=\p{Cyrillic})")
_SHOUTED = regex.compile(r"\b\p{Lu}{4,}\b")
_BLANKS = regex.compile(r"[^\S\n]{2,}|[^\S\n ]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text.

    Attributes:
        text: what the model reads.
        origin: for each character of `text` the index of the original character it came from, and last the
            length of the original; strictly non-decreasing.
    """

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's [start, end) for the non-empty [start, end) of `text`."""
        return self.origin[start], max(self.origin[end - 1] + 1, self.origin[start] + 1)


def normalise(original: str) -> Normalised:
    """Normalise a text; total, for any string."""
    chars, origin = _fold(original)
    text = "".join(chars)
    for pattern, change in _STEPS:
        text, origin = _rewrite(text, origin, pattern, change)
    return Normalised(text, (*origin, len(original)))


def _fold(original: str) -> tuple[list[str], list[int]]:
    """Compatibility forms to plain ones, marks composed with their letter, invisible characters dropped."""
    chars, origin = list(original), list(range(len(original)))
    for index in [match.start() for match in _ODD.finditer(original)]:
        char = original[index]
        before = _last_kept(chars, index) if unicodedata.combining(char) else -1
        if before >= 0 and len(one := unicodedata.normalize("NFC", chars[before] + char)) == 1:
            chars[before], chars[index] = one, ""
        elif char == "\t":
            chars[index] = " "
        else:
            chars[index] = "" if _DROPPED.match(char) else _plain(char)
    kept = [index for index in origin if chars[index]]
    return [chars[index] for index in kept], kept


def _last_kept(chars: list[str], index: int) -> int:
    while index > 0 and not chars[index - 1]:
        index -= 1
    return index - 1


def _plain(char: str) -> str:
    """A styled letter or digit (full width, mathematical, circled) as the plain one; signs such as № stay."""
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 and folded.isalnum() else char


Change = Callable[[str], str]


def _rewrite(
    text: str, origin: list[int], pattern: "re.Pattern[str] | regex.Pattern[str]", change: Change
) -> tuple[str, list[int]]:
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for match in pattern.finditer(text):
        new = change(match.group())
        parts += [text[at : match.start()], new]
        places += origin[at : match.start()]
        places += _spread(origin[match.start() : match.end()], len(new))
        at = match.end()
    return "".join([*parts, text[at:]]), places + origin[at:]


def _spread(places: list[int], length: int) -> list[int]:
    """Origins for a replacement of another length: spread over the origins of what it replaces."""
    if length == len(places):
        return places
    return [places[i * len(places) // length] for i in range(length)]


def _one_alphabet(word: str) -> str:
    """Letters borrowed from the other alphabet back into the alphabet of the word."""
    cyrillic = sum("Ѐ" <= char <= "ӿ" for char in word)
    latin = sum((char.isascii() and char.isalpha()) or char in "əƏöÖ" for char in word)
    if not cyrillic or not latin:
        return word
    if cyrillic >= latin or not all(char in CYRILLIC_TO_LATIN for char in word if "Ѐ" <= char <= "ӿ"):
        return "".join(LATIN_TO_CYRILLIC.get(char, char) for char in word)
    return "".join(CYRILLIC_TO_LATIN.get(char, char) for char in word)


def _joined(letters: str) -> str:
    return letters[::2]


_STEPS: tuple[tuple["re.Pattern[str] | regex.Pattern[str]", Change], ...] = (
    (_BLANKS, lambda _: " "),
    (_SPACED, _joined),
    (_MIXED_WORD, _one_alphabet),
    (_DIGIT_IN_WORD, lambda digit: DIGIT_LETTERS[digit]),
    (_DRAWN_OUT, lambda run: run[0]),
    (_SHOUTED, str.lower),
)
