"""Detectors by rule of thumb, for fast tests of the bot: they know two words and one colour."""

import time
from collections.abc import Sequence
from functools import cache

from classifiers.detection import Detection
from classifiers.draft import Draft
from classifiers.image.decode import PictureError, seen
from classifiers.judge import Judge
from classifiers.rules import RuleBook
from classifiers.verdict import Evidence, ImageRegion, TextSpan, Where

WORDS = {"кальян": "alcohol_tobacco", "лексус": "luxury_car", "lexus": "luxury_car"}


class ThumbText:
    """Warns of `WORDS`; encourages a text with «отчёт»; "медленно" takes a while."""

    where = Where.TEXT
    version = "thumb-text"

    def detect(self, drafts: Sequence[Draft]) -> list[Detection]:
        return [self._one(draft.text) for draft in drafts]

    def _one(self, text: str) -> Detection:
        if "медленно" in text:
            time.sleep(0.6)
        if "взорвись" in text:
            raise RuntimeError(text)
        if not text:
            return Detection()
        evidence: dict[str, tuple[Evidence, ...]] = {}
        for word, rule in WORDS.items():
            start = text.lower().find(word)
            if start >= 0:
                end = start + len(word)
                evidence[rule] = (TextSpan(start, end, text[start:end]),)
        scores = dict.fromkeys(WORDS.values(), 0.01) | dict.fromkeys(evidence, 0.9)
        return Detection(scores, evidence, encouraged=0.9 if "отчёт" in text else 0.1)


class ThumbImage:
    """Warns of a red picture."""

    where = Where.IMAGE
    version = "thumb-image"

    def detect(self, drafts: Sequence[Draft]) -> list[Detection]:
        return [self._one(draft) for draft in drafts]

    def _one(self, draft: Draft) -> Detection:
        best, evidence, broken = 0.0, (), []
        for index, picture in enumerate(draft.pictures):
            try:
                red, green, blue = seen(picture.data).resize((1, 1)).getpixel((0, 0))
            except PictureError:
                broken.append(f"image:{index}")
                continue
            if red > 180 and green < 90 and blue < 90:
                best, evidence = (
                    0.8,
                    (*evidence, ImageRegion(index, (0.25, 0.25, 0.75, 0.75), second=picture.second)),
                )
        if not draft.pictures or len(broken) == len(draft.pictures):
            return Detection(not_evaluated=tuple(broken))
        found = {"luxury_car": evidence} if evidence else {}
        return Detection({"luxury_car": best}, found, not_evaluated=tuple(broken))


@cache
def rulebook() -> RuleBook:
    return RuleBook.load()


def thumb_judge(_settings: object = None) -> Judge:
    """A judge that is loaded in no time."""
    return Judge(rulebook(), [ThumbText(), ThumbImage()])
