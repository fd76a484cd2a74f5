"""The tables of the model card: by rule, by language, by source of real text, and the wrong lines."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from classifiers.text.detector import TextDetector
from classifiers.training.text.corpus import Line, RealText, rules_of
from classifiers.training.text.scoring import Flags, Scores, score

LONG = 300


def rule_table(lines: Sequence[Line], warned: Flags, names: Sequence[str]) -> Iterable[str]:
    """Per rule: lines that break it by language with the share caught, and precision over all lines."""
    yield "| rule | ru n | ru recall | kk n | kk recall | mix+en n | recall | precision | F1 |"
    yield "|---|---|---|---|---|---|---|---|---|"
    f1s = []
    for index, name in enumerate(rules_of(names)):
        truth = np.array([name in line.rules for line in lines])
        cells = []
        for group in (("ru",), ("kk",), ("mix", "en")):
            here = truth & np.array([line.language in group for line in lines])
            cells += [str(here.sum()), f"{warned[here, index].mean():.2f}" if here.any() else "–"]
        hits = (warned[:, index] & truth).sum()
        precision = hits / max(warned[:, index].sum(), 1)
        recall = hits / max(truth.sum(), 1)
        f1s.append(2 * precision * recall / max(precision + recall, 1e-9))
        cells += [f"{precision:.2f}", f"{f1s[-1]:.2f}"]
        yield f"| {name} | {' | '.join(cells)} |"
    yield f"\nmacro-F1 over the rules: {np.mean(f1s):.3f}"


def draft_table(lines: Sequence[Line], warned: Flags) -> Iterable[str]:
    """Whole drafts by language and length: violations and near misses warned about for whatever rule."""
    yield "\n| drafts | violations | warned | near misses | warned |"
    yield "|---|---|---|---|---|"
    bad = np.array([bool(line.rules) for line in lines])
    for name, chosen in _groups(lines).items():
        if (chosen & bad).any() and (chosen & ~bad).any():
            yield (
                f"| {name} | {(chosen & bad).sum()} | {warned[chosen & bad].mean():.3f} | "
                f"{(chosen & ~bad).sum()} | {warned[chosen & ~bad].mean():.3f} |"
            )


def _groups(lines: Sequence[Line]) -> dict[str, Flags]:
    def group(chosen: Callable[[Line], bool]) -> Flags:
        return np.array([chosen(line) for line in lines])

    languages = {tag: group(lambda line, tag=tag: line.language == tag) for tag in ("ru", "kk", "mix", "en")}  # type: ignore[misc]
    return languages | {
        "over 300 characters": group(lambda line: len(line.text) > LONG),
        "adversarial": group(lambda line: line.note.startswith("adversarial")),
        "all": group(lambda _: True),
    }


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
