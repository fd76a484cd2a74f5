"""Scores the text of drafts: the model for meaning, patterns for what must not be guessed."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from classifiers.detection import Detection, Detector
from classifiers.draft import Draft
from classifiers.errors import ModelError
from classifiers.text import patterns
from classifiers.text.model import ENCOURAGED, NOT_RULES, WEIGHTS, TextModel
from classifiers.text.normalise import Normalised, normalise
from classifiers.text.patterns.match import Match
from classifiers.text.sentences import Span, clauses
from classifiers.text.units import ScoredText, score_units
from classifiers.verdict import TextSpan, Where

log = logging.getLogger(__name__)

EVIDENCE_FROM = 0.1
NARROW_FROM = 0.3
LONG_EVIDENCE = 120
KEPT_BY_CLAUSE = 0.85
MOST_SPANS = 3


class TextDetector:
    """Judges sentences and windows of sentences; a rule's score is the highest of any unit or pattern.

    Without a model the patterns still speak, and "text" is named as not evaluated.
    """

    where = Where.TEXT

    def __init__(self, model: TextModel | None) -> None:
        self._model = model

    @property
    def version(self) -> str:
        """The model's version, or that there is none."""
        return self._model.version if self._model else "patterns only"

    def detect(self, drafts: Sequence[Draft]) -> list[Detection]:
        """One detection a draft; the units of all drafts share the model's batches."""
        texts = [normalise(draft.text) for draft in drafts]
        if self._model is None:
            return [self._by_patterns(draft, text) for draft, text in zip(drafts, texts, strict=True)]
        scored = score_units(self._model, texts)
        return [
            self._detection(self._model, draft, item) if item.sentences else Detection()
            for draft, item in zip(drafts, scored, strict=True)
        ]

    def _by_patterns(self, draft: Draft, text: Normalised) -> Detection:
        if not text.text.strip():
            return Detection()
        matches = _matches(draft.text, text)
        scores = {rule: score for rule, (score, _) in matches.items()}
        return Detection(scores, {rule: spans for rule, (_, spans) in matches.items()}, None, ("text",))

    def _detection(self, model: TextModel, draft: Draft, item: ScoredText) -> Detection:
        best = np.maximum(item.by_sentence.max(0), item.by_window.max(0))
        scores = {label: float(best[i]) for i, label in enumerate(model.labels) if label not in NOT_RULES}
        evidence = {
            rule: self._evidence(model, draft.text, item, model.labels.index(rule))
            for rule, score in scores.items()
            if score >= EVIDENCE_FROM
        }
        for rule, (score, spans) in _matches(draft.text, item.text).items():
            if score >= scores.get(rule, 0.0):
                evidence[rule] = spans
            scores[rule] = max(score, scores.get(rule, 0.0))
        return Detection(scores, evidence, _encouraged(model, item))

    def _evidence(
        self, model: TextModel, original: str, item: ScoredText, label: int
    ) -> tuple[TextSpan, ...]:
        """The sentences that carry the rule, strongest first; a window where no sentence does alone."""
        alone, together = item.by_sentence[:, label], item.by_window[:, label]
        if alone.max() < 0.5 * together.max():
            return (_span(original, item.text, item.windows[int(together.argmax())]),)
        order = [int(i) for i in np.argsort(-alone)[:MOST_SPANS] if alone[i] >= 0.6 * alone.max()]
        return tuple(
            _span(original, item.text, _narrowed(model, item, item.sentences[i], float(alone[i]), label))
            for i in order
        )


def _narrowed(model: TextModel, item: ScoredText, span: Span, score: float, label: int) -> Span:
    """The clause that keeps most of a long sentence's score, or the sentence."""
    parts = clauses(item.text.text, span)
    if span[1] - span[0] <= LONG_EVIDENCE or len(parts) < 2 or score < NARROW_FROM:
        return span
    values = model.probabilities([item.text.text[slice(*part)] for part in parts])[:, label]
    best = int(values.argmax())
    return parts[best] if values[best] >= KEPT_BY_CLAUSE * score else span


def _encouraged(model: TextModel, item: ScoredText) -> float:
    """The share of the text, by length, in windows that read as work posts, weighted by their probability."""
    values = item.by_window[:, model.labels.index(ENCOURAGED)]
    return float(np.average(values, weights=[end - start for start, end in item.windows]))


def _matches(original: str, text: Normalised) -> Mapping[str, tuple[float, tuple[TextSpan, ...]]]:
    found: dict[str, list[Match]] = {}
    for match in patterns.find_all(text.text):
        found.setdefault(match.rule, []).append(match)
    return {
        rule: (
            max(match.score for match in matches),
            tuple(_span(original, text, (match.start, match.end)) for match in matches[:MOST_SPANS]),
        )
        for rule, matches in found.items()
    }


def _span(original: str, text: Normalised, span: Span) -> TextSpan:
    start, end = text.span(*span)
    return TextSpan(start, end, original[start:end])


def load_text_detector(model: str = "") -> Detector:
    """The text detector; `model` names a folder, empty for the files in the repository.

    Raises:
        ModelError: a model that was asked for by name cannot be loaded. The default files may be missing:
            then the detector says of every text that it was not evaluated.
    """
    if model:
        return TextDetector(TextModel.load(Path(model)))
    try:
        return TextDetector(TextModel.load(WEIGHTS))
    except ModelError as error:
        log.warning("%s", error)
        return TextDetector(None)
