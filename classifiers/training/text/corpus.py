"""The written corpus and the real ordinary text, as examples with a target for every label."""

import csv
import gzip
import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.rules import RuleBook
from classifiers.text.model import ENCOURAGED, NOT_RULES, VIOLATION

CORPUS = Path(__file__).parent.parent / "corpus"
UNKNOWN = -1.0

Target = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Line:
    """One written line of the corpus.

    Attributes:
        rules: codes of the rules that it breaks; empty for a near miss.
        work: a post on the author's own remit, to be encouraged.
        spans: [start, end) of the offending words in `text`; empty where the whole text offends.
        split: "train", "dev" or "test".
    """

    text: str
    language: str
    rules: tuple[str, ...]
    work: bool
    note: str
    source: str
    spans: tuple[tuple[int, int], ...]
    split: str


@dataclass(frozen=True, slots=True)
class RealText:
    """One row of real text that nobody labelled for the rules.

    Attributes:
        trusted: ordinary news; other sources may hold a violation unseen.
        held_out: kept from training, to measure false alarms.
    """

    text: str
    source: str
    row: int
    trusted: bool
    held_out: bool


def labels() -> tuple[str, ...]:
    """Rule codes in the rule book's order of files, then "violation" (any rule at all) and "encouraged"."""
    return (*(rule.code for rule in RuleBook.load()), VIOLATION, ENCOURAGED)


def rules_of(names: Sequence[str]) -> tuple[str, ...]:
    """The labels that are rules, which come first."""
    return tuple(name for name in names if name not in NOT_RULES)


def vector(names: Sequence[str], rules: Collection[str], work: float) -> Target:
    """1 for each label of `names` that holds, 0 for the others; `work` (1, 0 or `UNKNOWN`) as it is."""
    return np.array([*(name in rules for name in rules_of(names)), bool(rules), work], dtype=np.float32)


def target(names: Sequence[str], line: Line) -> Target:
    """The line's target for every label."""
    return vector(names, line.rules, line.work)


def read_lines(folder: Path = CORPUS) -> list[Line]:
    """Every line of every JSONL file of the corpus."""
    return [_line(json.loads(row)) for file in sorted(folder.glob("*.jsonl")) for row in _rows(file)]


def _rows(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8") as rows:
        yield from rows


def _line(row: dict[str, object]) -> Line:
    spans = row.get("spans", [])
    return Line(
        text=str(row["text"]),
        language=str(row["language"]),
        rules=tuple(row["rules"]),  # type: ignore[arg-type]
        work=bool(row.get("work")),
        note=str(row["note"]),
        source=str(row["source"]),
        spans=tuple((int(start), int(end)) for start, end in spans),  # type: ignore[attr-defined]
        split=str(row.get("split", "train")),
    )


def read_real(folder: Path) -> list[RealText]:
    """The rows of the data folder's gzipped CSV files; a fifth of each source is held out by hash."""
    csv.field_size_limit(10**9)
    texts = []
    for file in sorted(folder.glob("*.csv.gz")):
        with gzip.open(file, "rt", encoding="utf-8", newline="") as rows:
            for number, row in enumerate(csv.DictReader(rows)):
                name = file.name.removesuffix(".csv.gz")
                texts.append(_real(row["text"].strip(), name, number, row["label"]))
    return [text for text in texts if text.text]


def _real(text: str, source: str, row: int, label: str) -> RealText:
    trusted = source == "kk_tv_news_kaznerd" or label == "lenta"
    held_out = int(hashlib.sha256(text.encode()).hexdigest(), 16) % 5 == 0
    return RealText(text, source, row, trusted, held_out)
