"""Caches what the frozen part of the backbone says of every view: the expensive step, done once.

`views.npz` holds which picture a row is of; `mid.npy` the map after block 15, shape
(rows, 17, 17, 120), float16; `top.npy` the pooled features, shape (rows, 1280), float16.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from classifiers.image.backbone import normalised
from classifiers.image.quantised import channels_last
from classifiers.training.image.augment import clean_view, random_view
from classifiers.training.image.convert_backbone import pretrained
from classifiers.training.image.data import Example

PHOTO_VIEWS = 4
SCENE_VIEWS = 1
BATCH = 8


def extract(examples: Sequence[Example], folder: Path, seed: int = 0) -> None:
    """Write the cache of `examples` to `folder`: view 0 of each is clean, the others random."""
    rows = [
        (i, v) for i, e in enumerate(examples) for v in range(1 + (SCENE_VIEWS if e.scene else PHOTO_VIEWS))
    ]
    folder.mkdir(parents=True, exist_ok=True)
    mid = np.lib.format.open_memmap(folder / "mid.npy", "w+", np.float16, (len(rows), 17, 17, 120))
    top = np.lib.format.open_memmap(folder / "top.npy", "w+", np.float16, (len(rows), 1280))
    model = channels_last(pretrained()[0])
    start = 0
    views = _views(examples, rows, seed)
    while chunk := list(islice(views, BATCH)):
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            lower = model.lower(normalised(torch.from_numpy(np.stack(chunk))))
            upper = model.upper(lower).float().mean((2, 3))
        mid[start : start + len(chunk)] = lower.float().permute(0, 2, 3, 1).numpy()
        top[start : start + len(chunk)] = upper.numpy()
        start += len(chunk)
        if start // BATCH % 100 == 0:
            print(f"{start} of {len(rows)} views", flush=True)
    np.savez(folder / "views.npz", example=[i for i, _ in rows], view=[v for _, v in rows])


def _views(examples: Sequence[Example], rows: Sequence[tuple[int, int]], seed: int) -> Iterator[np.ndarray]:
    for index, view in rows:
        with Image.open(examples[index].path) as file:
            image = file.convert("RGB")
        rng = random.Random(f"{seed} {index} {view}")
        yield np.asarray(clean_view(image) if view == 0 else random_view(image, rng))
