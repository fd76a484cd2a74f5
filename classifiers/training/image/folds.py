"""Held-out sources: each photo is judged by heads that saw none of its owner's pictures.

Owners are dealt to the folds so that each fold has its share of every sub-concept: by a hash, 90 of 97
restaurants fell to one fold of three, and its heads had seen seven.

`SOLE` owners are the only source of a class (scenes, drinkers, ordinary cars, screenshots): held out whole,
their class would be missing from training as well, and the figures would be those of other heads. They are
split by picture, and their figures, which are of a source that was seen, are reported apart.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from classifiers.image.concepts import CONCEPTS
from classifiers.image.heads import Floats
from classifiers.training.image.data import Example
from classifiers.training.image.labels import CONCEPT_OF
from classifiers.training.image.train_heads import Indices, Views, train

FOLDS = 3
# Fewer pictures of a sub-concept do not decide where their owner goes.
COUNTED_FROM = 10
SOLE = frozenset(
    {"MiniPlaces", "Caltech-101", "18F", "vtcong21", "muhammadammad846", "alkiswahumrahcab-cmyk", "dermotte"}
)


def folds_of(examples: Sequence[Example]) -> Indices:
    """The fold in which each picture is held out, shape (pictures,)."""
    dealt = _dealt(examples)
    return np.array([dealt.get(example.owner, _by_name(example)) for example in examples])


def _by_name(example: Example) -> int:
    return int(hashlib.sha256(example.path.name.encode()).hexdigest(), 16) % FOLDS


def _dealt(examples: Sequence[Example]) -> dict[str, int]:
    """A fold an owner: those with the largest part of a sub-concept first, each where it is missed most."""
    owned: dict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        if example.owner not in SOLE:
            owned[example.owner][CONCEPT_OF[example.label]] += 1
    total: Counter[str] = sum(owned.values(), Counter())
    held: list[Counter[str]] = [Counter() for _ in range(FOLDS)]
    fold = {}
    for owner in sorted(owned, key=lambda owner: (-_largest_part(owned[owner], total), owner)):
        fold[owner] = min(range(FOLDS), key=lambda f: _crowding(held[f], owned[owner], total))
        held[fold[owner]].update(owned[owner])
    return fold


def _largest_part(own: Mapping[str, int], total: Mapping[str, int]) -> float:
    return max((n / total[c] for c, n in own.items() if total[c] >= COUNTED_FROM), default=0.0)


def _crowding(held: Counter[str], own: Mapping[str, int], total: Mapping[str, int]) -> float:
    return sum(((held[c] + n) ** 2 - held[c] ** 2) / total[c] ** 2 for c, n in own.items())


def held_out_logits(folds: Indices, views: Views, looks: Sequence[Indices], imagenet: Tensor) -> list[Floats]:
    """Logits, shape (pictures, classes), by heads that did not see the fold.

    Of each picture the mean over its views, once for each kind of look: the rows that it is made of; not a
    number for pictures without one.
    """
    logits = [np.zeros((len(folds), len(CONCEPTS)), np.float32) for _ in looks]
    for fold in range(FOLDS):
        weight, bias = train(views, np.flatnonzero(folds[views.picture] != fold), imagenet)
        for rows, result in zip(looks, logits, strict=True):
            held = rows[folds[views.picture[rows]] == fold]
            with torch.inference_mode():
                np.add.at(result, views.picture[held], (views.features[held] @ weight.T + bias).numpy())
    counts = [np.bincount(views.picture[rows], minlength=len(folds)).astype(np.float32) for rows in looks]
    with np.errstate(invalid="ignore"):
        return [result / count[:, None] for result, count in zip(logits, counts, strict=True)]
