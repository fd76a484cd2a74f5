"""Calibrate the text model: `python -m classifiers.training.text.calibrate --model DIR --data DIR`.

Platt scaling a label on the lines with split "dev" and held-out real text (Platt, "Probabilistic outputs
for support vector machines", 1999). Then the lowest threshold, the same for every rule, that gives at most
3 % false alarms on near misses and 0.5 % on real ordinary text, all rules together; a rule whose clean
texts all stay below it is lowered half the way to the highest of them. (Eighteen positive lines a rule do
not carry a threshold of their own.) Writes the scaling into the model's adep.json and the thresholds into
the policy files.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from classifiers.rules import POLICY_DIR
from classifiers.text.detector import ENCOURAGED, TextDetector
from classifiers.text.model import WEIGHTS, TextModel
from classifiers.training.text.corpus import labels, read_lines, read_real, target
from classifiers.training.text.reviewed import reviewed_rows
from classifiers.training.text.scoring import Scores, score

NEAR_BUDGET = 0.03
REAL_BUDGET = 0.005
LOWEST = 0.25
REAL_IN_SCALING = 500
"""Real texts in the scaling: with thousands the prior of a violation would be that of nobody's drafts."""


def main() -> None:
    """Parse the command line, calibrate, print the thresholds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=WEIGHTS)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/text"))
    parser.add_argument("--real", type=int, default=3000, help="held-out real texts at most")
    parser.add_argument("--keep-thresholds", action="store_true", help="write the scaling only")
    arguments = parser.parse_args()
    names = labels()
    lines = [line for line in read_lines() if line.split == "dev"]
    real = clean_real(arguments.data, arguments.real)
    truth = np.array([*(target(names, line) for line in lines), *([np.zeros(len(names))] * len(real))])
    texts = [*(line.text for line in lines), *real]
    used = len(lines) + REAL_IN_SCALING
    fit_scaling(arguments.model, texts[:used], truth[:used], len(lines))
    scores = score(TextDetector(TextModel.load(arguments.model)), texts, names).rules
    thresholds = choose_thresholds(scores, truth[:, :-1], len(lines))
    for name, threshold in zip(names, thresholds, strict=False):
        print(f"{name:24} {threshold:.2f}")
        if not arguments.keep_thresholds:
            write_threshold(POLICY_DIR / f"{name}.yaml", threshold)


def clean_real(data: Path, most: int) -> list[str]:
    """Held-out real texts that are ordinary for certain: news, and what somebody read and found clean."""
    seen = reviewed_rows()
    texts = [
        text.text
        for text in read_real(data)
        if text.held_out and seen.get((text.source, text.row), () if text.trusted else ("unread",)) == ()
    ]
    return texts[:most]


def fit_scaling(folder: Path, texts: list[str], truth: Scores, lines: int) -> None:
    """Write slope and offset a label; the "encouraged" label is fitted on the written lines only."""
    path = folder / "adep.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["calibration"] = [[1.0, 0.0]] * len(config["labels"])
    path.write_text(json.dumps(config, indent=1), encoding="utf-8")
    found = score(TextDetector(TextModel.load(folder)), texts, config["labels"])
    raw = np.column_stack([found.rules, found.encouraged])
    pairs = []
    for index, name in enumerate(config["labels"]):
        count = lines if name == ENCOURAGED else len(texts)
        pairs.append(platt(raw[:count, index], truth[:count, index]))
    config["calibration"] = pairs
    path.write_text(json.dumps(config, indent=1), encoding="utf-8")


def platt(probabilities: Scores, truth: Scores) -> list[float]:
    """Slope (kept positive) and offset for the log-odds of uncalibrated probabilities."""
    clipped = np.clip(probabilities, 1e-6, 1 - 1e-6)
    odds = np.log(clipped / (1 - clipped))[:, None]
    fitted = LogisticRegression(C=1.0).fit(odds, truth > 0.5)
    return [max(0.05, float(fitted.coef_[0, 0])), float(fitted.intercept_[0])]


def choose_thresholds(scores: Scores, truth: Scores, lines: int) -> Scores:
    """A threshold a rule; see the module's docstring.

    Args:
        scores: probabilities (texts, rules), first of written lines, then of real texts.
        truth: 1 where the text breaks the rule.
        lines: how many of the texts are written lines.
    """
    clean = np.asarray(truth.max(axis=1) == 0)
    highest = scores.max(axis=1)
    near, real = highest[:lines][clean[:lines]], highest[lines:]
    common = max(np.quantile(near, 1 - NEAR_BUDGET), np.quantile(real, 1 - REAL_BUDGET), LOWEST)
    cleanest = scores[clean].max(axis=0)
    lowered = np.maximum((common + cleanest) / 2, LOWEST)
    chosen: Scores = np.where(cleanest < common, lowered, common)
    return np.asarray(np.round(chosen + 0.005, 2))


def write_threshold(file: Path, threshold: float) -> None:
    """Change the text threshold in a policy file and nothing else.

    Raises:
        ValueError: the file has no text threshold.
    """
    text = file.read_text(encoding="utf-8")
    changed, count = re.subn(
        r"(threshold:\n(?:  image: .*\n)?  text: )[\d.]+", rf"\g<1>{threshold:.2f}", text
    )
    if count != 1:
        raise ValueError(f"{file}: no text threshold")
    file.write_text(changed, encoding="utf-8")


if __name__ == "__main__":
    main()
