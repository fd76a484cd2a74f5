"""The tables of the model card: by rule, by language, by source of real text, and the wrong lines."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from classifiers.text.detector import TextDetector
from classifiers.training.text.corpus import Line, RealText
from classifiers.training.text.scoring import Flags, Scores, score


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
