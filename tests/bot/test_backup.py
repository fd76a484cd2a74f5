"""Backups: consistent while the bot writes, restorable, rotated."""

import asyncio
import shutil
import sqlite3
import stat
from pathlib import Path

from typer.testing import CliRunner

from bot.backup import back_up, back_up_into, backups_in, last_backup
from bot.cli import app
from bot.sandbox import Sandbox
from bot.store.database import Database
from bot.store.decisions import Origin, add_decision
from classifiers.verdict import Decision, Verdict
from tests.bot.people import say
from tests.bot.running import rows, running, settled, words


def adep(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.stdout + result.stderr


def test_a_backup_is_restored_and_the_bot_goes_on_with_it(tmp_path: Path) -> None:
    assert adep("check", "Вечер, кальян")[0] == 0
    assert adep("backup", "copies/adep.sqlite3")[0] == 0
    copy = tmp_path / "copies" / "adep.sqlite3"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert adep("check", "Совещание")[0] == 0
    for path in tmp_path.glob("adep.sqlite3*"):
        path.unlink()
    shutil.copy(copy, tmp_path / "adep.sqlite3")
    assert [row["text"] for row in rows("SELECT text FROM decisions")] == ["Вечер, кальян"]
    assert adep("audit", "verify")[0] == 0
    assert adep("audit", "verify", "--file", str(copy))[0] == 0
    assert adep("check", "Совещание после восстановления")[0] == 0
    assert adep("audit", "verify")[0] == 0
    assert len(rows("SELECT id FROM decisions")) == 2


def test_what_cannot_be_backed_up_is_one_clear_line(tmp_path: Path) -> None:
    status, output = adep("backup", "copy.sqlite3")
    assert (status, output.count("\n")) == (1, 1)
    assert adep("check", "Совещание")[0] == 0
    assert adep("backup", "adep.sqlite3")[0] == 1
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert adep("backup", "file/copy.sqlite3")[0] == 1
    assert not list(tmp_path.glob("**/*.part"))


async def test_a_backup_while_the_bot_writes_is_consistent(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/adep.sqlite3")
    await database.open()
    done = asyncio.Event()

    async def write() -> None:
        while not done.is_set():
            async with database.writing() as session:
                origin = Origin("private", "text", 1, 1, message_ids=(1,))
                row = await add_decision(session, Verdict(Decision.APPROVE), origin, text="x" * 2000)
                await session.flush()
                assert row.id

    writing = asyncio.create_task(write())
    for _ in range(200):
        if rows("SELECT id FROM decisions"):
            break
        await asyncio.sleep(0.05)
    for number in range(3):
        await asyncio.to_thread(back_up, tmp_path / "adep.sqlite3", tmp_path / f"copy{number}.sqlite3")
    done.set()
    await writing
    await database.close()
    for number in range(3):
        with sqlite3.connect(tmp_path / f"copy{number}.sqlite3") as copy:
            counts = (
                "SELECT (SELECT count(*) FROM decisions), (SELECT count(*) FROM events WHERE kind='decision')"
            )
            decisions, events = copy.execute(counts).fetchone()
            assert decisions == events > 0
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_old_backups_make_room(tmp_path: Path) -> None:
    assert adep("check", "Совещание")[0] == 0
    folder = tmp_path / "copies"
    folder.mkdir()
    for day in range(1, 6):
        (folder / f"adep-2026010{day}T000000Z.sqlite3").write_bytes(b"")
    (folder / "other.sqlite3").write_bytes(b"")
    made = back_up_into(folder, tmp_path / "adep.sqlite3", keep=3)
    assert [path.name for path in backups_in(folder)] == [
        "adep-20260104T000000Z.sqlite3", "adep-20260105T000000Z.sqlite3", made.name,
    ]  # fmt: skip
    assert (folder / "other.sqlite3").exists()
    assert last_backup(folder) is not None


async def test_the_running_bot_makes_its_backups(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        anna = sandbox.user("Анна", "ru")
        async with running(sandbox, backup_dir=tmp_path / "copies"):
            assert "«кальян»" in words(await say(sandbox, anna, "Вечер, кальян"))
            await settled()
            for _ in range(100):
                if backups_in(tmp_path / "copies"):
                    break
                await asyncio.sleep(0.05)
        async with running(sandbox, backup_dir=tmp_path / "copies"):
            await asyncio.sleep(0.3)
    assert len(backups_in(tmp_path / "copies")) == 1  # a restart does not begin the period anew
