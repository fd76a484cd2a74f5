"""Caption and picture together: a caption of an inspection lowers a picture's score, a boast raises it.

The rule, in the open: scores are compared as log-odds. A caption that itself shows at least `SUSPICION` of
the same rule adds `BOAST` to the picture's log-odds. Otherwise a caption that reads as a post on the author's
own remit (encouraged at least `REMIT`) takes `WORK` off. Without a caption nothing changes. `NEVER_LOWERED`
names the rules that a good caption does not excuse: what is wrong with the picture is wrong under any words.
"""

from collections.abc import Mapping
from math import exp, log

SUSPICION = 0.3
REMIT = 0.6
SMALLEST = 1e-9
BOAST = 1.0
WORK = 1.5
NEVER_LOWERED = frozenset({"indecent_appearance", "personal_data", "restricted_information"})


def with_caption(
    image: Mapping[str, float], text: Mapping[str, float], encouraged: float | None
) -> dict[str, float]:
    """Picture scores as seen with the caption.

    Args:
        image: probability a rule from the picture, 0..1.
        text: probability a rule from the caption, 0..1; empty without a caption.
        encouraged: probability that the caption is a work post, 0..1; None if not known.

    Returns:
        A probability, 0..1, for every rule of `image`.
    """
    return {rule: _shifted(score, _shift(rule, text, encouraged)) for rule, score in image.items()}


def _shift(rule: str, text: Mapping[str, float], encouraged: float | None) -> float:
    if text.get(rule, 0.0) >= SUSPICION:
        return BOAST
    if encouraged is not None and encouraged >= REMIT and rule not in NEVER_LOWERED:
        return -WORK
    return 0.0


def _shifted(probability: float, shift: float) -> float:
    if shift == 0.0 or not SMALLEST < probability < 1 - SMALLEST:
        return probability
    return 1 / (1 + exp(-(log(probability / (1 - probability)) + shift)))
