"""The embedded picture model: EfficientNet-Lite2 with the heads of the rules, and open_nsfw for indecency."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from classifiers.image.backbone import EfficientNetLite2, normalised
from classifiers.image.heads import Floats, Heads
from classifiers.image.open_nsfw import CROP, SQUARE, OpenNsfw, prepared, square
from classifiers.image.quantised import channels_last, load_quantised
from classifiers.image.region import box_of, within
from classifiers.image.views import views
from classifiers.precision import fast_dtype
from classifiers.verdict import Box

BACKBONE = "image_backbone.safetensors"
HEADS = "image_heads.safetensors"
NSFW = "image_open_nsfw.safetensors"
INDECENT = "indecent_appearance"
# What its authors call indecent; no nudity is among our data, so that only false alarms could be measured.
NSFW_OPERATING = 0.8

_EDGE = (SQUARE - CROP) / 2 / SQUARE
NSFW_FRAME: Box = (_EDGE, _EDGE, 1 - _EDGE, 1 - _EDGE)


def naked(indecency: float) -> float:
    """open_nsfw's answer as a probability whose 0.5 lies at `NSFW_OPERATING`, its log-odds unstretched."""
    kept = min(max(indecency, 1e-6), 1 - 1e-6)
    return float(1 / (1 + (1 - kept) / kept * NSFW_OPERATING / (1 - NSFW_OPERATING)))


class EmbeddedLook:
    """What the embedded model saw in one picture."""

    def __init__(
        self, heads: Heads, logits: Floats, features: Floats, indecency: float, nsfw_heat: Floats
    ) -> None:
        self._heads = heads
        self._features = features
        self._nsfw_heat = nsfw_heat
        self.logits = logits
        self.naked = naked(indecency)
        scores = heads.rule_scores(heads.probabilities(self.logits))
        self._by_heads = scores.get(INDECENT, 0.0)
        self.scores: Mapping[str, float] = {**scores, INDECENT: max(self.naked, self._by_heads)}

    def box(self, rule: str) -> Box:
        """The part of the picture that speaks most for the rule."""
        if rule == INDECENT and self.naked >= self._by_heads:
            return within(box_of(self._nsfw_heat), NSFW_FRAME)
        return box_of(self._heads.heat(rule, self.logits, self._features))


class EmbeddedModel:
    """Both networks and the heads."""

    def __init__(self, backbone: EfficientNetLite2, nsfw: OpenNsfw, heads: Heads) -> None:
        self._dtype = fast_dtype()
        self._backbone = channels_last(backbone).to(self._dtype)
        self._nsfw = channels_last(nsfw)
        self._nsfw.blocks.to(self._dtype)
        self._nsfw.stem.to(self._dtype)
        self._heads = heads
        self.version = f"efficientnet-lite2 heads {heads.version}; open_nsfw"

    @classmethod
    def load(cls, folder: Path) -> "EmbeddedModel":
        """Read the three files of weights.

        Raises:
            FileNotFoundError: one is missing.
            ValueError: one is damaged.
        """
        backbone, nsfw = EfficientNetLite2(), OpenNsfw()
        _fill(backbone, folder / BACKBONE)
        _fill(nsfw, folder / NSFW)
        return cls(backbone, nsfw, Heads.load(folder / HEADS))

    def look(self, image: Image.Image) -> EmbeddedLook:
        """Look at one upright RGB picture; about 0.1 s on one core."""
        with torch.inference_mode():
            maps, pooled = self._backbone.look(normalised(_pixels(*views(image))).to(self._dtype))
            logits = self._heads.logits(pooled.numpy()).mean(axis=0)
            nsfw_map = self._nsfw.feature_map(prepared(_pixels(square(image))).to(self._dtype)).float()
            indecency = float(self._nsfw.indecency(nsfw_map)[0])
            direction = self._nsfw.classes.weight[1] - self._nsfw.classes.weight[0]
            heat = torch.tensordot(direction, nsfw_map[0], dims=1)
        return EmbeddedLook(self._heads, logits, maps[0].float().numpy(), indecency, heat.numpy())


def _pixels(*images: Image.Image) -> Tensor:
    return torch.from_numpy(np.stack([np.array(image, dtype=np.uint8) for image in images]))


def _fill(model: nn.Module, path: Path) -> None:
    state, _ = load_quantised(path)
    try:
        model.load_state_dict(state)
    except RuntimeError as error:
        raise ValueError(f"{path}: not the weights of {type(model).__name__}") from error
