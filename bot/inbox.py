"""Updates kept from arrival until they are answered: stored first, confirmed to Telegram after."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from bot.lanes import Lanes
from bot.store import inbox
from bot.store.base import utcnow
from bot.store.database import Database
from bot.store.inbox import InboxRow

MOST_ATTEMPTS = 10
# Parts of an album that an earlier process did not confirm: Telegram delivers them again, but not at once.
REST_OF_ALBUM = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is handled together: one update, or the parts of an album in the author's order."""

    rows: Sequence[InboxRow]

    @property
    def hopeless(self) -> bool:
        """Whether handling began so often that this very draft may be what ends the process."""
        return self.rows[0].attempts > MOST_ATTEMPTS


class Inbox:
    """Stores updates and gives them to `handle`, a lane a chat."""

    def __init__(
        self,
        database: Database,
        lanes: Lanes,
        handle: Callable[[Arrival], Awaitable[None]],
        album_wait_s: float,
    ) -> None:
        self._database = database
        self._lanes = lanes
        self._handle = handle
        self._album_wait = timedelta(seconds=album_wait_s)
        self._opened = utcnow()
        self._begun: set[int] = set()

    async def accept(self, updates: Iterable[Mapping[str, Any]]) -> None:
        """Store the updates that are new; when this returns they may be confirmed to Telegram."""
        async with self._database.writing() as session:
            rows = await inbox.keep(session, updates)
        self._queue(rows)

    async def resume(self) -> None:
        """Queue what an earlier process left; call it before the first `accept`, so that order is kept."""
        async with self._database.reading() as session:
            rows = await inbox.waiting(session)
        self._queue(rows)

    def open(self) -> None:
        """Note that Telegram has been told where to deliver."""
        self._opened = utcnow()

    def _queue(self, rows: Iterable[InboxRow]) -> None:
        for row in rows:
            self._lanes.add(row.lane, partial(self._take, row.id))

    async def _take(self, row_id: int) -> None:
        async with self._database.writing() as session:
            row = await inbox.take(session, row_id, again=row_id in self._begun)
        self._begun.add(row_id)
        if row is None:  # it was handled with its album
            self._begun.discard(row_id)
            return
        rows = await self._whole_album(row) if row.album else [row]
        await self._handle(Arrival(rows))
        async with self._database.writing() as session:
            await inbox.finish(session, rows)
        self._begun.difference_update(row.id for row in rows)

    async def _whole_album(self, row: InboxRow) -> Sequence[InboxRow]:
        """The parts of an album, once no more have come for a while."""
        while True:
            async with self._database.reading() as session:
                rows = await inbox.album_rows(session, row.lane, row.album or "")
            newest = max(part.received_at for part in rows)
            left = newest + self._album_wait - utcnow()
            if rows[0].received_at < self._opened:
                left = max(left, self._opened + REST_OF_ALBUM - utcnow())
            if left <= timedelta(0):
                return rows
            await asyncio.sleep(left.total_seconds())
