"""Words out of a picture, and where each stands: https://github.com/tesseract-ocr/tesseract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytesseract
from PIL import Image

from classifiers.verdict import Box

LANGUAGES = ("rus", "kaz", "eng")
TIMEOUT_S = 10
# Tesseract's confidence 0..100: below this, words of real photos are mostly noise.
SURE_FROM = 50.0
# Fewer letters than this in the whole picture are a sign or noise, not a text to judge.
LETTERS_FROM = 8
# Print is read best from capitals of about 30 pixels: small pictures are enlarged, up to twice.
SIDE = 1600


class ReadingError(RuntimeError):
    """Tesseract failed or took more than `TIMEOUT_S`."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a `Page`: `page.text[start:end]`, and its box as fractions of the picture."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """What was read in one picture: lines of a paragraph joined by blanks, paragraphs by line breaks."""

    text: str
    words: tuple[Word, ...]

    def box(self, start: int, end: int) -> Box:
        """The box around the words that `text[start:end]` touches; the whole picture if it touches none."""
        boxes = [word.box for word in self.words if word.start < end and word.end > start]
        if not boxes:
            return (0.0, 0.0, 1.0, 1.0)
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return (min(lefts), min(tops), max(rights), max(bottoms))


def tesseract_version() -> str | None:
    """The version of an installed Tesseract that has all of `LANGUAGES`; None otherwise."""
    try:
        missing = set(LANGUAGES) - set(pytesseract.get_languages())
        return None if missing else str(pytesseract.get_tesseract_version())
    except (OSError, RuntimeError, SystemExit):
        return None


def read(image: Image.Image) -> Page:
    """Read an upright RGB picture; empty text where there is none to speak of.

    Raises:
        ReadingError: Tesseract failed or took too long.
    """
    grey = _sized(image.convert("L"))
    try:
        found = pytesseract.image_to_data(
            grey, lang="+".join(LANGUAGES), timeout=TIMEOUT_S, output_type=pytesseract.Output.DICT
        )
    except (OSError, RuntimeError) as error:
        raise ReadingError(type(error).__name__) from error
    page = _page(found, grey.size)
    enough = sum(letter.isalnum() for letter in page.text) >= LETTERS_FROM
    return page if enough else Page("", ())


def _sized(image: Image.Image) -> Image.Image:
    scale = min(2.0, SIDE / max(image.size))
    if scale <= 1.1:
        return image
    size = (round(image.width * scale), round(image.height * scale))
    return image.resize(size, Image.Resampling.BICUBIC)


def _page(found: Mapping[str, Sequence[Any]], size: tuple[int, int]) -> Page:
    text, words = "", []
    paragraph = None
    for i, word in enumerate(found["text"]):
        if float(found["conf"][i]) < SURE_FROM or not any(letter.isalnum() for letter in word):
            continue
        place = (found["block_num"][i], found["par_num"][i])
        text += "" if not text else " " if place == paragraph else "\n"
        paragraph = place
        words.append(Word(len(text), len(text) + len(word), _box(found, i, size)))
        text += word
    return Page(text, tuple(words))


def _box(found: Mapping[str, Sequence[Any]], i: int, size: tuple[int, int]) -> Box:
    left, top = found["left"][i], found["top"][i]
    right, bottom = left + found["width"][i], top + found["height"][i]
    edges = (left / size[0], top / size[1], right / size[0], bottom / size[1])
    x0, y0, x1, y1 = (min(1.0, max(0.0, edge)) for edge in edges)
    return (x0, y0, x1, y1)
