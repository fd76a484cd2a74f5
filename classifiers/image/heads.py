"""The heads: from features to families of sub-concepts, and from these to a probability a rule.

One linear softmax tells all sub-concepts and neutral classes apart. The evidence for a family is the
log-odds of its share against the neutral classes; the shares of other families and of neutral classes next
door (`concepts.NEAR`) hardly count (`OTHERS`): a feast with bottles is both, and a yacht lies in a harbour.
Moved so that its operating point lies at 0.5 and stretched as fitted on held-out sources (Platt 1999), it is
a probability; a rule is the strongest of its families.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from classifiers.image.quantised import load_quantised

Floats = npt.NDArray[np.float32]
# Measured on held-out sources: more loses recall, least on scenes; 0 gains nothing more.
OTHERS = 0.03
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Unit:
    """One family as trained: probability = sigmoid(slope × (log-odds − operating))."""

    name: str
    rule: str
    concepts: tuple[int, ...]
    slope: float
    operating: float

    def probability(self, odds: float) -> float:
        """Of log-odds, 0..1; 0.5 is where to warn."""
        return float(1 / (1 + np.exp(-np.clip(self.slope * (odds - self.operating), -60, 60))))


@dataclass(frozen=True, slots=True)
class Heads:
    """Linear heads: `weight` of shape (classes, features), `bias` of shape (classes,), and the families."""

    weight: Floats
    bias: Floats
    neutral: tuple[int, ...]
    units: tuple[Unit, ...]
    version: str

    @classmethod
    def load(cls, path: Path) -> "Heads":
        """Read the heads' file.

        Raises:
            FileNotFoundError: there is none.
            ValueError: it is damaged.
        """
        state, metadata = load_quantised(path)
        try:
            about = json.loads(metadata["heads"])
            units = tuple(Unit(**{**unit, "concepts": tuple(unit["concepts"])}) for unit in about["units"])
            weight, bias = state["weight"].numpy(), state["bias"].numpy()
            return cls(weight, bias, tuple(about["neutral"]), units, about["version"])
        except (KeyError, TypeError) as error:
            raise ValueError(f"{path}: not the heads of this version: {error}") from error

    def logits(self, features: Floats) -> Floats:
        """Of pooled features, shape (…, features): shape (…, classes)."""
        logits: Floats = features @ self.weight.T + self.bias
        return logits

    def probabilities(self, logits: Floats) -> dict[str, float]:
        """Of one picture's logits: a probability a family, 0..1."""
        return {
            unit.name: unit.probability(float(log_odds(logits, unit.concepts, self.neutral)))
            for unit in self.units
        }

    def rule_scores(self, probabilities: Mapping[str, float]) -> dict[str, float]:
        """The strongest family of each rule, 0..1."""
        scores: dict[str, float] = {}
        for unit in self.units:
            scores[unit.rule] = max(probabilities[unit.name], scores.get(unit.rule, 0.0))
        return scores

    def heat(self, rule: str, logits: Floats, feature_map: Floats) -> Floats:
        """What each place of the last map, shape (1280, h, w), adds to the rule's winning sub-concept."""
        found = self.probabilities(logits)
        unit = max((unit for unit in self.units if unit.rule == rule), key=lambda unit: found[unit.name])
        winner = max(unit.concepts, key=lambda concept: logits[concept])
        direction = self.weight[winner] - self.weight[list(self.neutral)].mean(axis=0)
        heat: Floats = np.tensordot(direction[: len(feature_map)], feature_map, axes=1)
        return heat


def log_odds(logits: Floats, concepts: tuple[int, ...], neutral: tuple[int, ...]) -> Floats:
    """The evidence for a family.

    Args:
        logits: shape (…, classes).
        concepts: the family's classes.
        neutral: the neutral classes.

    Returns:
        Shape (…).
    """
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    own = shares[..., list(concepts)].sum(axis=-1)
    plain = shares[..., list(neutral)].sum(axis=-1)
    others = shares.sum(axis=-1) - own - plain
    odds: Floats = np.log(own + TINY) - np.log(plain + OTHERS * others.clip(0) + TINY)
    return odds
