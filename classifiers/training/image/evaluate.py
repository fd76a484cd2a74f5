"""The figures of the model card: recall a sub-concept, false alarms a neutral class."""

from collections.abc import Sequence

import numpy as np

from classifiers.image.concepts import CONCEPTS, FAMILIES, NEUTRAL
from classifiers.image.heads import Floats, log_odds
from classifiers.training.image.data import Example
from classifiers.training.image.folds import FOLDS, SOLE, fold_of
from classifiers.training.image.labels import AMBIGUOUS, CONCEPT_OF, OFFICIAL
from classifiers.training.image.operating import Mask, operating_points

ORDINARY = frozenset({"object", "home", "nature", "street"})
# These rules matter most and their families start from this rank of about 1,500 neutral photos: a choice,
# no measurement.
SURE = {"luxury_car": 4, "alcohol": 5, "smoking": 4, "restaurant": 4, "venue": 5}
STARTS = tuple(SURE.get(family.name, 1) for family in FAMILIES)
NEUTRAL_AT = tuple(CONCEPTS.index(name) for name in NEUTRAL)


def family_odds(logits: Floats) -> Floats:
    """The evidence for every family, shape (pictures, families), of logits, shape (pictures, classes)."""
    members = [tuple(CONCEPTS.index(c) for c in family.concepts) for family in FAMILIES]
    return np.stack([log_odds(logits, concepts, NEUTRAL_AT) for concepts in members], axis=1)


class Figures:
    """Masks over the examples, and what thresholds mean for them."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.concept = np.array([CONCEPT_OF[example.label] for example in examples])
        self.scene = np.array([example.scene for example in examples])
        self.owner = np.array([example.owner for example in examples])
        self.seen = np.isin(self.owner, list(SOLE))
        self.fold = np.array([fold_of(example) for example in examples])
        self.official = np.isin(self.concept, list(OFFICIAL)) & ~self.scene
        self.ordinary = np.isin(self.concept, list(ORDINARY)) & ~self.scene
        self.ambiguous = np.isin(self.concept, list(AMBIGUOUS))

    def operating_points(self, odds: Floats, among: Mask | None = None) -> list[float]:
        """`operating.operating_points` of the pictures `among` (default: all)."""
        among = np.ones(len(odds), bool) if among is None else among
        wanted = [[m[among] for m in self._wanted(f.concepts)] for f in FAMILIES]
        wanted = [
            [m for m in masks if m.sum() >= 6] if f.name != "drugs" else []
            for f, masks in zip(FAMILIES, wanted, strict=True)
        ]
        return operating_points(odds[among], (self.official[among], self.ordinary[among]), wanted, STARTS)

    def nested_false_alarms(self, odds: Floats) -> tuple[float, ...]:
        """False alarms with thresholds chosen without the fold: official photos, ordinary photos.

        Each of all photos, and of those from owners that the heads never saw.
        """
        warned = np.zeros(len(odds), bool)
        for fold in range(FOLDS):
            limits = np.array(self.operating_points(odds, self.fold != fold))
            warned[self.fold == fold] = (odds[self.fold == fold] > limits).any(axis=1)
        known = ~self.seen
        groups = (self.official, self.official & known, self.ordinary, self.ordinary & known)
        return tuple(round(float(warned[group].mean()), 3) for group in groups)

    def table(self, odds: Floats, limits: Sequence[float]) -> list[str]:
        """Lines of Markdown: a sub-concept or a neutral class each."""
        warned = odds > np.array(limits)
        lines = [
            "| sub-concept | rule | unseen: photos / owners | recall | any rule | seen owners | recall |"
        ]
        lines.append("|---|---|---|---|---|---|---|")
        for concept in dict.fromkeys(c for family in FAMILIES for c in family.concepts):
            rule = next(f.rule for f in FAMILIES if concept in f.concepts)
            own = np.asarray(warned[:, [i for i, f in enumerate(FAMILIES) if f.rule == rule]].any(axis=1))
            new, old = (np.asarray((self.concept == concept) & (self.seen == seen)) for seen in (False, True))
            lines.append(
                f"| {concept} | {rule} | {new.sum()} / {len(set(self.owner[new]))} | {_share(own[new])}"
                f" | {_share(np.asarray(warned[new].any(axis=1)))} | {old.sum()} | {_share(own[old])} |"
            )
        lines += [
            "",
            "| neutral class | unseen owners | false alarms | seen owners | false alarms | which |",
            "|---|---|---|---|---|---|",
        ]
        for concept in NEUTRAL:
            new, old = (np.asarray((self.concept == concept) & (self.seen == seen)) for seen in (False, True))
            hits = warned[new | old].sum(axis=0)
            which = ", ".join(f"{FAMILIES[i].name} {hits[i]}" for i in np.argsort(-hits)[:3] if hits[i])
            a, b = (np.asarray(warned[kind].any(axis=1)) for kind in (new, old))
            lines.append(f"| {concept} | {len(a)} | {a.sum()} | {len(b)} | {b.sum()} | {which} |")
        return lines

    def _wanted(self, concepts: Sequence[str]) -> list[Mask]:
        return [(self.concept == c) & (self.scene == s) for c in concepts for s in (False, True)]


def _share(warned: Mask) -> str:
    return f"{warned.mean():.2f}" if len(warned) else "–"
