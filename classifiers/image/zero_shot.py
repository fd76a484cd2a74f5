"""CLIP or SigLIP through transformers, judging by the rules' own prompts, in place of the embedded heads.

CLIP (Radford et al. 2021, https://arxiv.org/abs/2103.00020): softmax over a rule's prompts and negatives, the
score is the share of the prompts. SigLIP (Zhai et al. 2023, https://arxiv.org/abs/2303.15343) gives every
prompt a probability of its own, all of them small: here the best prompt p and the best negative q give p /
(p + q) × min(1, p / SEEN), so that a picture like neither is no reason. Neither is calibrated on pictures:
0.5 means "as like the prompts as the negatives".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from classifiers.errors import ModelError
from classifiers.image.region import WHOLE
from classifiers.rules import RuleBook
from classifiers.verdict import Box

SEEN = 0.02


@dataclass(frozen=True, slots=True)
class ZeroShotLook:
    """The scores of one picture; such models have no place to show, so that every box is the whole."""

    scores: Mapping[str, float]

    def box(self, rule: str) -> Box:
        """The whole picture."""
        return WHOLE


class ZeroShotModel:
    """Scores pictures by their likeness to the `image_prompts` against the `image_negatives` of each rule."""

    def __init__(self, rulebook: RuleBook, name: str) -> None:
        """Load `name`, a folder or a hub name.

        Raises:
            ModelError: it cannot be loaded, or is no CLIP-like model.
        """
        self._model, self._processor = _load(name)
        self._rules = [rule for rule in rulebook if "image" in rule.modalities]
        self._softmax = getattr(self._model, "logit_bias", None) is None
        self.version = f"zero-shot {Path(name).name if Path(name).exists() else name}"
        self._prompts = self._embedded_prompts()

    def look(self, image: Image.Image) -> ZeroShotLook:
        """Look at one upright RGB picture."""
        inputs = self._processor(images=image, return_tensors="pt")
        with torch.inference_mode():
            picture = _unit(self._model.get_image_features(**inputs))[0]
            logits = self._prompts @ picture * self._model.logit_scale.exp()
            if not self._softmax:
                logits = logits + self._model.logit_bias
        return ZeroShotLook(self._weighed(logits))

    def _weighed(self, logits: Tensor) -> dict[str, float]:
        weigh = share_of_prompts if self._softmax else best_of_prompts
        parts = logits.split(  # type: ignore[no-untyped-call]
            [len(lines) for rule in self._rules for lines in (rule.image_prompts, rule.image_negatives)]
        )
        return {rule.code: weigh(parts[2 * i], parts[2 * i + 1]) for i, rule in enumerate(self._rules)}

    def _embedded_prompts(self) -> Tensor:
        lines = [line for rule in self._rules for line in rule.image_prompts + rule.image_negatives]
        # SigLIP was trained on texts padded to the full length; CLIP masks the padding.
        padding = "longest" if self._softmax else "max_length"
        inputs = self._processor(text=lines, padding=padding, truncation=True, return_tensors="pt")
        with torch.inference_mode():
            return _unit(self._model.get_text_features(**inputs))


def share_of_prompts(prompts: Tensor, negatives: Tensor) -> float:
    """CLIP: the softmax of all logits, summed over the prompts, 0..1."""
    return float(torch.cat([prompts, negatives]).softmax(0)[: len(prompts)].sum().clamp(0, 1))


def best_of_prompts(prompts: Tensor, negatives: Tensor) -> float:
    """SigLIP: the best prompt against the best negative, lowered where even that is unlikely, 0..1."""
    best, against = float(prompts.max().sigmoid()), float(negatives.max().sigmoid())
    return best / max(best + against, 1e-12) * min(1.0, best / SEEN)


def _unit(features: Any) -> Tensor:
    # transformers 5 returns an output object with the projected features in `pooler_output`.
    tensor: Tensor = features if isinstance(features, Tensor) else features.pooler_output
    unit: Tensor = tensor / tensor.norm(dim=-1, keepdim=True).clamp_min(1e-12)
    return unit


def _load(name: str) -> tuple[Any, Any]:
    from transformers import AutoModel, AutoProcessor

    try:
        model = AutoModel.from_pretrained(name).eval()
        processor = AutoProcessor.from_pretrained(name)
    except Exception as error:  # transformers raises OSError, ValueError, KeyError, ImportError, …
        reason = str(error).strip().splitlines()
        raise ModelError(
            f"image model {name!r} cannot be loaded: {reason[0] if reason else type(error).__name__}"
        ) from error
    if not hasattr(model, "get_image_features") or not hasattr(model, "logit_scale"):
        raise ModelError(f"image model {name!r} is a {type(model).__name__}: CLIP or SigLIP is needed")
    return model, processor
