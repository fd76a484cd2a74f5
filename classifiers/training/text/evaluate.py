"""Measure the text judge: `python -m classifiers.training.text.evaluate --data DIR [--split test]`.

Prints Markdown: recall and precision by rule and language on the written lines of a split that was written by
other authors than the training lines, false alarms by source of real text that was held out, calibration.
"""

import argparse
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from classifiers.draft import Draft
from classifiers.rules import RuleBook
from classifiers.text.detector import TextDetector
from classifiers.text.model import WEIGHTS, TextModel
from classifiers.training.text.augment import disguised
from classifiers.training.text.corpus import Line, labels, read_lines, read_real, rules_of, target
from classifiers.training.text.scoring import Scores, expected_calibration_error, score
from classifiers.training.text.tables import draft_table, false_alarms, mistakes, rule_table
from classifiers.verdict import TextSpan


def main() -> None:
    """Parse the command line and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=WEIGHTS)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/text"))
    parser.add_argument("--split", default="test")
    parser.add_argument("--real", type=int, default=1500, help="held-out real texts a source at most")
    parser.add_argument("--missed", action="store_true", help="print the wrong lines")
    arguments = parser.parse_args()
    names = labels()
    detector = TextDetector(TextModel.load(arguments.model))
    thresholds = text_thresholds(names)
    _written(detector, arguments.split, thresholds, names, show=arguments.missed)
    real = [text for text in read_real(arguments.data) if text.held_out]
    for row in false_alarms(detector, real, thresholds, names, arguments.real, show=arguments.missed):
        print(row)


def text_thresholds(names: Sequence[str]) -> Scores:
    """The rule book's threshold for text by label; 2 (never reached) for a rule of pictures only."""
    book = RuleBook.load()
    return np.array([book[name].threshold.get("text", 2.0) for name in rules_of(names)])


def _written(
    detector: TextDetector, split: str, thresholds: Scores, names: Sequence[str], *, show: bool
) -> None:
    lines = [line for line in read_lines() if line.split == split]
    found = score(detector, [line.text for line in lines], names)
    warned = found.rules >= thresholds
    print("\n".join([*rule_table(lines, warned, names), *draft_table(lines, np.asarray(warned.any(axis=1)))]))
    truth = np.array([target(names, line) for line in lines])
    rules = range(len(rules_of(names)))
    errors = [expected_calibration_error(found.rules[:, i], truth[:, i]) for i in rules]
    print(f"\nexpected calibration error, mean over the rules: {np.mean(errors):.4f}")
    work, clean = truth[:, -1] > 0.5, truth[:, :-1].max(axis=1) == 0
    hits = found.encouraged >= 0.5
    print(f"encouraged: {hits[work].mean():.3f} of work posts, {hits[clean & ~work].mean():.3f} of others")
    print("\n".join(robustness(detector, lines, thresholds, names)))
    print("\n".join(evidence_overlap(detector, lines, thresholds, names)))
    if show:
        print("\n".join(mistakes(lines, found.rules, warned, names)))


def robustness(
    detector: TextDetector, lines: Sequence[Line], thresholds: Scores, names: Sequence[str]
) -> Iterable[str]:
    """The same lines, each disguised once by a seeded random change of typing."""
    chance = random.Random(1)
    texts = [disguised(line.text, line.language, chance) for line in lines]
    warned = np.asarray((score(detector, texts, names).rules >= thresholds).any(axis=1))
    bad = np.array([bool(line.rules) for line in lines])
    yield f"\ndisguised: warned {warned[bad].mean():.3f} of violations, {warned[~bad].mean():.3f} of others"


def evidence_overlap(
    detector: TextDetector, lines: Sequence[Line], thresholds: Scores, names: Sequence[str]
) -> Iterable[str]:
    """Hits on lines with marked words: how many point at a mark, and with how much of the text."""
    limit = dict(zip(names, thresholds, strict=False))
    marked = [line for line in lines if line.spans]
    hits, shares = [], []
    for line, found in zip(marked, detector.detect([Draft(line.text) for line in marked]), strict=True):
        for rule in line.rules:
            if found.scores.get(rule, 0.0) >= limit[rule]:
                first = found.evidence[rule][0]
                assert isinstance(first, TextSpan)  # noqa: S101 - the text detector gives nothing else
                hits.append(any(first.start < end and start < first.end for start, end in line.spans))
                shares.append((first.end - first.start) / len(line.text))
    if hits:
        yield f"evidence: {len(hits)} hits, {np.mean(hits):.3f} on a mark, {np.mean(shares):.2f} of the text"


if __name__ == "__main__":
    main()
