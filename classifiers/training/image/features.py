"""Caches what the frozen backbone says of every view: the expensive step, done once.

`views.npz` holds, a view each, which picture it is of and its kind; `top.npy` what the heads read, shape
(views, POOLED), float16.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from classifiers.image.backbone import SIZE, normalised
from classifiers.image.quantised import channels_last
from classifiers.image.views import views, whole
from classifiers.training.image.augment import random_view
from classifiers.training.image.convert_backbone import pretrained
from classifiers.training.image.data import Example

# As the detector looks, at random, the whole photo made as small as the scenes are; and all of them once
# more at another size: heads that learnt two sizes warned of fewer official photos for the same recall.
SHOWN, RANDOM, SMALL, AGAIN = range(4)
PHOTO_SIZE, SCENE_SIZE = 384, 260
PHOTO_VIEWS, SCENE_VIEWS = 2, 1
SMALL_SIDE = 128
BATCH = 4

View = tuple[int, int, Image.Image]


def extract(examples: Sequence[Example], folder: Path, seed: int = 0) -> None:
    """Write the cache of `examples` to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    model = channels_last(pretrained()[0])
    pictures, kinds, top = [], [], []
    source = _all_views(examples, seed)
    for chunk in _batches(source):
        pixels = np.stack([np.asarray(image) for _, _, image in chunk])
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            top.append(model.look(normalised(torch.from_numpy(pixels)))[1].half().numpy())
        pictures += [picture for picture, _, _ in chunk]
        kinds += [kind for _, kind, _ in chunk]
        if len(top) % 100 == 0:
            print(f"{len(pictures)} views, picture {pictures[-1]} of {len(examples)}", flush=True)
    np.save(folder / "top.npy", np.concatenate(top))
    np.savez(folder / "views.npz", picture=pictures, kind=kinds)


def _batches(source: Iterator[View]) -> Iterator[list[View]]:
    """Runs of views of one size, `BATCH` at most."""
    for _, same in groupby(source, lambda view: view[2].size):
        while chunk := list(islice(same, BATCH)):
            yield chunk


def _all_views(examples: Sequence[Example], seed: int) -> Iterator[View]:
    for index, example in enumerate(examples):
        yield from _views(index, example, seed, SIZE)
    for index, example in enumerate(examples):
        for _, _, view in _views(index, example, seed, SCENE_SIZE if example.scene else PHOTO_SIZE):
            yield index, AGAIN, view


def _views(index: int, example: Example, seed: int, size: int) -> Iterator[View]:
    with Image.open(example.path) as file:
        image = file.convert("RGB")
    for view in views(image, size):
        yield index, SHOWN, view
    for number in range(SCENE_VIEWS if example.scene else PHOTO_VIEWS):
        yield index, RANDOM, random_view(image, random.Random(f"{seed} {index} {number}"), size)
    if not example.scene:
        yield index, SMALL, _small(image, size)


def _small(image: Image.Image, size: int) -> Image.Image:
    small = image.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.BILINEAR)
    return whole(small, size)
