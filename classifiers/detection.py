"""What the judge asks of a detector: a small protocol, so that a new detector is one new file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from classifiers.draft import Draft
from classifiers.verdict import Evidence, Where


@dataclass(frozen=True, slots=True)
class Detection:
    """What one detector found in one draft.

    Attributes:
        scores: probability 0..1 for every rule that the detector knows; empty when it judged nothing.
        evidence: for each rule that might be a reason, where it was seen, strongest first.
        encouraged: probability 0..1 that this is a post on the author's own remit; None if not known.
        not_evaluated: parts that could not be judged, named as in `Verdict.not_evaluated`.
    """

    scores: Mapping[str, float] = field(default_factory=dict)
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    encouraged: float | None = None
    not_evaluated: tuple[str, ...] = ()


class Detector(Protocol):
    """Scores drafts for the rules of one modality. Called from one thread at a time."""

    @property
    def where(self) -> Where:
        """What kind of place the detector's evidence is in."""
        ...

    @property
    def version(self) -> str:
        """Name and version of the model, as it is logged with each decision."""
        ...

    def detect(self, drafts: Sequence[Draft]) -> list[Detection]:
        """Judge drafts in one batch: one `Detection` a draft, in order.

        A draft without the detector's kind of content gives an empty `Detection`; a broken part is named
        in `not_evaluated` and is no exception.
        """
        ...
