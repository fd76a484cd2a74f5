"""The whole bot beside a sandbox, in the test's own event loop."""

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from pydantic import SecretStr
from sqlalchemy import create_engine

from bot.app import run_until
from bot.sandbox import Sandbox
from bot.settings import Settings
from bot.store import migrate

DATABASE = "adep.sqlite3"


def settings_for(sandbox: Sandbox, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "telegram_token": SecretStr(sandbox.token),
        "telegram_api_url": sandbox.url,
        "album_wait_seconds": 0.2,
    }
    return Settings(**(values | changes))


@cache
def _migrated() -> bytes:
    """A database as the migrations make it: migrating anew for every test would take most of its time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / DATABASE
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            command.upgrade(migrate._config(connection), "head")
        engine.dispose()
        return path.read_bytes()


def prepare_database() -> None:
    if not Path(DATABASE).exists():
        Path(DATABASE).write_bytes(_migrated())


@asynccontextmanager
async def running(sandbox: Sandbox, **changes: Any) -> AsyncIterator[None]:
    prepare_database()
    stop = asyncio.Event()
    task = asyncio.create_task(run_until(stop, settings_for(sandbox, **changes)))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, 20)


def rows(query: str, path: Path | str = DATABASE) -> list[dict[str, Any]]:
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query)]


def decisions(path: Path | str = DATABASE) -> list[dict[str, Any]]:
    return rows("SELECT * FROM decisions ORDER BY id", path)


def words(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")


def buttons(message: dict[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


async def until(check: Callable[[], Any], seconds: float = 10) -> Any:
    """Wait until the check gives something, and return it."""
    for _ in range(int(seconds / 0.05)):
        if found := check():
            return found
        await asyncio.sleep(0.05)
    raise TimeoutError("it did not come true")


async def settled() -> None:
    """Wait until nothing is left in the inbox and the outbox."""
    await until(lambda: not rows("SELECT id FROM inbox UNION ALL SELECT decision_id FROM outbox"))
