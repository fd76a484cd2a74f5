"""The figures of the model card: recall a sub-concept, false alarms a neutral class."""

from collections.abc import Sequence

import numpy as np

from classifiers.image.concepts import BLIND, CONCEPTS, FAMILIES, NEUTRAL
from classifiers.image.heads import Floats, log_odds
from classifiers.training.image.data import Example
from classifiers.training.image.folds import FOLDS, SOLE, fold_of
from classifiers.training.image.labels import AMBIGUOUS, CONCEPT_OF, OFFICIAL
from classifiers.training.image.operating import Mask, operating_points

ORDINARY = frozenset({"object", "home", "nature", "street"})
# Fewer pictures of a sub-concept do not say where to warn; up to some, and scenes, say less.
FEWEST, SOME, LESS = 6, 20, 0.5
SIGHTED = tuple(family for family in FAMILIES if family.name not in BLIND)
NEUTRAL_AT = tuple(CONCEPTS.index(name) for name in NEUTRAL)


def family_odds(logits: Floats) -> Floats:
    """The evidence for every family that may warn: (pictures, families) of logits (pictures, classes)."""
    members = [tuple(CONCEPTS.index(c) for c in family.concepts) for family in SIGHTED]
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
        wanted = [self._wanted(family.concepts, among) for family in SIGHTED]
        neutral = [(kind & ~self.seen)[among] for kind in (self.official, self.ordinary)]
        return operating_points(odds[among], (neutral[0], neutral[1]), wanted)

    def nested(self, odds: Floats) -> Mask:
        """Which families warn of which picture, with thresholds chosen without its fold."""
        warned = np.zeros(odds.shape, bool)
        for fold in range(FOLDS):
            limits = np.array(self.operating_points(odds, self.fold != fold))
            warned[self.fold == fold] = odds[self.fold == fold] > limits
        return warned

    def false_alarms(self, warned: Mask) -> tuple[float, ...]:
        """Official photos, those from owners that the heads never saw; ordinary photos, and those."""
        known, any_rule = ~self.seen, np.asarray(warned.any(axis=1))
        groups = (self.official, self.official & known, self.ordinary, self.ordinary & known)
        return tuple(round(float(any_rule[group].mean()), 3) for group in groups)

    def table(self, warned: Mask) -> list[str]:
        """Lines of Markdown: a sub-concept or a neutral class each."""
        lines = [
            "| sub-concept | rule | unseen: photos / owners | recall | any rule | seen owners | recall |"
        ]
        lines.append("|---|---|---|---|---|---|---|")
        for concept in dict.fromkeys(c for family in FAMILIES for c in family.concepts):
            rule = next(f.rule for f in FAMILIES if concept in f.concepts)
            own = np.asarray(warned[:, [i for i, f in enumerate(SIGHTED) if f.rule == rule]].any(axis=1))
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
            which = ", ".join(f"{SIGHTED[i].name} {hits[i]}" for i in np.argsort(-hits)[:3] if hits[i])
            a, b = (np.asarray(warned[kind].any(axis=1)) for kind in (new, old))
            lines.append(f"| {concept} | {len(a)} | {a.sum()} | {len(b)} | {b.sum()} | {which} |")
        return lines

    def _wanted(self, concepts: Sequence[str], among: Mask) -> list[tuple[Mask, float]]:
        wanted = []
        for concept in concepts:
            for scene in (False, True):
                mask = ((self.concept == concept) & (self.scene == scene))[among]
                weight = (1.0 if mask.sum() > SOME else LESS) * (LESS if scene else 1.0)
                wanted += [(mask, weight)] if mask.sum() >= FEWEST else []
        return wanted


def _share(warned: Mask) -> str:
    return f"{warned.mean():.2f}" if len(warned) else "–"
