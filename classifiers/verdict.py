"""The result of judging: frozen, complete, and ready to be logged or written as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Box = tuple[float, float, float, float]


class Decision(StrEnum):
    """The only two answers: Adep advises and never forbids."""

    APPROVE = "approve"
    WARN = "warn"


class Where(StrEnum):
    """Where a reason was found: the text, the picture, or words read in the picture."""

    TEXT = "text"
    IMAGE = "image"
    IMAGE_TEXT = "image_text"


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Words of the author's text: `text[start:end] == quote`, Python string indices."""

    start: int
    end: int
    quote: str

    def to_dict(self) -> dict[str, Any]:
        """The span as the JSON contract of `adep check` has it."""
        return {"start": self.start, "end": self.end, "quote": self.quote}


@dataclass(frozen=True, slots=True)
class ImageRegion:
    """A part of a picture.

    Attributes:
        image: index of the picture in the draft, from 0.
        box: x0, y0, x1, y1 as fractions of the upright picture's width and height, each 0..1.
        quote: the words read there (`Where.IMAGE_TEXT` only).
        blur: the marked copy must blur the region, not frame it (nudity).
        second: of a frame, where in its video it stands.
    """

    image: int
    box: Box
    quote: str = ""
    blur: bool = False
    second: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The region as the JSON contract of `adep check` has it; empty `quote` and the like are left out."""
        region: dict[str, Any] = {"image": self.image, "box": [round(edge, 4) for edge in self.box]}
        if self.quote:
            region["quote"] = self.quote
        if self.blur:
            region["blur"] = True
        if self.second is not None:
            region["second"] = round(self.second, 1)
        return region


Evidence = TextSpan | ImageRegion


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a draft is warned about: one rule, found in one place.

    Attributes:
        rule: code of the rule in the rule book.
        score: probability 0..1 that the rule is broken.
        threshold: the score from which the rule book warns, 0..1.
        where: in the text, in a picture, or in words read in a picture.
        evidence: at least one span or region, strongest first.
    """

    rule: str
    score: float
    threshold: float
    where: Where
    evidence: tuple[Evidence, ...]

    def to_dict(self) -> dict[str, Any]:
        """The reason as the JSON contract of `adep check` has it."""
        return {
            "rule": self.rule,
            "score": round(self.score, 4),
            "threshold": round(self.threshold, 4),
            "where": self.where.value,
            "evidence": [item.to_dict() for item in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Adep says of one draft.

    Attributes:
        decision: approve or warn.
        reasons: strongest first; empty for an approval.
        encouraged: the draft is a post on the author's own remit, of the kind that is wanted.
        not_evaluated: what could not be judged: "text", "image:0", "image_text", "image_text:0", …;
            a part named here is not known to be clean.
        elapsed_ms: judging time in milliseconds, the wait in the queue not included.
        models: version of each detector and of the rule book.
        scores: probability a rule by modality ("text", "image", "image_text"), 0..1.
        below: what has evidence and stays below its threshold; a more sensitive reader takes it for a reason.
        remit: probability that the draft is a post on the author's own remit, 0..1.
    """

    decision: Decision
    reasons: tuple[Reason, ...] = ()
    encouraged: bool = False
    not_evaluated: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    models: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    below: tuple[Reason, ...] = ()
    remit: float = 0.0

    def to_dict(self, *, with_scores: bool = False) -> dict[str, Any]:
        """The verdict as the JSON contract of `adep check` has it."""
        result: dict[str, Any] = {
            "verdict": self.decision.value,
            "reasons": [reason.to_dict() for reason in self.reasons],
            "encouraged": self.encouraged,
            "not_evaluated": list(self.not_evaluated),
            "elapsed_ms": round(self.elapsed_ms, 1),
            "models": dict(self.models),
        }
        if with_scores:
            result["scores"] = {
                where: {rule: round(score, 4) for rule, score in sorted(scores.items())}
                for where, scores in self.scores.items()
            }
        return result
