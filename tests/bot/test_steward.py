"""The steward ends when it is told to, whatever news comes at that moment."""

import asyncio
from types import SimpleNamespace

import pytest

from bot.store.database import Database
from bot.watch.steward import Steward
from tests.bot.running import DATABASE, prepare_database


@pytest.mark.parametrize("steps", range(6))
async def test_news_together_with_the_end_do_not_keep_it_running(steps: int) -> None:
    prepare_database()
    database = Database(f"sqlite+aiosqlite:///{DATABASE}")
    steward = Steward(SimpleNamespace(database=database))  # type: ignore[arg-type]
    running = asyncio.create_task(steward.run())
    await asyncio.sleep(0.1)
    steward.wake()
    for _ in range(steps):
        await asyncio.sleep(0)
    running.cancel()
    done, _ = await asyncio.wait([running], timeout=2)
    await database.close()
    assert done
