"""Sensitivity: how much earlier or later than the rule book an agency wants to be warned of a rule.

A level moves a threshold a quarter of its way to certainty (+1 or +2: later, fewer warnings) or to zero
(-1 or -2: earlier, more warnings), at most half of the way: below half of its threshold a detector need not
give evidence, and a reason without evidence is none.
"""

from collections.abc import Mapping
from dataclasses import replace

from classifiers.verdict import Decision, Reason, Verdict

LEVELS = (-2, -1, 0, 1, 2)
ENCOURAGED_FROM = 0.5
_STEP = 0.25


def shifted(threshold: float, level: int) -> float:
    """The threshold at a level, 0..1.

    Raises:
        ValueError: there is no such level.
    """
    if level not in LEVELS:
        raise ValueError(f"no such level: {level}")
    way = 1 - threshold if level > 0 else threshold
    return threshold + _STEP * level * way


def reweighed(verdict: Verdict, levels: Mapping[str, int]) -> Verdict:
    """The judge's verdict as it is with these levels by rule; rules without a level stay as they are.

    Give it the judge's own verdict: levels do not add up when it is called twice.
    """
    if not any(levels.get(reason.rule) for reason in (*verdict.reasons, *verdict.below)):
        return verdict
    found = [
        replace(reason, threshold=shifted(reason.threshold, levels.get(reason.rule, 0)))
        for reason in (*verdict.reasons, *verdict.below)
    ]
    return weighed(verdict, found)


def weighed(verdict: Verdict, found: list[Reason]) -> Verdict:
    """The verdict with what was found: reasons are what reaches its threshold, strongest first."""
    found = sorted(found, key=lambda reason: reason.threshold - reason.score)
    reasons = tuple(reason for reason in found if reason.score >= reason.threshold)
    return replace(
        verdict,
        decision=Decision.WARN if reasons else Decision.APPROVE,
        reasons=reasons,
        below=tuple(reason for reason in found if reason.score < reason.threshold),
        encouraged=not reasons and verdict.remit >= ENCOURAGED_FROM,
    )
