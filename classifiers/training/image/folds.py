"""Held-out sources: each photo is judged by heads that saw none of its owner's pictures.

`SOLE` owners are the only source of a class (scenes, drinkers, ordinary cars, screenshots): held out whole,
their class would be missing from training as well, and the figures would be those of other heads. They are
split by picture, and their figures, which are of a source that was seen, are reported apart.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from classifiers.image.concepts import CONCEPTS
from classifiers.image.heads import Floats
from classifiers.training.image.data import Example
from classifiers.training.image.train_heads import Indices, Views, train

FOLDS = 6
SOLE = frozenset(
    {"MiniPlaces", "Caltech-101", "18F", "vtcong21", "muhammadammad846", "alkiswahumrahcab-cmyk", "dermotte"}
)


def fold_of(example: Example) -> int:
    """The fold in which a picture is held out."""
    key = example.path.name if example.owner in SOLE else example.owner
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


def held_out_logits(examples: Sequence[Example], views: Views, shown: Indices, imagenet: Tensor) -> Floats:
    """Logits, shape (pictures, classes), by heads that did not see the fold.

    Of each picture the mean over its views in `shown`: what the detector looks at.
    """
    folds = np.array([fold_of(example) for example in examples])
    logits = np.zeros((len(examples), len(CONCEPTS)), np.float32)
    looks = np.bincount(views.picture[shown], minlength=len(examples)).astype(np.float32)
    for fold in range(FOLDS):
        weight, bias = train(views, np.flatnonzero(folds[views.picture] != fold), imagenet)
        held = shown[folds[views.picture[shown]] == fold]
        with torch.inference_mode():
            np.add.at(logits, views.picture[held], (views.features[held] @ weight.T + bias).numpy())
    mean: Floats = logits / looks[:, None]
    return mean
