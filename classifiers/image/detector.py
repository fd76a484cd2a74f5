"""The picture detector: the embedded heads, or a CLIP-like model where one is configured."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from classifiers.detection import Detection
from classifiers.draft import Draft
from classifiers.image.album import PictureModel, judged
from classifiers.image.embedded import EmbeddedModel
from classifiers.image.zero_shot import ZeroShotModel
from classifiers.rules import RuleBook
from classifiers.verdict import Where

log = logging.getLogger(__name__)

WEIGHTS = Path(__file__).parent.parent / "weights"


class ImageDetector:
    """Scores the pictures of drafts; without a model it says that it has evaluated none."""

    where = Where.IMAGE

    def __init__(self, model: PictureModel | None, thresholds: Mapping[str, float]) -> None:
        self._model = model
        self._thresholds = thresholds
        self.version = model.version if model else "not installed"

    def detect(self, drafts: Sequence[Draft]) -> list[Detection]:
        """One `Detection` a draft, in order; each picture alone, which suits a CPU's caches."""
        return [self._detect(draft) for draft in drafts]

    def _detect(self, draft: Draft) -> Detection:
        if not draft.pictures:
            return Detection()
        if self._model is None:
            return Detection(not_evaluated=("image",))
        return judged(self._model, draft, self._thresholds)


def load_image_detector(rulebook: RuleBook, image_model: str = "", weights: Path = WEIGHTS) -> ImageDetector:
    """The picture detector for a rule book.

    Args:
        rulebook: its image thresholds and, for zero-shot models, prompts.
        image_model: a folder or hub name of a CLIP or SigLIP model; empty for the embedded heads.
        weights: the folder of the embedded weights.

    Raises:
        ModelError: the model that was asked for by name cannot be loaded.
    """
    thresholds = {rule.code: rule.threshold["image"] for rule in rulebook if "image" in rule.modalities}
    if image_model:
        return ImageDetector(ZeroShotModel(rulebook, image_model), thresholds)
    try:
        return ImageDetector(EmbeddedModel.load(weights), thresholds)
    except (FileNotFoundError, ValueError) as error:
        log.error("pictures will not be evaluated: %s", error)  # noqa: TRY400 - a path says enough
        return ImageDetector(None, thresholds)
