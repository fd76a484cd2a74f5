"""Rows of the real text that somebody read: by number only, because the text itself is not ours to copy.

`corpus/reviewed.csv`: file, row, rules (joined by "+", or "-" for a clean text that a model had flagged).
"""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from classifiers.training.text.corpus import CORPUS, UNKNOWN, RealText, read_real
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


def reviewed_examples(data: Path, names: Sequence[str]) -> list[Example]:
    """The reviewed texts that are not held out."""
    rows = reviewed_rows()
    return [
        _example(text, rows[text.source, text.row], names)
        for text in read_real(data)
        if not text.held_out and (text.source, text.row) in rows
    ]


def _example(text: RealText, rules: tuple[str, ...], names: Sequence[str]) -> Example:
    target = np.array([*(name in rules for name in names[:-1]), UNKNOWN], dtype=np.float32)
    return Example(text.text[:LONGEST_UNIT], text.source[:2], target)
