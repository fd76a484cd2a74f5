"""A draft's pictures: decode each, let a model look at it, take the strongest of an album."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from PIL import Image

from classifiers.detection import Detection
from classifiers.draft import Draft
from classifiers.image.decode import PictureError, seen
from classifiers.verdict import Box, ImageRegion

# What is shown is decided by the judge, who may raise a score that stands below its threshold (context.py).
SHOWN_FROM = 0.5
# Frames of a video resemble one another: three show enough.
MOST_FRAMES = 3
BLURRED = frozenset({"indecent_appearance"})


class Look(Protocol):
    """What a model saw in one picture."""

    @property
    def scores(self) -> Mapping[str, float]:
        """Probability a rule, 0..1."""
        ...

    def box(self, rule: str) -> Box:
        """Where the rule was seen, as fractions of the picture."""
        ...


class PictureModel(Protocol):
    """Looks at pictures."""

    @property
    def version(self) -> str:
        """Name and version, as it is logged."""
        ...

    def look(self, image: Image.Image) -> Look:
        """Look at one upright RGB picture."""
        ...


def judged(model: PictureModel, draft: Draft, thresholds: Mapping[str, float]) -> Detection:
    """Look at every picture of a draft.

    Args:
        model: what looks.
        draft: its text is not read.
        thresholds: a rule's probability from which it is a reason, 0..1.

    Returns:
        The highest score a rule of all pictures, the regions of pictures that might be a reason, strongest
        first, and "image:N" for each picture N that cannot be decoded.
    """
    looks: dict[int, Look] = {}
    unread = []
    for index, picture in enumerate(draft.pictures):
        try:
            looks[index] = model.look(seen(picture.data))
        except PictureError:
            unread.append(f"image:{index}")
    rules = sorted({rule for look in looks.values() for rule in look.scores})
    evidence = {rule: _regions(draft, rule, looks, thresholds.get(rule, 0.5)) for rule in rules}
    return Detection(
        scores={rule: max(look.scores[rule] for look in looks.values()) for rule in rules},
        evidence={rule: regions for rule, regions in evidence.items() if regions},
        not_evaluated=tuple(unread),
    )


def _regions(draft: Draft, rule: str, looks: Mapping[int, Look], threshold: float) -> tuple[ImageRegion, ...]:
    """The regions of all pictures that might be a reason, strongest first; of frames the first few."""
    strongest: Sequence[int] = sorted(looks, key=lambda index: -looks[index].scores[rule])
    strong = [index for index in strongest if looks[index].scores[rule] >= SHOWN_FROM * threshold]
    frames = [index for index in strong if draft.pictures[index].second is not None]
    return tuple(
        ImageRegion(index, looks[index].box(rule), blur=rule in BLURRED, second=draft.pictures[index].second)
        for index in strong
        if index not in frames[MOST_FRAMES:]
    )
