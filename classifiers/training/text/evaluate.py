"""Measure the text judge: `python -m classifiers.training.text.evaluate --data DIR [--split test]`.

Prints Markdown: recall and precision by rule and language on the written lines of a split that was written by
other authors than the training lines, false alarms by source of real text that was held out, calibration.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from classifiers.rules import RuleBook
from classifiers.text.detector import TextDetector
from classifiers.text.model import WEIGHTS, TextModel
from classifiers.training.text.corpus import Line, RealText, labels, read_lines, read_real, target
from classifiers.training.text.scoring import Flags, Scores, expected_calibration_error, score


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
    return np.array([book[name].threshold.get("text", 2.0) for name in names[:-1]])


def _written(
    detector: TextDetector, split: str, thresholds: Scores, names: Sequence[str], *, show: bool
) -> None:
    lines = [line for line in read_lines() if line.split == split]
    found = score(detector, [line.text for line in lines], names)
    warned = found.rules >= thresholds
    print("\n".join([*rule_table(lines, warned, names), *draft_table(lines, np.asarray(warned.any(axis=1)))]))
    truth = np.array([target(names, line) for line in lines])
    rules = range(len(names) - 1)
    errors = [expected_calibration_error(found.rules[:, i], truth[:, i]) for i in rules]
    print(f"\nexpected calibration error, mean over the rules: {np.mean(errors):.4f}")
    work, clean = truth[:, -1] > 0.5, truth[:, :-1].max(axis=1) == 0
    hits = found.encouraged >= 0.5
    print(f"encouraged: {hits[work].mean():.3f} of work posts, {hits[clean & ~work].mean():.3f} of others")
    if show:
        print("\n".join(mistakes(lines, found.rules, warned, names)))


def rule_table(lines: Sequence[Line], warned: Flags, names: Sequence[str]) -> Iterable[str]:
    """Per rule: lines that break it by language with the share caught, and precision over all lines."""
    yield "| rule | ru n | ru recall | kk n | kk recall | mix+en n | recall | precision | F1 |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for index, name in enumerate(names[:-1]):
        truth = np.array([name in line.rules for line in lines])
        cells = []
        for group in (("ru",), ("kk",), ("mix", "en")):
            here = truth & np.array([line.language in group for line in lines])
            cells += [str(here.sum()), f"{warned[here, index].mean():.2f}" if here.any() else "–"]
        hits = (warned[:, index] & truth).sum()
        precision = hits / max(warned[:, index].sum(), 1)
        recall = hits / max(truth.sum(), 1)
        cells += [f"{precision:.2f}", f"{2 * precision * recall / max(precision + recall, 1e-9):.2f}"]
        yield f"| {name} | {' | '.join(cells)} |"


def draft_table(lines: Sequence[Line], warned: Flags) -> Iterable[str]:
    """Whole drafts by language: violations warned about for whatever rule, near misses warned about."""
    yield "\n| language | violations | warned | near misses | warned |"
    yield "|---|---|---|---|---|"
    for language in ("ru", "kk", "mix", "en"):
        mine = np.array([line.language == language for line in lines])
        bad = np.array([bool(line.rules) for line in lines])
        if mine.any():
            yield (
                f"| {language} | {(mine & bad).sum()} | {warned[mine & bad].mean():.3f} | "
                f"{(mine & ~bad).sum()} | {warned[mine & ~bad].mean():.3f} |"
            )


def false_alarms(
    detector: TextDetector, real: Sequence[RealText], thresholds: Scores, names: Sequence[str], most: int,
    *, show: bool,
) -> Iterable[str]:  # fmt: skip
    """Share of held-out real texts warned about, by source and rule; not every warning is false there."""
    yield "\n| real text | texts | warned | by rule |"
    yield "|---|---|---|---|"
    for source in sorted({text.source for text in real}):
        mine = [text for text in real if text.source == source][:most]
        warned = score(detector, [text.text for text in mine], names).rules >= thresholds
        rules = Counter(names[i] for row in warned for i in np.flatnonzero(row).tolist())
        yield f"| {source} | {len(mine)} | {warned.any(axis=1).mean():.4f} | {dict(rules.most_common(6))} |"
        if show:
            for text, row in zip(mine, warned, strict=True):
                if text.trusted and row.any():
                    yield f"    {[names[i] for i in np.flatnonzero(row).tolist()]} {text.text[:200]!r}"


def mistakes(lines: Sequence[Line], scores: Scores, warned: Flags, names: Sequence[str]) -> Iterable[str]:
    """Every written line whose warning is wrong either way."""
    for line, row, flags in zip(lines, scores, warned, strict=True):
        if bool(line.rules) != bool(flags.any()):
            best = {names[i]: round(float(row[i]), 2) for i in np.argsort(-row)[:3].tolist()}
            kind = "MISS" if line.rules else "FALSE"
            yield f"{kind} {line.language} {line.rules} {best} {line.text[:220]!r}"


if __name__ == "__main__":
    main()
