from collections.abc import Sequence

import pytest
from PIL import Image

from classifiers.detection import Detection
from classifiers.draft import Draft
from classifiers.image import ocr
from classifiers.image.ocr import OcrDetector
from classifiers.image.reading import LETTERS_FROM, Page, Word, read, tesseract_version
from classifiers.image.text_presence import has_text
from classifiers.verdict import ImageRegion, TextSpan, Where
from tests.classifiers.image.drawn import draft, drawing, encoded, page

needs_tesseract = pytest.mark.skipif(
    tesseract_version() is None, reason="Tesseract with rus, kaz, eng is not installed"
)
LINES = ("Для служебного пользования", "Проект решения акима", "Құрметті әріптестер")


class FindsService:
    """A text detector that knows one word."""

    where = Where.TEXT
    version = "test"

    def detect(self, drafts: Sequence[Draft]) -> list[Detection]:
        return [self._one(one.text) for one in drafts]

    def _one(self, text: str) -> Detection:
        start = text.lower().find("служебного")
        if start < 0:
            return Detection(scores={"restricted_information": 0.1})
        span = TextSpan(start, start + 10, text[start : start + 10])
        return Detection({"restricted_information": 0.9}, {"restricted_information": (span,)})


def test_print_is_told_from_pictures():
    assert has_text(page(*LINES))
    assert not has_text(drawing(800, 600))
    assert not has_text(Image.effect_noise((800, 600), 60).convert("RGB"))
    assert not has_text(Image.new("RGB", (1, 1)))


def test_a_box_covers_the_words_of_a_span():
    found = Page("один два", (Word(0, 4, (0.1, 0.1, 0.2, 0.2)), Word(5, 8, (0.3, 0.1, 0.4, 0.25))))
    assert found.box(2, 6) == (0.1, 0.1, 0.4, 0.25)
    assert found.box(5, 8) == (0.3, 0.1, 0.4, 0.25)


@needs_tesseract
def test_russian_and_kazakh_print_is_read():
    text = read(page(*LINES)).text
    assert "Для служебного пользования" in text
    assert "Құрметті" in text


@needs_tesseract
def test_words_read_are_judged_and_shown_where_they_stand():
    [detection] = OcrDetector(FindsService()).detect([draft(encoded(drawing()), encoded(page(*LINES)))])
    assert detection.scores == {"restricted_information": 0.9}
    [region] = detection.evidence["restricted_information"]
    assert isinstance(region, ImageRegion)
    assert (region.image, region.quote) == (1, "служебного")
    assert region.box[3] < 0.5


@needs_tesseract
def test_pictures_without_text_and_broken_ones():
    drafts = [draft(encoded(drawing())), draft(b"broken"), Draft(text="Для служебного пользования")]
    found = OcrDetector(FindsService()).detect(drafts)
    assert [d.not_evaluated for d in found] == [(), ("image_text:0",), ()]
    assert not any(d.scores for d in found)


@needs_tesseract
def test_a_few_letters_are_no_text():
    assert read(page("АБ 1")).text == "" or LETTERS_FROM <= 3


def test_without_tesseract_words_are_not_evaluated(monkeypatch):
    monkeypatch.setattr(ocr, "tesseract_version", lambda: None)
    detector = OcrDetector(FindsService())
    assert detector.version == "tesseract not installed"
    found = detector.detect([draft(encoded(page(*LINES))), Draft(text="текст")])
    assert [d.not_evaluated for d in found] == [("image_text",), ()]
