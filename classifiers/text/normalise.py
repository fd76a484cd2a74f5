"""Text as the model should read it, with every character traced back to what the author wrote.

Undone here: invisible and direction characters, look-alike letters of another alphabet, digits for letters,
l e t t e r s set apart, lettersss drawn out, shouting in capitals. Nothing here decides about a rule.
"""

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
_WORD = regex.compile(r"[\p{L}@\d]+")
_SPACED = regex.compile(r"(?<![\p{L}\p{N}])\p{L}(?:([ .\-_*·|/])\p{L})(?:\1\p{L}){2,}(?![\p{L}\p{N}])")
_DRAWN_OUT = regex.compile(r"([\p{Cyrillic}a-vx-z])\1{2,}", regex.IGNORECASE)
_DIGIT_IN_WORD = regex.compile(r"(?<=\p{Cyrillic})[0346@](?=\p{Cyrillic})")
_SHOUTED = regex.compile(r"\b\p{Lu}{4,}\b")
_BLANKS = regex.compile(r"[^\S\n]+")


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
    chars: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(original):
        if char in "\n\t":
            folded = char if char == "\n" else " "
        elif chars and unicodedata.combining(char) and len(one := _composed(chars[-1], char)) == 1:
            chars[-1] = one
            continue
        elif _DROPPED.match(char):
            continue
        else:
            folded = _plain(char)
        chars.extend(folded)
        origin.extend([index] * len(folded))
    return chars, origin


def _plain(char: str) -> str:
    """A styled letter or digit (full width, mathematical, circled) as the plain one; signs such as № stay."""
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 and folded.isalnum() else char


def _composed(base: str, mark: str) -> str:
    return unicodedata.normalize("NFC", base + mark)


Change = Callable[[str], str]


def _rewrite(
    text: str, origin: list[int], pattern: "regex.Pattern[str]", change: Change
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


_STEPS: tuple[tuple["regex.Pattern[str]", Change], ...] = (
    (_BLANKS, lambda _: " "),
    (_SPACED, _joined),
    (_WORD, _one_alphabet),
    (_DIGIT_IN_WORD, lambda digit: DIGIT_LETTERS[digit]),
    (_DRAWN_OUT, lambda run: run[0]),
    (_SHOUTED, str.lower),
)
