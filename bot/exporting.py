"""Exports of decisions as CSV and XLSX: written row by row to a file, safe to open in a spreadsheet.

No words of drafts and no authors: an export leaves the house. A cell that a spreadsheet would take for a
formula gets an apostrophe before it, in both formats.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.store.decisions import DecisionRow

COLUMNS = (
    "id",
    "time",
    "source",
    "chat_id",
    "kind",
    "language",
    "verdict",
    "rules",
    "scores",
    "thresholds",
    "where",
    "encouraged",
    "not_evaluated",
    "check_ms",
    "answer_ms",
    "models",
    "rulebook",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_WATCHED = ("group", "channel")

Cell = str | int | float | None


class Sheet(Protocol):
    """A file that takes rows."""

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


class CsvSheet:
    """CSV with semicolons and a byte-order mark, as spreadsheets here open it by a double click."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=";")

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows."""
        self._writer.writerows([safe(cell) for cell in row] for row in rows)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class XlsxSheet:
    """A workbook with one sheet, in openpyxl's write-only mode: rows go to disk, not to memory."""

    def __init__(self, path: Path) -> None:
        from openpyxl import Workbook

        self._path = path
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("decisions")
        self._sheet.freeze_panes = "A2"

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows."""
        for row in rows:
            self._sheet.append([safe(cell) for cell in row])

    def close(self) -> None:
        """Finish the file."""
        self._book.save(self._path)


FORMATS: dict[str, Callable[[Path], Sheet]] = {"csv": CsvSheet, "xlsx": XlsxSheet}


def safe(cell: Cell) -> Cell:
    """The cell, with an apostrophe where a spreadsheet would run it; numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    # XML has no place for control characters; lone surrogates have no place in UTF-8.
    clean = "".join(c if c >= " " and not "\ud800" <= c <= "\udfff" else " " for c in cell)
    return f"'{clean}" if cell.startswith(_FORMULA_STARTS) else clean


def cells(decision: DecisionRow, zone: ZoneInfo) -> tuple[Cell, ...]:
    """A decision as a row."""
    reasons: list[dict[str, Any]] = decision.reasons
    answered = decision.answered_at and decision.received_at
    waited = (decision.answered_at - decision.received_at) / timedelta(milliseconds=1) if answered else None  # type: ignore[operator]
    return (
        decision.id,
        decision.created_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
        decision.source,
        decision.chat_id if decision.source in _WATCHED else None,
        decision.kind,
        decision.language,
        decision.verdict,
        ", ".join(reason["rule"] for reason in reasons),
        ", ".join(f"{reason['score']:.2f}" for reason in reasons),
        ", ".join(f"{reason['threshold']:.2f}" for reason in reasons),
        ", ".join(reason["where"] for reason in reasons),
        int(decision.encouraged),
        ", ".join(decision.not_evaluated),
        round(decision.elapsed_ms, 1),
        round(waited, 1) if waited is not None else None,
        "; ".join(f"{name} {version}" for name, version in decision.models.items()),
        decision.rulebook_version,
    )
