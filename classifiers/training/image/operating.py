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

# False alarms of all rules together on official and on mixed ordinary photos of owners not trained on. Below
# what is wanted (3 % and 5 %): owners that did not help to choose give up to twice as many.
BUDGETS = (0.0125, 0.035)
# Log-odds on top of each threshold, for the same reason.
MARGIN = 0.25
RANKS = (*range(12), 13, 15, 18, 21, 25, 30, 36, 44, 52, 62)
STRIDES = (1, 2, 3, 5)


def operating_points(
    odds: Floats, neutral: tuple[Mask, Mask], wanted: Sequence[Sequence[tuple[Mask, float]]]
) -> list[float]:
    """One threshold of the log-odds a family.

    Args:
        odds: shape (pictures, families).
        neutral: masks of the official and of the mixed ordinary pictures.
        wanted: a family's sub-concepts, each a mask and how much its recall counts.
    """
    plain = odds[neutral[0] | neutral[1]]
    levels = [np.float32(MARGIN) + np.sort(column)[::-1][list(RANKS)] for column in plain.T]
    recall = [[_recall(odds[:, k], level, wanted[k]) for level in levels[k]] for k in range(len(levels))]
    at = [0] * len(levels)
    spent = _spent(odds, levels, at, neutral)
    while True:
        options = []
        for k in range(len(levels)):
            for step in STRIDES:
                if at[k] + step >= len(RANKS):
                    continue
                tried = [*at[:k], at[k] + step, *at[k + 1 :]]
                gain = recall[k][tried[k]] - recall[k][at[k]]
                cost = _spent(odds, levels, tried, neutral) if gain > 0 else (2.0,)
                if max(cost) <= 1:
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


def _recall(odds: Floats, level: float, concepts: Sequence[tuple[Mask, float]]) -> float:
    return sum(float((odds[mask] > level).mean()) * weight for mask, weight in concepts)


def _spent(
    odds: Floats, levels: Sequence[Floats], at: Sequence[int], neutral: tuple[Mask, Mask]
) -> tuple[float, ...]:
    """The share of each budget that thresholds use."""
    limits = np.array([level[i] for level, i in zip(levels, at, strict=True)])
    pairs = zip(neutral, BUDGETS, strict=True)
    return tuple(float((odds[mask] > limits).any(axis=1).mean()) / budget for mask, budget in pairs)
