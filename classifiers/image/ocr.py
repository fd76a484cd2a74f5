"""The words in pictures: read with Tesseract where it is installed, then judged as text."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from classifiers.detection import Detection, Detector
from classifiers.draft import Draft, Picture
from classifiers.image.decode import TO_READ, PictureError, decode, seen
from classifiers.image.reading import Page, ReadingError, read, tesseract_version
from classifiers.image.text_presence import has_text
from classifiers.verdict import ImageRegion, TextSpan, Where

# Each reading is a process of its own; two keep two cores busy.
READERS = 2
NO_TEXT = Page("", ())


class OcrDetector:
    """Reads the pictures of drafts and hands the words to a text detector."""

    where = Where.IMAGE_TEXT

    def __init__(self, text_detector: Detector) -> None:
        self._text = text_detector
        self._tesseract = tesseract_version()
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="ocr")
        self.version = f"tesseract {self._tesseract}" if self._tesseract else "tesseract not installed"

    def detect(self, drafts: Sequence[Draft]) -> list[Detection]:
        """One `Detection` a draft, its evidence the places of the words.

        Without Tesseract "image_text" is not evaluated; of single pictures "image_text:N".
        """
        if self._tesseract is None:
            return [Detection(not_evaluated=("image_text",) if draft.pictures else ()) for draft in drafts]
        pages = iter(self._pool.map(_read, [picture for draft in drafts for picture in draft.pictures]))
        return [self._judged(draft, [next(pages) for _ in draft.pictures]) for draft in drafts]

    def _judged(self, draft: Draft, pages: Sequence[Page | None]) -> Detection:
        written = [(index, page) for index, page in enumerate(pages) if page and page.text]
        found = self._text.detect([Draft(text=page.text) for _, page in written]) if written else []
        strongest: dict[str, float] = {}
        regions: dict[str, list[tuple[float, ImageRegion]]] = {}
        not_evaluated = [f"image_text:{index}" for index, page in enumerate(pages) if page is None]
        for (index, page), detection in zip(written, found, strict=True):
            not_evaluated += [f"image_text:{index}"] * bool(detection.not_evaluated)
            for rule, score in detection.scores.items():
                strongest[rule] = max(score, strongest.get(rule, 0.0))
                places = _regions(draft, index, page, detection, rule)
                regions.setdefault(rule, []).extend((score, place) for place in places)
        return Detection(
            scores=strongest,
            evidence={rule: _strongest_first(places) for rule, places in regions.items() if places},
            not_evaluated=tuple(not_evaluated),
        )


def _read(picture: Picture) -> Page | None:
    """The page of a picture; None where it could not be read."""
    try:
        if not has_text(seen(picture.data)):
            return NO_TEXT
        return read(decode(picture.data, TO_READ))
    except (PictureError, ReadingError):
        return None


def _regions(draft: Draft, index: int, page: Page, detection: Detection, rule: str) -> list[ImageRegion]:
    spans = [span for span in detection.evidence.get(rule, ()) if isinstance(span, TextSpan)]
    second = draft.pictures[index].second
    return [ImageRegion(index, page.box(span.start, span.end), span.quote, second=second) for span in spans]


def _strongest_first(places: Sequence[tuple[float, ImageRegion]]) -> tuple[ImageRegion, ...]:
    return tuple(region for _, region in sorted(places, key=lambda place: -place[0]))
