"""EfficientNet-Lite2 without its classes: a picture in, a map of 1,280 features out.

Architecture: https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite (Apache-2.0);
Tan and Le 2019, https://arxiv.org/abs/1905.11946. Batch normalisation is folded into the convolutions, so
that every layer is a convolution with a bias.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

# Trained at 260 by its authors; at 320 the heads find more of unseen photos' sub-concepts (0.776 against
# 0.742, MODEL_CARD.md), at 384 no more than that.
SIZE = 320
FEATURES = 1280
# What the heads read: the means of the map, of block 22's output, and mean and spread of block 14's.
POOLED = FEATURES + 352 + 120 + 120

# kernel, stride, expansion, output channels, repeats: one line a stage, width 1.1 and depth 1.2.
STAGES = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 3),
    (5, 2, 6, 48, 3),
    (3, 2, 6, 88, 4),
    (5, 1, 6, 120, 4),
    (5, 2, 6, 208, 5),
    (3, 1, 6, 352, 1),
)
STEM_CHANNELS = 32
MIDDLE = 15


class SameConv(nn.Conv2d):
    """A convolution padded as TensorFlow does ("SAME"): with stride 2 the odd pixel goes right and below."""

    def __init__(self, inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> None:
        # For stride 1 and an odd kernel SAME is symmetric: the library's own padding is faster than a copy.
        padding = kernel // 2 if stride == 1 else 0
        super().__init__(inputs, outputs, kernel, stride, padding, groups=groups)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve, shape (n, c, h, w) to (n, out, ceil(h / stride), ceil(w / stride))."""
        if self.stride[0] > 1:
            top, left = (self._padding(int(side)) for side in x.shape[-2:])
            x = functional.pad(x, (left // 2, left - left // 2, top // 2, top - top // 2))
        return torch.as_tensor(super().forward(x))

    def _padding(self, side: int) -> int:
        kernel, stride = self.kernel_size[0], self.stride[0]
        return max((-(-side // stride) - 1) * stride + kernel - side, 0)


class InvertedResidual(nn.Module):
    """Expand, filter each channel, project; the input is added where shapes allow."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inputs * expansion
        self.expand = SameConv(inputs, wide) if expansion > 1 else None
        self.depthwise = SameConv(wide, wide, kernel, stride, groups=wide)
        self.project = SameConv(wide, outputs)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """Shape (n, inputs, h, w) to (n, outputs, h / stride, w / stride)."""
        y = functional.relu6(self.expand(x)) if self.expand is not None else x
        y = self.project(functional.relu6(self.depthwise(y)))
        result: Tensor = x + y if self.residual else y
        return result


class EfficientNetLite2(nn.Module):
    """The backbone: `forward` gives the feature map, shape (n, 1280, h / 32, w / 32), values 0..6."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = SameConv(3, STEM_CHANNELS, kernel=3, stride=2)
        self.blocks = nn.ModuleList(_blocks())
        self.head = SameConv(STAGES[-1][3], FEATURES)

    def forward(self, x: Tensor) -> Tensor:
        """Features of pictures as made by `normalised`."""
        return self.look(x)[0]

    def lower(self, x: Tensor) -> Tensor:
        """The stem and the first blocks: a map of 120 features, shape (n, 120, h / 16, w / 16)."""
        x = functional.relu6(self.stem(x))
        for block in self.blocks[:MIDDLE]:
            x = block(x)
        return x

    def look(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The feature map of `forward`, and what the heads read of three depths: float32, (n, `POOLED`)."""
        middle = self.lower(x)
        top = middle
        for block in self.blocks[MIDDLE:]:
            top = block(top)
        features = functional.relu6(self.head(top))
        means = [layer.float().mean(dim=(2, 3)) for layer in (features, top, middle)]
        return features, torch.cat([*means, middle.float().std(dim=(2, 3))], dim=1)


def normalised(pixels: Tensor) -> Tensor:
    """Bytes 0..255, shape (n, h, w, 3), as the backbone wants them: (n, 3, h, w), about -1..1."""
    x = pixels.permute(0, 3, 1, 2).float().sub_(127).div_(128)
    return x.contiguous(memory_format=torch.channels_last)


def _blocks() -> list[InvertedResidual]:
    blocks = []
    inputs = STEM_CHANNELS
    for kernel, stride, expansion, outputs, repeats in STAGES:
        for repeat in range(repeats):
            step = stride if repeat == 0 else 1
            blocks.append(InvertedResidual(inputs, outputs, kernel, step, expansion))
            inputs = outputs
    return blocks
