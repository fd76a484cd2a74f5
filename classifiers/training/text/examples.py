"""What the network is trained on: whole lines, their sentences, windows, disguises and mixtures."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from classifiers.text.normalise import normalise
from classifiers.text.sentences import Span, sentences, windows
from classifiers.training.text.augment import disguised, other_emoji
from classifiers.training.text.corpus import UNKNOWN, Line, RealText, Target, target

LONGEST_UNIT = 420
PIECES = 3
"""An epoch takes one piece of a text in so many."""
WINDOW = 330
"""Characters of a window: about the 96 tokens of the detector's."""
EMOJI_CHANGED = 0.25


@dataclass(frozen=True, slots=True)
class Example:
    """One training input.

    Attributes:
        text: not yet normalised.
        target: 1, 0 or `UNKNOWN` for each label.
        trusted: False where an unlabelled text may break a rule unseen.
    """

    text: str
    language: str
    target: Target
    trusted: bool = True


def from_lines(lines: Sequence[Line], names: Sequence[str], chance: random.Random) -> list[Example]:
    """The lines themselves and, of several sentences, some sentences, pairs and windows."""
    return [example for line in lines for example in _units(line, names, chance)]


def _units(line: Line, names: Sequence[str], chance: random.Random) -> list[Example]:
    whole = target(names, line)
    spans = sentences(line.text)
    units = [] if len(line.text) > LONGEST_UNIT and line.spans else [Example(line.text, line.language, whole)]
    if len(spans) < 2 or (line.rules and not line.spans):
        return units
    groups = windows(spans, [end - start for start, end in spans], WINDOW)
    runs = [(spans[first][0], spans[last - 1][1]) for first, last in groups]
    pairs = [(a[0], b[1]) for a, b in zip(spans[::2], spans[1::2], strict=False)]
    whole_text = (spans[0][0], spans[-1][1])
    pieces = [piece for piece in dict.fromkeys((*spans, *pairs, *runs)) if piece != whole_text]
    some = chance.sample(pieces, -(-len(pieces) // PIECES))
    return units + [Example(line.text[a:b], line.language, _piece(line, whole, (a, b))) for a, b in some]


def _piece(line: Line, whole: Target, piece: Span) -> Target:
    if not line.rules or any(start < piece[1] and piece[0] < end for start, end in line.spans):
        return whole
    clean = np.zeros_like(whole)
    clean[-1] = UNKNOWN
    return clean


def from_real(texts: Iterable[RealText], names: Sequence[str], chance: random.Random) -> list[Example]:
    """Ordinary text as examples of no broken rule; of a long one, a random run of sentences."""
    clean = np.zeros(len(names), dtype=np.float32)
    clean[-1] = UNKNOWN
    return [
        Example(
            _some_sentences(text.text, chance), "kk" if text.source[:2] == "kk" else "ru", clean, text.trusted
        )
        for text in texts
    ]


def _some_sentences(text: str, chance: random.Random) -> str:
    spans = sentences(text)
    first = chance.randrange(len(spans))
    last = min(len(spans), first + chance.randint(1, 4))
    return text[spans[first][0] : spans[last - 1][1]][:LONGEST_UNIT]


def mixtures(examples: Sequence[Example], count: int, chance: random.Random) -> list[Example]:
    """Two or three short examples in one text: it breaks every rule that one of them breaks."""
    short = [example for example in examples if len(example.text) < 160]
    return [_joined(chance.sample(short, chance.choice([2, 2, 3])), chance) for _ in range(count)]


def _joined(parts: Sequence[Example], chance: random.Random) -> Example:
    text = chance.choice([" ", "\n", ". "]).join(part.text for part in parts)
    merged = np.max([part.target for part in parts], axis=0)
    merged[-1] = UNKNOWN
    return Example(text, parts[0].language, merged, all(part.trusted for part in parts))


def prepared(example: Example, share: float, chance: random.Random) -> str:
    """The normalised text; a `share` of the examples is disguised first, a quarter changes its emoji."""
    text = other_emoji(example.text, chance) if chance.random() < EMOJI_CHANGED else example.text
    if chance.random() < share:
        text = disguised(text, example.language, chance)
    return normalise(text).text or text
