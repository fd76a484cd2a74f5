"""`adep check`: the stable contract of the command line."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.bot.conftest import picture


def adep(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(app, arguments, input=given)


def write_lines(path: Path, *entries: object) -> Path:
    lines = [entry if isinstance(entry, str) else json.dumps(entry) for entry in entries]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def batch(path: Path, *options: str) -> tuple[int, list[dict[str, Any]]]:
    result = adep("check", "--batch", str(path), "--json", *options)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def logged(tmp_path: Path) -> list[dict[str, Any]]:
    connection = sqlite3.connect(tmp_path / "adep.sqlite3")
    connection.row_factory = sqlite3.Row
    return [dict(row) for row in connection.execute("SELECT * FROM decisions ORDER BY id")]


def test_a_batch_is_answered_in_order_with_the_whole_contract(tmp_path: Path) -> None:
    (tmp_path / "red.jpg").write_bytes(picture("red"))
    file = write_lines(
        tmp_path / "drafts.jsonl",
        {"id": 1, "text": "Вечер, кальян и друзья"},
        {"id": "two", "text": "Провели отчёт перед жителями"},
        {"id": 3, "images": ["red.jpg"]},
    )
    status, lines = batch(file)
    assert status == 0
    assert [line["id"] for line in lines] == [1, "two", 3]
    assert [line["verdict"] for line in lines] == ["warn", "approve", "warn"]
    keys = {"id", "verdict", "reasons", "encouraged", "not_evaluated", "elapsed_ms", "models"}
    assert all(set(line) == keys for line in lines)
    reason = lines[0]["reasons"][0]
    assert reason["rule"] == "alcohol_tobacco"
    assert reason["where"] == "text"
    assert reason["evidence"] == [{"start": 7, "end": 13, "quote": "кальян"}]
    assert lines[1]["encouraged"] is True
    assert lines[2]["reasons"][0]["evidence"] == [{"image": 0, "box": [0.25, 0.25, 0.75, 0.75]}]


def test_scores_are_added_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "red.jpg").write_bytes(picture("red"))
    file = write_lines(tmp_path / "d.jsonl", {"id": 1, "text": "кальян", "images": ["red.jpg"]})
    _, lines = batch(file, "--scores")
    assert lines[0]["scores"]["text"]["alcohol_tobacco"] == 0.9
    assert lines[0]["scores"]["image"]["luxury_car"] == 0.8


def test_broken_lines_and_files_become_errors_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture at all")
    (tmp_path / "empty.jpg").write_bytes(b"")
    file = write_lines(
        tmp_path / "d.jsonl",
        "{not json",
        "[1, 2]",
        {"text": "no id"},
        {"id": "nothing"},
        {"id": "number", "text": 5},
        {"id": "missing", "images": ["nowhere.jpg"]},
        {"id": "broken", "text": "кальян", "images": ["broken.jpg"]},
        {"id": "empty", "images": ["empty.jpg"]},
        {"id": "folder", "images": ["."]},
        {"id": "nul", "images": ["a\0b"]},
        "",
        {"id": "good", "text": "Совещание в акимате"},
    )
    status, lines = batch(file)
    assert status == 1
    assert [line["id"] for line in lines] == [
        None, None, None, "nothing", "number", "missing", "broken", "empty", "folder", "nul", "good",
    ]  # fmt: skip
    assert all(set(line) == {"id", "error"} for line in lines[:-1])
    assert "nowhere.jpg" in lines[5]["error"]
    assert lines[-1]["verdict"] == "approve"


def test_a_lone_surrogate_is_judged_and_logged(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "d.jsonl", r'{"id": "\ud800", "text": "\ud83d кальян"}')
    status, lines = batch(file)
    assert status == 0
    assert lines[0]["reasons"][0]["evidence"][0] == {"start": 2, "end": 8, "quote": "кальян"}


def test_offsets_index_the_authors_text(tmp_path: Path) -> None:
    text = "😀😀\r\n\u202bКАЛЬЯН\u202c & <b>друзья</b>"
    _, lines = batch(write_lines(tmp_path / "d.jsonl", {"id": 1, "text": text}))
    span = lines[0]["reasons"][0]["evidence"][0]
    assert text[span["start"] : span["end"]] == span["quote"] == "КАЛЬЯН"


def test_a_failing_detector_is_told_as_not_evaluated(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "d.jsonl", {"id": 1, "text": "взорвись"})
    status, lines = batch(file)
    assert status == 0
    assert "text" in lines[0]["not_evaluated"]


def test_a_batch_from_standard_input(tmp_path: Path) -> None:
    result = adep("check", "--batch", "-", "--json", given='{"id": 1, "text": "кальян"}\n')
    assert result.exit_code == 0
    assert json.loads(result.stdout)["verdict"] == "warn"


def test_a_long_batch_keeps_its_order(tmp_path: Path) -> None:
    entries = [{"id": n, "text": "кальян" if n % 3 == 0 else "совещание"} for n in range(100)]
    _, lines = batch(write_lines(tmp_path / "d.jsonl", *entries))
    assert [line["id"] for line in lines] == list(range(100))
    assert all((line["verdict"] == "warn") == (line["id"] % 3 == 0) for line in lines)
    assert len(logged(tmp_path)) == 100


def test_decisions_are_logged_unless_told_not_to(tmp_path: Path) -> None:
    (tmp_path / "red.jpg").write_bytes(picture("red"))
    file = write_lines(tmp_path / "d.jsonl", {"id": 1, "text": "кальян", "images": ["red.jpg"]})
    batch(file, "--no-log")
    assert not (tmp_path / "adep.sqlite3").exists()
    batch(file)
    (row,) = logged(tmp_path)
    assert (row["source"], row["kind"], row["verdict"], row["text"]) == ("cli", "photo", "warn", "кальян")
    assert len(json.loads(row["picture_hashes"])[0]) == 16
    assert json.loads(row["reasons"])[0]["evidence"]
    assert row["rulebook_version"] in row["models"]


def test_one_draft_is_printed_for_people() -> None:
    result = adep("check", "Сижу, курю кальян", "--language", "ru")
    assert result.exit_code == 0
    assert "Лучше поправить" in result.stdout
    assert "«кальян»" in result.stdout


def test_one_draft_as_json_from_standard_input() -> None:
    result = adep("check", "-", "--json", given="Сижу, курю кальян")
    assert json.loads(result.stdout)["verdict"] == "warn"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "  "),
        ("check", "text", "--batch", "x.jsonl"),
        ("check", "--batch", "nowhere.jsonl"),
        ("check", "--unknown"),
    ],
)
def test_a_wrong_command_exits_with_2(arguments: tuple[str, ...]) -> None:
    assert adep(*arguments).exit_code == 2


def test_a_missing_picture_is_one_line_and_exits_with_1() -> None:
    result = adep("check", "--image", "nowhere.jpg")
    assert result.exit_code == 1
    assert result.stderr.startswith("adep: nowhere.jpg")
    assert result.stderr.count("\n") == 1


def test_a_wrong_setting_is_one_line_and_exits_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADEP_TEXT_RETENTION_DAYS", "soon")
    result = adep("check", "text")
    assert result.exit_code == 2
    assert result.stderr.startswith("adep: ADEP_TEXT_RETENTION_DAYS: ")
    assert result.stderr.count("\n") == 1
