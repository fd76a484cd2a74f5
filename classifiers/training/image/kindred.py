"""ImageNet's classes that are kin to our sub-concepts.

The heads start from the mean of these rows of the classifier that came with the backbone and are pulled
back to it: a thousand pictures of each class stand behind a row, more than our sources have of a yacht or a
rifle.
"""

import torch
from torch import Tensor

from classifiers.image.concepts import CONCEPTS

KINDRED: dict[str, tuple[int, ...]] = {
    "bottle_or_glass": (440, 907, 441, 572, 966, 503),
    "canteen_or_home_food": (923, 924, 925, 926, 933, 934, 935, 959, 963, 965, 962, 927, 928),
    "casino": (800,),
    "church_inside": (406, 884),
    "church_outside": (497, 663, 442),
    "coffee": (967, 968, 504, 505),
    "construction": (517, 866),
    "document": (916, 549),
    "drawing": (917,),
    "drugs": (845, 720),
    "harbor": (536,),
    "home": (831, 564, 894, 493),
    "luxury_car": (817, 511, 627),
    "mosque_outside": (668,),
    "nature": (970, 972, 975, 976, 977, 978, 979),
    "office": (527, 526, 664, 681, 620),
    "ordinary_car": (656, 436, 468, 717, 654),
    "palace": (698,),
    "portrait": (834, 906),
    "poster": (921, 922),
    "restaurant": (762,),
    "sport": (890, 805, 430, 422, 543),
    "stage": (819,),
    "street": (920, 919, 829),
    "swimwear": (445, 638, 639, 842),
    "temple": (832,),
    "watch_jewellery": (531, 826, 679),
    "weapon": (413, 764, 763, 597),
    "yacht": (914, 484, 871, 814, 780),
}


def prior(classes: Tensor) -> Tensor:
    """Where the heads start.

    Args:
        classes: ImageNet's weight, shape (1000, features).

    Returns:
        Shape (len(CONCEPTS), features); zero for a sub-concept without kin.
    """
    centred = classes - classes.mean(dim=0)
    nothing = torch.zeros_like(centred[0])
    return torch.stack([centred[list(KINDRED[c])].mean(dim=0) if c in KINDRED else nothing for c in CONCEPTS])
