"""/export: the agency's decisions as files that are safe to open."""

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from benchmarks.many_decisions import fill
from bot.cli import app
from bot.exporting import COLUMNS, CsvSheet, XlsxSheet, safe
from bot.sandbox import Person, Sandbox
from tests.bot.members import NOT_YOURS, make_agencies
from tests.bot.running import rows, running, words

ADMIN, COMMISSIONER = 9002, 9003


@pytest.fixture
def _log(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    make_agencies(tmp_path / "adep.sqlite3", {ADMIN: (1, "admin"), COMMISSIONER: (1, "commissioner")})
    fill(tmp_path / "adep.sqlite3", 1500, days=20)
    rows(
        "UPDATE decisions SET kind = '=HYPERLINK(\"http://x\")' WHERE id = (SELECT max(id) FROM decisions WHERE agency_id = 1)"
    )


@pytest.fixture
async def sandbox(_log: None) -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox, running(sandbox):
        yield sandbox


async def ask(sandbox: Sandbox, person: Person, text: str) -> dict:
    sent = await person.send_text(None, text)
    return await sandbox.wait_for_answer(person.id, after=sent)


def data_of(sandbox: Sandbox, message: dict) -> bytes:
    return sandbox.core.files.by_id[message["document"]["file_id"]].data


def ids(condition: str) -> list[int]:
    return [row["id"] for row in rows(f"SELECT id FROM decisions WHERE {condition} ORDER BY created_at")]


async def test_a_workbook_of_the_agencys_decisions(sandbox: Sandbox) -> None:
    answer = await ask(sandbox, sandbox.user("Анна", "ru", id=ADMIN), "/export all")
    assert answer["document"]["file_name"] == "adep-all.xlsx"
    sheet = load_workbook(io.BytesIO(data_of(sandbox, answer))).active
    found = list(sheet.iter_rows(values_only=True))
    assert found[0] == COLUMNS
    assert [row[0] for row in found[1:]] == ids("agency_id = 1")
    assert found[-1][4] == '\'=HYPERLINK("http://x")'
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert f"{len(found) - 1} провер" in words(answer)
    (event,) = rows("SELECT * FROM events WHERE kind = 'export'")
    assert (event["actor_id"], event["agency_id"]) == (ADMIN, 1)


async def test_csv_of_a_week(sandbox: Sandbox) -> None:
    answer = await ask(sandbox, sandbox.user("Анна", "kk", id=ADMIN), "/export csv 7d")
    text = data_of(sandbox, answer).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert found[0] == list(COLUMNS)
    week = "agency_id = 1 AND date(created_at, '+5 hours') > date('now', '+5 hours', '-7 days')"
    assert [int(row[0]) for row in found[1:]] == ids(week)
    assert "user_id" not in text


async def test_only_administrators_export(sandbox: Sandbox) -> None:
    for person in (COMMISSIONER, 9999):
        answer = await ask(sandbox, sandbox.user("Кто-то", "ru", id=person), "/export")
        assert NOT_YOURS in words(answer)
    assert "Не понял «вчера»" in words(
        await ask(sandbox, sandbox.user("Анна", "ru", id=ADMIN), "/export вчера")
    )


@pytest.mark.parametrize("start", ["=1+1", "+7", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "|calc", "%0A"])
def test_no_cell_is_a_formula(start: str, tmp_path: Path) -> None:
    assert str(safe(start)).startswith("'")
    for kind, name in ((CsvSheet, "a.csv"), (XlsxSheet, "a.xlsx")):
        sheet = kind(tmp_path / name)
        sheet.add([[start, 5, None, "слово\x00\ud800"]])
        sheet.close()
    cell = load_workbook(tmp_path / "a.xlsx").active["A1"]
    assert (cell.data_type, cell.value[0]) == ("s", "'")
    assert (tmp_path / "a.csv").read_text("utf-8-sig").lstrip('"').startswith("'")
