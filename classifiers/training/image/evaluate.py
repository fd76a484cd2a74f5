"""The figures of the model card: recall a sub-concept, false alarms a neutral class."""

from collections.abc import Sequence

import numpy as np

from classifiers.image.concepts import BLIND, CONCEPTS, FAMILIES, NEAR, NEUTRAL
from classifiers.image.heads import Floats, log_odds
from classifiers.training.image.data import Example
from classifiers.training.image.folds import FOLDS, SOLE
from classifiers.training.image.labels import CONCEPT_OF, OFFICIAL, ORDINARY
from classifiers.training.image.operating import Mask, operating_points
from classifiers.training.image.train_heads import Indices

# Fewer pictures of a sub-concept do not say where to warn; up to some, scenes and minor concepts, say less.
FEWEST, SOME, LESS = 6, 20, 0.5
MINOR = frozenset({"casino", "karaoke", "sauna", "watch_jewellery", "religious_object", "clergy", "weapon"})
# An owner's pictures of a sub-concept count as at most so many.
MOST_OF_AN_OWNER = 10
# What false alarms on all official photos, ordinary photos and official scenes would cost, where missing all
# pictures of one sub-concept costs 1.
PRICES = (26.0, 18.0, 8.0)
SIGHTED = tuple(family for family in FAMILIES if family.name not in BLIND)
NEUTRAL_AT = tuple(CONCEPTS.index(name) for name in NEUTRAL if name not in NEAR)


def family_odds(logits: Floats) -> Floats:
    """The evidence for every family that may warn: (pictures, families) of logits (pictures, classes)."""
    members = [tuple(CONCEPTS.index(c) for c in family.concepts) for family in SIGHTED]
    return np.stack([log_odds(logits, concepts, NEUTRAL_AT) for concepts in members], axis=1)


class Figures:
    """Masks over the examples, and what thresholds mean for them."""

    def __init__(self, examples: Sequence[Example], folds: Indices) -> None:
        self.concept = np.array([CONCEPT_OF[example.label] for example in examples])
        self.scene = np.array([example.scene for example in examples])
        self.owner = np.array([example.owner for example in examples])
        self.fold = folds
        self.seen = np.isin(self.owner, list(SOLE))
        self.official = np.isin(self.concept, list(OFFICIAL))
        self.ordinary = np.isin(self.concept, list(ORDINARY))
        self.unseen = ~self.scene & ~self.seen
        self.weight = self._weights()

    def operating_points(self, odds: Floats, among: Mask | None = None) -> list[float]:
        """`operating.operating_points` of the pictures `among` (default: all)."""
        among = np.ones(len(odds), bool) if among is None else among
        gain = np.stack([self._gain(family.concepts, among) for family in SIGHTED], axis=1)
        return operating_points(odds[among], gain[among], self._price(among)[among])

    def nested(self, *odds: Floats) -> list[Mask]:
        """Which families warn of which picture, with thresholds chosen of the first odds without its fold."""
        warned = [np.zeros(looks.shape, bool) for looks in odds]
        for fold in range(FOLDS):
            held, limits = self.fold == fold, np.array(self.operating_points(odds[0], self.fold != fold))
            for result, looks in zip(warned, odds, strict=True):
                result[held] = looks[held] > limits
        return warned

    def false_alarms(self, warned: Mask) -> dict[str, str]:
        """Share of the pictures of each group that any rule warns of."""
        any_rule = np.asarray(warned.any(axis=1))
        near_miss = np.isin(self.concept, NEUTRAL) & ~self.official & ~self.ordinary
        kinds = {"official": self.official, "ordinary": self.ordinary, "near miss": near_miss}
        places = {
            "photos, unseen": self.unseen,
            "photos, seen": ~self.scene & self.seen,
            "scenes": self.scene,
        }
        groups = {f"{k}, {p}": kinds[k] & places[p] for k in kinds for p in places}
        return {n: f"{any_rule[g].mean():.3f} of {g.sum()}" for n, g in groups.items() if g.any()}

    def recalls(self, warned: Mask, small: Mask) -> list[str]:
        """Lines of Markdown, a sub-concept each; `small` are the warnings of photos made small."""
        lines = [
            "| sub-concept | rule | unseen photos / owners | recall | any rule | at 128 px | scenes | recall"
            " | seen photos | recall |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
        for concept in dict.fromkeys(c for family in FAMILIES for c in family.concepts):
            rule = next(f.rule for f in FAMILIES if concept in f.concepts)
            of_rule = [i for i, f in enumerate(SIGHTED) if f.rule == rule]
            own, own_small = (np.asarray(looks[:, of_rule].any(axis=1)) for looks in (warned, small))
            any_rule = np.asarray(warned.any(axis=1))
            new, scenes, old = (
                np.asarray((self.concept == concept) & kind)
                for kind in (self.unseen, self.scene, ~self.scene & self.seen)
            )
            lines.append(
                f"| {concept} | {rule} | {new.sum()} / {len(set(self.owner[new]))} | {self._share(own, new)}"
                f" | {self._share(any_rule, new)} | {self._share(own_small, new)}"
                f" | {scenes.sum()} | {self._share(own, scenes)} | {old.sum()} | {self._share(own, old)} |"
            )
        return lines

    def alarms(self, warned: Mask) -> list[str]:
        """Lines of Markdown, a neutral class each."""
        places = (self.unseen, self.scene, ~self.scene & self.seen)
        lines = ["| neutral class | unseen photos | scenes | seen photos | which |", "|---|---|---|---|---|"]
        for concept in NEUTRAL:
            kinds = [np.asarray((self.concept == concept) & place) for place in places]
            cells = [f"{warned[kind].any(axis=1).sum()} of {kind.sum()}" for kind in kinds]
            hits = warned[self.concept == concept].sum(axis=0)
            which = ", ".join(f"{SIGHTED[i].name} {hits[i]}" for i in np.argsort(-hits)[:3] if hits[i])
            lines.append(f"| {concept} | {' | '.join(cells)} | {which} |")
        return lines

    def _weights(self) -> Floats:
        _, group, sizes = np.unique(
            np.char.add(self.owner, self.concept), return_inverse=True, return_counts=True
        )
        weight = np.where(self.seen, 1.0, np.minimum(1.0, MOST_OF_AN_OWNER / sizes[group]))
        return weight.astype(np.float32)

    def _share(self, warned: Mask, group: Mask) -> str:
        return f"{np.average(warned[group], weights=self.weight[group]):.2f}" if group.any() else "–"

    def _gain(self, concepts: Sequence[str], among: Mask) -> Floats:
        """What a family's warnings are worth: each sub-concept 1 or less, dealt over its pictures."""
        gain = np.zeros(len(among), np.float32)
        for concept in concepts:
            for scene in (False, True):
                mask = (self.concept == concept) & (self.scene == scene) & among
                worth = (1.0 if mask.sum() > SOME else LESS) * (LESS if scene else 1.0)
                worth *= LESS if concept in MINOR else 1.0
                if mask.sum() >= FEWEST:
                    gain[mask] = worth * self.weight[mask] / self.weight[mask].sum()
        return gain

    def _price(self, among: Mask) -> Floats:
        price = np.zeros(len(among), np.float32)
        groups = (self.official & self.unseen, self.ordinary & self.unseen, self.official & self.scene)
        for group, whole in zip(groups, PRICES, strict=True):
            price[group & among] = whole / max(1, (group & among).sum())
        return price
