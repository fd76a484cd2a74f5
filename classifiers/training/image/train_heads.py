"""Trains the linear heads on cached features: a softmax over all sub-concepts and neutral classes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from classifiers.image.backbone import FEATURES
from classifiers.image.concepts import CONCEPTS
from classifiers.training.image.kindred import prior

Indices = npt.NDArray[np.int64]

# Of views at two sizes, 24 of one size: with a quarter of that the scenes were learnt less well.
EPOCHS = 12
BATCH = 1024
RATE = 5e-4
DECAY = 10.0
# How much of ImageNet's rows the heads start from: 0.7 was better than 0, 0.5 and 1 on held-out sources.
PRIOR = 0.7
# A source owner's weight within a class grows with this power of its views: one family of casino pictures
# must not stand for all casinos. 0.25 was better than 1 (all views alike) and 0.5 on held-out sources.
OWNER_POWER = 0.25


@dataclass(frozen=True, slots=True)
class Views:
    """Cached views.

    Attributes:
        features: shape (views, POOLED).
        picture: which picture each is of, shape (views,).
        concept: its class, shape (views,).
        owner: a number for its source's owner, shape (views,).
    """

    features: Tensor
    picture: Indices
    concept: Tensor
    owner: Indices

    def weights(self, rows: Indices) -> Tensor:
        """The weight of each of the rows: rare classes, and in a class small owners, count more."""
        concept = self.concept[torch.from_numpy(rows)].numpy()
        views = np.bincount(self.picture)[self.picture[rows]]
        classes = np.bincount(concept, minlength=len(CONCEPTS))
        plain = classes[concept] ** -0.5 / views
        _, group, sizes = np.unique(
            self.owner[rows] * len(CONCEPTS) + concept, return_inverse=True, return_counts=True
        )
        balanced = plain * sizes[group] ** (OWNER_POWER - 1.0)
        # A class as a whole keeps its weight.
        kept = np.bincount(concept, plain, len(CONCEPTS)) / np.maximum(
            np.bincount(concept, balanced, len(CONCEPTS)), 1e-12
        )
        weight = balanced * kept[concept]
        return torch.from_numpy(weight / weight.mean()).float()


def train(views: Views, rows: Indices, imagenet: Tensor, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Train on the given rows.

    Returns:
        The heads' weight, shape (classes, POOLED), and bias, shape (classes,), for features as they come.
    """
    generator = torch.Generator().manual_seed(seed)
    mean, spread = views.features[rows].mean(dim=0), views.features[rows].std(dim=0) + 1e-3
    base = torch.zeros(len(CONCEPTS), views.features.shape[1])
    base[:, :FEATURES] = prior(imagenet) * spread[:FEATURES] * PRIOR
    moved, bias = torch.zeros_like(base, requires_grad=True), torch.zeros(len(base), requires_grad=True)
    weights = torch.zeros(len(views.features))
    weights[rows], chosen = views.weights(rows), torch.from_numpy(rows)
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
