"""Trains the linear heads on cached features: a softmax over all sub-concepts and neutral classes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from classifiers.image.concepts import CONCEPTS
from classifiers.training.image.kindred import prior

Indices = npt.NDArray[np.int64]

EPOCHS = 6
BATCH = 1024
RATE = 5e-4
DECAY = 5.0
# How much of ImageNet's rows the heads start from: 0.7 was better than 0, 0.5 and 1 on held-out sources.
PRIOR = 0.7


@dataclass(frozen=True, slots=True)
class Views:
    """Cached views: features, shape (views, 1280); the picture and the class of each, shape (views,)."""

    features: Tensor
    picture: Indices
    concept: Tensor

    def weights(self) -> Tensor:
        """A view's weight: rare classes count more (inverse root), a picture's views share its weight."""
        counts = np.bincount(self.picture)
        classes = torch.bincount(self.concept, minlength=len(CONCEPTS)).clamp_min(1)
        weight = classes[self.concept].double() ** -0.5 / torch.from_numpy(counts[self.picture])
        return (weight / weight.mean()).float()


def train(views: Views, rows: Indices, imagenet: Tensor, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Train on the given rows.

    Returns:
        The heads' weight, shape (classes, 1280), and bias, shape (classes,), for features as they come.
    """
    generator = torch.Generator().manual_seed(seed)
    mean, spread = views.features.mean(dim=0), views.features.std(dim=0) + 1e-3
    base = prior(imagenet) * spread * PRIOR
    moved, bias = torch.zeros_like(base, requires_grad=True), torch.zeros(len(base), requires_grad=True)
    weights, chosen = views.weights(), torch.from_numpy(rows)
    steps = EPOCHS * (len(rows) // BATCH)
    optimiser = torch.optim.AdamW([moved, bias], lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        order = chosen[torch.randperm(len(chosen), generator=generator)]
        for batch in order[: len(order) // BATCH * BATCH].view(-1, BATCH):
            x = (views.features[batch] - mean) / spread
            logits = functional.linear(x, base + moved, bias)
            losses = functional.cross_entropy(logits, views.concept[batch], reduction="none")
            optimiser.zero_grad()
            (losses * weights[batch]).mean().backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    weight = (base + moved.detach()) / spread
    return weight, bias.detach() - weight @ mean
