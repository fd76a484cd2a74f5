from pathlib import Path

import numpy as np

from classifiers.image.concepts import BLIND, CONCEPTS, FAMILIES, NEAR, NEUTRAL
from classifiers.training.image.data import Example
from classifiers.training.image.folds import SOLE, folds_of
from classifiers.training.image.labels import CONCEPT_OF, OFFICIAL, ORDINARY
from classifiers.training.image.operating import operating_points


def test_families_and_labels_name_known_classes():
    assert {family.name for family in FAMILIES} >= BLIND
    assert set(NEUTRAL) >= NEAR | OFFICIAL | ORDINARY
    assert not OFFICIAL & ORDINARY
    assert set(CONCEPT_OF.values()) == set(CONCEPTS)


def test_pictures_of_one_owner_are_never_split_but_of_sole_sources():
    examples = [
        Example(Path(f"{owner}{i}.jpg"), label, owner, scene=False)
        for owner in ("a", "b", "c", "d", "MiniPlaces")
        for label in ("restaurant", "yacht")
        for i in range(12)
    ]
    folds = folds_of(examples)
    owned = {owner: {f for f, e in zip(folds, examples, strict=True) if e.owner == owner} for owner in "abcd"}
    assert all(len(of_owner) == 1 for of_owner in owned.values())
    assert set.union(*owned.values()) == {0, 1, 2}
    assert len({f for f, e in zip(folds, examples, strict=True) if e.owner in SOLE}) == 3


def two_families(price: float) -> list[float]:
    rng = np.random.default_rng(0)
    odds = rng.normal(0, 1, (600, 2)).astype(np.float32)
    odds[:200, 0] += 6
    odds[200:400, 1] += 1
    gain, costs = np.zeros((600, 2), np.float32), np.zeros(600, np.float32)
    gain[:200, 0] = gain[200:400, 1] = 1 / 200
    costs[400:] = price / 200
    return operating_points(odds, gain, costs)


def test_a_family_that_is_told_apart_warns_and_one_that_is_not_hardly_does():
    apart, alike = two_families(price=10)
    assert 1.5 < apart < 4
    assert alike > 2


def test_dearer_false_alarms_raise_the_thresholds():
    assert all(dear >= cheap for dear, cheap in zip(two_families(40), two_families(2), strict=True))
