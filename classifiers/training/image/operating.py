"""Chooses where each family warns: what a miss and what a false alarm cost, together, is made least.

Thresholds are set one family at a time, the others resting, until all have had four turns. Whether a picture
passes a threshold is counted softly (`SOFT`): with hard counts the thresholds settle in gaps between the few
neutral pictures that come near, and pictures of other owners do not respect the gaps.
"""

import numpy as np
import numpy.typing as npt

from classifiers.image.heads import Floats

Mask = npt.NDArray[np.bool_]

SOFT = 0.3
TURNS = 4
# Candidates: what this share of the neutral pictures passes.
PASSING = np.geomspace(0.0005, 0.12, 40)


def operating_points(odds: Floats, gain: Floats, price: Floats) -> list[float]:
    """One threshold of the log-odds a family.

    Args:
        odds: shape (pictures, families).
        gain: what it is worth that a family warns of a picture, shape (pictures, families).
        price: what a warning of a picture costs, whatever the family, shape (pictures,); 0 for violations.
    """
    levels = [np.quantile(column, 1 - PASSING) for column in odds[price > 0].T]
    passing = [
        _passing(column[:, None] - level).astype(np.float32)
        for column, level in zip(odds.T, levels, strict=True)
    ]
    worth = [gain[:, k] @ passed for k, passed in enumerate(passing)]
    at = [0] * len(levels)
    for turn in range(TURNS * len(levels)):
        k = turn % len(levels)
        quiet = [1 - passing[j][:, at[j]] for j in range(len(levels)) if j != k]
        cost = (price * np.prod(quiet, axis=0)) @ passing[k]
        at[k] = int(np.argmax(worth[k] - cost))
    return [float(level[i]) for level, i in zip(levels, at, strict=True)]


def slope(odds: Floats, operating: float, positive: Mask, negative: Mask) -> float:
    """Platt's slope about the operating point: the least log-loss, both kinds weighing alike, 0.5 to 2.

    Flatter slopes would lift plain pictures to where a boasting caption alone makes a reason (context.py).
    """
    slopes = np.geomspace(0.5, 2.0, 30)
    moved = odds - operating
    losses = [
        np.logaddexp(0, -s * moved[positive]).mean() + np.logaddexp(0, s * moved[negative]).mean()
        for s in slopes
    ]
    return float(slopes[int(np.argmin(losses))])


def _passing(distance: Floats) -> Floats:
    share: Floats = 1 / (1 + np.exp(-np.clip(distance / SOFT, -30, 30)))
    return share
