"""The tables: up, down, and as the models say."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from typer.testing import CliRunner

import bot.store.tables  # noqa: F401
from bot.cli import app
from bot.store import migrate
from bot.store.base import Base
from bot.store.database import Database
from bot.store.migrate import SchemaError


def tables(path: Path) -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return {name for (name,) in sqlite3.connect(path).execute(query)}


def test_up_and_down_on_a_real_file(tmp_path: Path) -> None:
    path = tmp_path / "adep.sqlite3"
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    assert tables(path) == {*Base.metadata.tables, "alembic_version"}
    assert CliRunner().invoke(app, ["db", "downgrade", "base"]).exit_code == 0
    assert tables(path) == {"alembic_version"}
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    current = CliRunner().invoke(app, ["db", "current"])
    assert current.stdout == f"database: {migrate.head()}, program: {migrate.head()}\n"


async def test_the_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/new/adep.sqlite3")
    await database.open()
    async with database.engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), Base.metadata)
        )
        pragmas = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    await database.close()
    assert (tmp_path / "new" / "adep.sqlite3").stat().st_mode & 0o077 == 0
    assert differences == []
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 15_000}


async def test_a_database_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "adep.sqlite3"
    database = Database(f"sqlite+aiosqlite:///{path}")
    await database.open()
    await database.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'future'")
    with pytest.raises(SchemaError, match="adep db upgrade"):
        await database.open()
    await database.close()


def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "adep.sqlite3").write_bytes(b"this is no database, but it is long enough" * 100)
    result = CliRunner().invoke(app, ["check", "text"])
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "not a database" in result.stderr


@pytest.mark.parametrize(
    ("url", "words"),
    [("sqlite:////proc/nowhere/adep.sqlite3", "/proc/nowhere"), ("postgresql://localhost/x", "asyncpg")],
)
def test_a_database_that_cannot_be_had_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, url: str, words: str
) -> None:
    monkeypatch.setenv("ADEP_DATABASE_URL", url)
    for command in (["check", "text"], ["db", "current"]):
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 1
        assert words in result.stderr
