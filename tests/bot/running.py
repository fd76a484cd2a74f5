"""The whole bot beside a sandbox, in the test's own event loop."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app import run_until
from bot.sandbox import Sandbox
from bot.settings import Settings

DATABASE = "adep.sqlite3"


def settings_for(sandbox: Sandbox, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "telegram_token": SecretStr(sandbox.token),
        "telegram_api_url": sandbox.url,
        "album_wait_seconds": 0.2,
    }
    return Settings(**(values | changes))


@asynccontextmanager
async def running(sandbox: Sandbox, **changes: Any) -> AsyncIterator[None]:
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


async def settled() -> None:
    """Wait until nothing is left in the inbox and the outbox."""
    for _ in range(200):
        if not rows("SELECT id FROM inbox UNION ALL SELECT decision_id FROM outbox"):
            return
        await asyncio.sleep(0.05)
    raise TimeoutError("the inbox or the outbox is not empty")
