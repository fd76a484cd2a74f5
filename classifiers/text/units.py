"""A text as the model judges it: its sentences, and windows of neighbouring sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.text.model import TextModel
from classifiers.text.normalise import Normalised
from classifiers.text.sentences import Span, sentences, windows

WINDOW_TOKENS = 96


@dataclass(frozen=True, slots=True)
class ScoredText:
    """A text cut into units, each with the probabilities of the labels, shape (units, labels)."""

    text: Normalised
    sentences: list[Span]
    windows: list[Span]
    by_sentence: NDArray[np.float32]
    by_window: NDArray[np.float32]


def cut(model: TextModel, text: str) -> tuple[list[Span], list[Span]]:
    """Spans of the sentences of a normalised text, and of its windows of up to `WINDOW_TOKENS`."""
    alone = sentences(text)
    lengths = model.lengths([text[slice(*span)] for span in alone])
    groups = windows(alone, lengths, WINDOW_TOKENS)
    return alone, [(alone[first][0], alone[last - 1][1]) for first, last in groups]


def score_units(model: TextModel, texts: Sequence[Normalised]) -> list[ScoredText]:
    """Judge the units of all texts together; what stands twice is judged once."""
    units = [(text, *cut(model, text.text)) for text in texts]
    words = [text.text[slice(*span)] for text, alone, grouped in units for span in (*alone, *grouped)]
    unique = list(dict.fromkeys(words))
    probabilities = model.probabilities(unique)
    row = {word: index for index, word in enumerate(unique)}
    result, at = [], 0
    for text, alone, grouped in units:
        rows = probabilities[[row[word] for word in words[at : at + len(alone) + len(grouped)]]]
        at += len(rows)
        result.append(ScoredText(text, alone, grouped, rows[: len(alone)], rows[len(alone) :]))
    return result
