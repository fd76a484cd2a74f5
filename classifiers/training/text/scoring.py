"""Scores of whole drafts as the bot sees them: the arrays that calibration and evaluation share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.draft import Draft
from classifiers.text.detector import TextDetector
from classifiers.text.model import NOT_RULES

Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scored:
    """Probabilities (texts, rules) 0..1 from the whole detector, patterns included, and the encouragement."""

    rules: Scores
    encouraged: Scores


def score(detector: TextDetector, texts: Sequence[str], names: Sequence[str], batch: int = 64) -> Scored:
    """Judge texts in batches; an empty text scores 0 everywhere."""
    rules, encouraged = [], []
    codes = [name for name in names if name not in NOT_RULES]
    for at in range(0, len(texts), batch):
        for found in detector.detect([Draft(text) for text in texts[at : at + batch]]):
            rules.append([found.scores.get(code, 0.0) for code in codes])
            encouraged.append(found.encouraged or 0.0)
    return Scored(np.array(rules), np.array(encouraged))


def expected_calibration_error(scores: Scores, truth: Scores, bins: int = 10) -> float:
    """Mean distance between the probability and the frequency over equal-width bins, weighted by count.

    Guo et al., "On Calibration of Modern Neural Networks", 2017.
    """
    place = np.minimum((scores * bins).astype(int), bins - 1)
    gaps = [
        abs(scores[place == b].mean() - truth[place == b].mean()) * (place == b).sum()
        for b in range(bins)
        if (place == b).any()
    ]
    return float(sum(gaps) / len(scores))
