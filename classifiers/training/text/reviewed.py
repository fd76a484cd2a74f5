"""Rows of the real text that somebody read: by number only, because the text itself is not ours to copy.

`corpus/reviewed.csv`: file, row, rules (joined by "+", or "-" for a clean text that a model had flagged).
"""

import csv
from collections.abc import Sequence
from pathlib import Path

from classifiers.training.text.corpus import CORPUS, UNKNOWN, RealText, vector
from classifiers.training.text.examples import LONGEST_UNIT, Example

REVIEWED = CORPUS / "reviewed.csv"


def reviewed_rows(file: Path = REVIEWED) -> dict[tuple[str, int], tuple[str, ...]]:
    """Broken rules by (file, row); empty for a clean text."""
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", newline="") as rows:
        return {
            (row["file"], int(row["row"])): () if row["rules"] == "-" else tuple(row["rules"].split("+"))
            for row in csv.DictReader(rows)
        }


def reviewed_examples(real: Sequence[RealText], names: Sequence[str]) -> list[Example]:
    """Those of the real texts that somebody read."""
    rows = reviewed_rows()
    return [
        _example(text, rows[text.source, text.row], names) for text in real if (text.source, text.row) in rows
    ]


def _example(text: RealText, rules: tuple[str, ...], names: Sequence[str]) -> Example:
    target = vector(names, rules, UNKNOWN)
    return Example(text.text[:LONGEST_UNIT], text.source[:2], target)
