"""The development pictures: where they are, their label and their source's owner."""

import csv
from dataclasses import dataclass
from pathlib import Path

from classifiers.training.image.labels import MISLABELLED


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled picture.

    Attributes:
        path: the file.
        label: the label of the index, one of the keys of `concepts.LABELS`.
        owner: who the picture comes from; pictures of one owner are never split.
        scene: from MiniPlaces, 128×128 pixels.
    """

    path: Path
    label: str
    owner: str
    scene: bool


def read_index(root: Path, scenes_a_label: int = 300) -> list[Example]:
    """All photos and the first `scenes_a_label` scenes of each label under `root`/images and /images2."""
    examples = []
    seen: dict[str, int] = {}
    for folder in ("images", "images2"):
        with (root / folder / "index.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                scene, path = row["kind"] == "scene", root / folder / row["path"]
                seen[row["label"]] = seen.get(row["label"], 0) + scene
                # Photos may share a label with scenes ("office").
                if path.stem not in MISLABELLED and (not scene or seen[row["label"]] <= scenes_a_label):
                    examples.append(Example(path, row["label"], _owner(row["source"]), scene))
    return examples


def _owner(source: str) -> str:
    if source.startswith(("MiniPlaces", "Caltech-101")):
        return source.split()[0]
    return source.split("/")[0]
