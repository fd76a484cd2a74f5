"""Calibrate the text model: `python -m classifiers.training.text.calibrate --model DIR --data DIR`.

Platt scaling on the lines with split "dev" and held-out real text (Platt, "Probabilistic outputs for support
vector machines", 1999), for a rule on two logits: its own and that of any violation. Then the lowest
threshold, the same for every rule, that gives at most 3 % false alarms on near misses and 0.5 % on real
ordinary text, all rules together. (About 70 positive lines a rule do not carry a threshold of their own.)
Writes the scaling into the model's adep.json and the threshold into the policy files.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from classifiers.rules import POLICY_DIR
from classifiers.text.detector import TextDetector
from classifiers.text.model import ENCOURAGED, VIOLATION, WEIGHTS, TextModel
from classifiers.text.normalise import normalise
from classifiers.text.units import cut
from classifiers.training.text.corpus import labels, read_lines, read_real, rules_of, target
from classifiers.training.text.reviewed import reviewed_rows
from classifiers.training.text.scoring import Scores, score

NEAR_BUDGET = 0.03
REAL_BUDGET = 0.005
LOWEST = 0.25
OFFSET_FREEDOM = 0.5
"""How freely a rule may differ from the others: about 70 positive lines a rule carry little more."""
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
    threshold = choose_threshold(scores, truth[:, : len(rules_of(names))], len(lines))
    print(f"threshold of every rule: {threshold:.2f}")
    if not arguments.keep_thresholds:
        for name in rules_of(names):
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
    """Write the scaling of every label; "encouraged" is fitted on the written lines only."""
    path = folder / "adep.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    names = config["labels"]
    found = strongest(TextModel.load(folder), texts)
    scaling = np.zeros((len(names), 3))
    scaling[: len(rules_of(names))] = platt_of_rules(found, truth)
    scaling[names.index(VIOLATION)] = one_platt(found[:, -2, 0], truth[:, -2])
    scaling[names.index(ENCOURAGED)] = one_platt(found[:lines, -1, 0], truth[:lines, -1])
    config["calibration"] = scaling.round(4).tolist()
    path.write_text(json.dumps(config, indent=1), encoding="utf-8")


def strongest(model: TextModel, texts: list[str]) -> Scores:
    """Logits of each label and of the violation in the unit where their sum is highest.

    Returns:
        Shape (texts, labels, 2).
    """
    violation = model.labels.index(VIOLATION)
    result = np.zeros((len(texts), len(model.labels), 2))
    for row, text in enumerate(texts):
        words = normalise(text).text
        logits = model.logits([words[slice(*span)] for part in cut(model, words) for span in part])
        best = (logits + logits[:, violation, None]).argmax(axis=0)
        result[row] = np.stack([logits[best, np.arange(len(best))], logits[best, violation]], axis=1)
    return result


def platt_of_rules(found: Scores, truth: Scores) -> Scores:
    """Common slopes for all rules, an offset a rule: shape (rules, 3)."""
    rules = truth.shape[1] - 2
    which = np.tile(np.eye(rules), (len(found), 1))
    features = np.hstack([found[:, :rules].reshape(-1, 2), which * OFFSET_FREEDOM])
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(features, truth[:, :rules].reshape(-1) > 0.5)
    own, common, *offsets = fitted.coef_[0]
    shifts = np.array(offsets) * OFFSET_FREEDOM + fitted.intercept_[0]
    return np.column_stack([np.full(rules, own), np.full(rules, max(common, 0.0)), shifts])


def one_platt(logits: Scores, truth: Scores) -> Scores:
    """Slope and offset of a label by itself: (slope, 0, offset)."""
    fitted = LogisticRegression(C=1.0).fit(logits[:, None], truth > 0.5)
    return np.array([max(0.05, float(fitted.coef_[0, 0])), 0.0, float(fitted.intercept_[0])])


def choose_threshold(scores: Scores, truth: Scores, lines: int) -> float:
    """The threshold of every rule; see the module's docstring.

    Args:
        scores: probabilities (texts, rules), first of written lines, then of real texts.
        truth: 1 where the text breaks the rule.
        lines: how many of the texts are written lines.
    """
    clean = np.asarray(truth.max(axis=1) == 0)
    highest = scores.max(axis=1)
    near, real = highest[:lines][clean[:lines]], highest[lines:]
    common = max(np.quantile(near, 1 - NEAR_BUDGET), np.quantile(real, 1 - REAL_BUDGET), LOWEST)
    return round(float(common) + 0.005, 2)


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
