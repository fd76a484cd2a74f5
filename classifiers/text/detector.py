"""Scores the text of drafts: the model for meaning, patterns for what must not be guessed."""

from classifiers.detection import Detector


def load_text_detector(model: str) -> Detector:
    """The text detector; `model` names a folder or hub model, empty for the files in the repository."""
    raise NotImplementedError
