"""Builds the judge from the settings: the one place that knows every detector."""

from dataclasses import dataclass
from pathlib import Path

import torch

from classifiers.detection import Detector
from classifiers.judge import Judge
from classifiers.rules import RuleBook


@dataclass(frozen=True, slots=True)
class JudgeConfig:
    """What the judge is made of.

    Attributes:
        policy_dir: a folder of policy files; None for the package's own.
        text_model: a folder or hub name of a text model; empty for the files in the repository.
        image_model: a folder or hub name of a CLIP or SigLIP model; empty for the files in the repository.
        threads: CPU threads of a forward pass.
    """

    policy_dir: Path | None = None
    text_model: str = ""
    image_model: str = ""
    threads: int = 2


def load_judge(config: JudgeConfig) -> Judge:
    """Load the rule book and the models.

    Raises:
        PolicyError: the policy files are wrong.
        ModelError: a model that was asked for by name cannot be loaded.
    """
    torch.set_num_threads(config.threads)
    rulebook = RuleBook.load(config.policy_dir)
    return Judge(rulebook, load_detectors(config, rulebook))


def load_detectors(config: JudgeConfig, rulebook: RuleBook) -> list[Detector]:
    """The detectors for text, pictures and words in pictures, in the order in which they are asked."""
    from classifiers.image.detector import load_image_detector
    from classifiers.image.ocr import OcrDetector
    from classifiers.text.detector import load_text_detector

    text = load_text_detector(config.text_model)
    return [text, load_image_detector(rulebook, config.image_model), OcrDetector(text)]
