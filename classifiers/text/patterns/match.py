"""What a recogniser returns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex


@dataclass(frozen=True, slots=True)
class Match:
    """A certain sign of a broken rule at [start, end) of the normalised text.

    Attributes:
        score: how sure the pattern is, 0..1; it competes with the model's probability by maximum.
    """

    rule: str
    start: int
    end: int
    score: float


Recogniser = Callable[[str], Iterator[Match]]


def around(text: str, start: int, end: int, reach: int) -> str:
    """The text within `reach` characters of [start, end) on the same and the neighbouring lines, lower case."""
    return text[max(0, start - reach) : end + reach].lower()


def compiled(*alternatives: str) -> "regex.Pattern[str]":
    """One case-insensitive pattern out of alternatives."""
    return regex.compile("|".join(f"(?:{part})" for part in alternatives), regex.IGNORECASE)
