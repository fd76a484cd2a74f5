"""Yahoo's open_nsfw in plain torch: how indecent is a picture.

Weights and method: https://github.com/yahoo/open_nsfw (BSD-2-Clause), a ResNet-50 with half the filters,
He et al. 2015, https://arxiv.org/abs/1512.03385, with the stride on a stage's first convolution as Caffe
has it. Batch normalisation is folded into the convolutions. Called indecent from 0.8, decent below 0.2 by
its authors.
"""

import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

# channels within a bottleneck, blocks, stride: one line a stage.
STAGES = ((32, 3, 1), (64, 4, 2), (128, 6, 2), (256, 3, 2))
SQUARE, CROP = 256, 224
BGR_MEANS = (104.0, 117.0, 123.0)


class Bottleneck(nn.Module):
    """Narrow, filter, widen; added to the input or to its projection."""

    def __init__(self, inputs: int, width: int, stride: int, *, first: bool) -> None:
        super().__init__()
        self.narrow = nn.Conv2d(inputs, width, 1, stride)
        self.filter = nn.Conv2d(width, width, 3, padding=1)
        self.shortcut = nn.Conv2d(inputs, width * 4, 1, stride) if first else None
        self.widen = nn.Conv2d(width, width * 4, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (n, inputs, h, w) to (n, 4 × width, h / stride, w / stride)."""
        y = functional.relu(self.narrow(x))
        y = self.widen(functional.relu(self.filter(y)))
        return functional.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class OpenNsfw(nn.Module):
    """The network: `forward` gives the indecency of each picture, shape (n,), 0..1."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 64, 7, 2, padding=3)
        blocks: list[nn.Module] = []
        inputs = 64
        for width, count, stride in STAGES:
            for i in range(count):
                blocks.append(Bottleneck(inputs, width, stride if i == 0 else 1, first=i == 0))
                inputs = width * 4
        self.blocks = nn.Sequential(*blocks)
        self.classes = nn.Linear(inputs, 2)

    def forward(self, x: Tensor) -> Tensor:
        """The indecency of pictures as made by `prepared`."""
        return self.indecency(self.feature_map(x))

    def feature_map(self, x: Tensor) -> Tensor:
        """The last map before pooling, shape (n, 1024, h / 32, w / 32)."""
        x = functional.relu(self.stem(x))
        # Zero padding right and below alone, as the Keras port has it; after ReLU zero is the least value.
        return torch.as_tensor(self.blocks(functional.max_pool2d(functional.pad(x, (0, 1, 0, 1)), 3, 2)))

    def indecency(self, feature_map: Tensor) -> Tensor:
        """Probability 0..1 a picture, shape (n,), of a feature map."""
        share: Tensor = self.classes(feature_map.mean((2, 3))).softmax(1)[:, 1]
        return share


def prepared(pixels: Tensor) -> Tensor:
    """Bytes 0..255 of RGB squares, shape (n, 224, 224, 3), as the network wants them: BGR less its means."""
    x = pixels.flip(3).float() - torch.tensor(BGR_MEANS)
    return x.permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)


def square(image: Image.Image) -> Image.Image:
    """The part of an upright RGB picture that the network sees: squeezed to 256×256, its middle 224×224."""
    edge = (SQUARE - CROP) // 2
    small = image.resize((SQUARE, SQUARE), Image.Resampling.BILINEAR)
    return small.crop((edge, edge, edge + CROP, edge + CROP))
