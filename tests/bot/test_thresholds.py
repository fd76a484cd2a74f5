"""/thresholds: a level is tried on the log, applied to the agency's new drafts, and to nobody else's."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.sandbox import Person, Sandbox
from tests.bot.members import NOT_YOURS, make_agencies
from tests.bot.running import decisions, rows, running, settled, words
from tests.bot.test_stats_command import forge

ADMIN, OFFICIAL, OTHER, OTHER_ADMIN = 9002, 9004, 9006, 9005


@pytest.fixture
def _members(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    people = {
        ADMIN: (1, "admin"),
        OFFICIAL: (1, "official"),
        OTHER: (2, "official"),
        OTHER_ADMIN: (2, "admin"),
    }
    make_agencies(tmp_path / "adep.sqlite3", people)


@pytest.fixture
async def sandbox(_members: None) -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox, running(sandbox):
        yield sandbox


async def ask(sandbox: Sandbox, person: Person, text: str) -> dict:
    sent = await person.send_text(None, text)
    return await sandbox.wait_for_answer(person.id, after=sent)


async def press(sandbox: Sandbox, person: Person, message: dict, button: str) -> dict:
    await person.press(message, button)
    return await sandbox.wait_for_edit(message)


async def test_a_level_is_tried_applied_and_used(sandbox: Sandbox) -> None:
    anna, berik = sandbox.user("Анна", "ru", id=ADMIN), sandbox.user("Берик", "ru", id=OFFICIAL)
    other = sandbox.user("Вера", "ru", id=OTHER)
    raised = await ask(sandbox, berik, "Вечер, кальян")
    assert "Лучше поправить" in words(raised)
    answer = await ask(sandbox, anna, "/thresholds")
    answer = await press(sandbox, anna, answer, "thresholds:alcohol_tobacco")
    assert "обычный уровень" in words(answer)
    answer = await press(sandbox, anna, answer, "thresholds:alcohol_tobacco:2")
    assert "проверок: 1" in words(answer)
    answer = await press(sandbox, anna, answer, "Применить")
    assert words(answer).startswith("Готово")
    (row,) = rows("SELECT * FROM sensitivities")
    assert (row["agency_id"], row["rule"], row["level"], row["changed_by"]) == (
        1,
        "alcohol_tobacco",
        2,
        ADMIN,
    )
    event = rows("SELECT * FROM events WHERE kind = 'setting'")[-1]
    assert json.loads(event["data"]) == {"rule": "alcohol_tobacco", "before": 0, "after": 2}
    await ask(sandbox, berik, "Опять кальян")
    await ask(sandbox, other, "Наш кальян")
    await settled()
    limits = [
        json.loads(item["reasons"])[0]["threshold"] for item in decisions() if item["verdict"] == "warn"
    ]
    assert limits[0] < limits[1] or [item["verdict"] for item in decisions()] == ["warn", "approve", "warn"]
    assert limits[0] == limits[-1]


@pytest.mark.parametrize("person", [OFFICIAL, 9999])
async def test_others_may_not_even_with_a_forged_button(sandbox: Sandbox, person: int) -> None:
    berik = sandbox.user("Берик", "ru", id=person)
    answer = await ask(sandbox, berik, "/thresholds")
    assert NOT_YOURS in words(answer)
    data = "thresholds:alcohol_tobacco:2:apply"
    assert NOT_YOURS in (await berik.press(forge(sandbox, answer, data), data) or {})["text"]
    assert rows("SELECT * FROM sensitivities") == []


async def test_a_button_changes_the_agency_of_whoever_presses(sandbox: Sandbox) -> None:
    vera = sandbox.user("Вера", "kk", id=OTHER_ADMIN)
    answer = await ask(sandbox, vera, "/thresholds")
    data = "thresholds:weapons:-1:apply"
    await vera.press(forge(sandbox, answer, data), data)
    await sandbox.wait_for_edit(answer)
    assert [row["agency_id"] for row in rows("SELECT * FROM sensitivities")] == [2]


async def test_no_level_beyond_the_bounds(sandbox: Sandbox) -> None:
    anna = sandbox.user("Анна", "ru", id=ADMIN)
    answer = await ask(sandbox, anna, "/thresholds")
    for data in ("thresholds:weapons:-3:apply", "thresholds:weapons:9:apply", "thresholds:nothing:1:apply"):
        await anna.press(forge(sandbox, answer, data), data, wait=1)
    assert rows("SELECT * FROM sensitivities") == []
