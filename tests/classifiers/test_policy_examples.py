"""The examples of the policy files, judged by the real models: each must get the verdict that its file says.

The lines are in no training data. `known_mistakes.txt` names those that the present weights get wrong: they must
be wrong (a better model makes its line fail here until it is taken out).
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from classifiers.draft import Draft
from classifiers.judge import Judge
from classifiers.rules import RuleBook
from classifiers.text.detector import TextDetector
from classifiers.text.model import TextModel
from classifiers.verdict import Decision, Verdict

KNOWN = frozenset((Path(__file__).parent / "known_mistakes.txt").read_text(encoding="utf-8").splitlines())


@cache
def judge() -> Judge:
    """In float32, so that a verdict near its threshold does not depend on the CPU."""
    return Judge(RuleBook.load(), [TextDetector(TextModel.load(exact=True))])


@cache
def verdicts() -> dict[str, Verdict]:
    """Every example judged, in one batch."""
    lines = [line for _, _, line in examples()]
    return dict(zip(lines, judge().judge_all([Draft(line) for line in lines]), strict=True))


def examples() -> Iterator[tuple[str, bool, str]]:
    for rule in RuleBook.load():
        for expected, lines in ((True, rule.examples.warn), (False, rule.examples.approve)):
            for line in (*lines.ru, *lines.kk):
                yield rule.code, expected, line


def cases() -> Iterator[object]:
    for code, expected, line in examples():
        marks = (
            [pytest.mark.xfail(strict=True, reason="known weakness of the weights")] if line in KNOWN else []
        )
        yield pytest.param(code, expected, line, marks=marks, id=f"{code}-{line[:40]}")


@pytest.mark.parametrize(("code", "expected", "line"), cases())
def test_example_gets_its_verdict(code: str, *, expected: bool, line: str) -> None:
    verdict = verdicts()[line]
    assert (verdict.decision is Decision.WARN) == expected, [(r.rule, r.score) for r in verdict.reasons]
    if expected:
        assert all(line[span.start : span.end] == span.quote for r in verdict.reasons for span in r.evidence)
