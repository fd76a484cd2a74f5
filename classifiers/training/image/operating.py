"""Chooses where each family warns: the most recall for the false alarms that can be borne.

Greedy: from thresholds that nothing neutral passes, the threshold that buys most recall for its share of
the two budgets is lowered, until a budget is spent. Recall is the mean of sub-concepts, so that rare ones
count.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from classifiers.image.heads import Floats

Mask = npt.NDArray[np.bool_]

# False alarms of all rules together, on official pictures and on mixed ordinary ones.
BUDGETS = (0.035, 0.05)
RANKS = (0, 1, 2, 3, 4, 6, 8, 10, 13, 16, 20, 25, 30, 36, 44, 52, 62, 75, 90, 110, 130)
STRIDES = (1, 2, 3, 5)


def operating_points(
    odds: Floats, neutral: tuple[Mask, Mask], wanted: Sequence[Sequence[Mask]], starts: Sequence[int]
) -> list[float]:
    """One threshold of the log-odds a family.

    Args:
        odds: shape (pictures, families).
        neutral: masks of the official and of the mixed ordinary pictures.
        wanted: a family's sub-concepts, a mask each; a family without any keeps the strictest threshold.
        starts: index into `RANKS` of each family's first threshold, which it never goes above.
    """
    levels = [np.sort(column[neutral[0] | neutral[1]])[::-1][list(RANKS)] for column in odds.T]
    recall = [[_recall(odds[:, k], level, wanted[k]) for level in levels[k]] for k in range(len(levels))]
    at = [start if masks else 1 for start, masks in zip(starts, wanted, strict=True)]
    spent = _spent(odds, levels, at, neutral)
    while True:
        options = []
        for k in range(len(levels)):
            for step in STRIDES:
                if not wanted[k] or at[k] + step >= len(RANKS):
                    continue
                tried = [*at[:k], at[k] + step, *at[k + 1 :]]
                cost = _spent(odds, levels, tried, neutral)
                gain = recall[k][tried[k]] - recall[k][at[k]]
                if max(cost) <= 1 and gain > 0:
                    options.append((gain / (sum(cost) - sum(spent) + 0.01), tried, cost))
        if not options:
            return [float(level[i]) for level, i in zip(levels, at, strict=True)]
        _, at, spent = max(options, key=lambda option: option[0])


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


def _recall(odds: Floats, level: float, concepts: Sequence[Mask]) -> float:
    # A sub-concept of few pictures decides less.
    return sum(float((odds[mask] > level).mean()) * (1.0 if mask.sum() > 20 else 0.5) for mask in concepts)


def _spent(
    odds: Floats, levels: Sequence[Floats], at: Sequence[int], neutral: tuple[Mask, Mask]
) -> tuple[float, ...]:
    """The share of each budget that thresholds use."""
    limits = np.array([level[i] for level, i in zip(levels, at, strict=True)])
    warned = np.asarray((odds > limits).any(axis=1))
    return tuple(float(warned[mask].mean()) / budget for mask, budget in zip(neutral, BUDGETS, strict=True))
