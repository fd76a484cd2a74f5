"""The queue of updates to the bot: numbering, long polling, confirmation by offset."""

import asyncio
import time
from dataclasses import dataclass, field

from bot.sandbox.errors import POLL_TWICE, ConflictError
from bot.sandbox.models import Json
from bot.sandbox.transcript import Transcript

ON_REQUEST_ONLY = ("chat_member", "message_reaction", "message_reaction_count")


@dataclass
class Updates:
    """Updates that the bot has not confirmed yet.

    Numbers begin at the clock, so that a bot which remembers the numbers of an earlier sandbox is not
    given the same ones again.
    """

    transcript: Transcript
    pending: list[Json] = field(default_factory=list)
    history: list[Json] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    last_id: int = field(default_factory=lambda: int(time.time()))
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    poll: int = 0

    def push(self, kind: str, content: Json) -> Json | None:
        """Queue an update, unless the bot has not asked for its kind."""
        if self.allowed and kind not in self.allowed:
            return None
        if not self.allowed and kind in ON_REQUEST_ONLY:
            return None
        self.last_id += 1
        update: Json = {"update_id": self.last_id, kind: content}
        self.history.append(update)
        self._queue(update)
        return update

    def redeliver(self, update_id: int) -> Json:
        """Queue an update again under its old number, as happens when a confirmation is lost.

        Raises:
            StopIteration: there never was such an update.
        """
        update = next(item for item in self.history if item["update_id"] == update_id)
        if update not in self.pending:
            self._queue(update)
        return update

    def _queue(self, update: Json) -> None:
        self.pending.append(update)
        self.pending.sort(key=lambda item: int(item["update_id"]))
        self.transcript.note("update", update=update)
        self.arrived.set()

    def confirm(self, before: int) -> None:
        """Forget the updates whose number is below `before`."""
        gone = [item["update_id"] for item in self.pending if item["update_id"] < before]
        if gone:
            self.pending = [item for item in self.pending if item["update_id"] >= before]
            self.transcript.note("confirmed", updates=gone)

    def confirm_one(self, update_id: int) -> None:
        """Forget one update, which a webhook took."""
        self.pending = [item for item in self.pending if item["update_id"] != update_id]
        self.transcript.note("confirmed", updates=[update_id])

    async def get(self, offset: int, limit: int, timeout: float) -> list[Json]:  # noqa: ASYNC109 - Telegram's own parameter
        """What `getUpdates` gives, after at most `timeout` seconds; a negative offset counts from the end.

        Raises:
            ConflictError: a later call of this method took over.
        """
        self.poll += 1
        mine = self.poll
        self.arrived.set()
        if offset < 0:
            offset = next((int(item["update_id"]) for item in self.pending[offset:]), 0)
        self.confirm(offset)
        if not self.pending and timeout > 0:
            await self._wait(mine, timeout)
        given = self.pending[:limit]
        if given:
            self.transcript.note("given", updates=[item["update_id"] for item in given])
        return given

    async def _wait(self, mine: int, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.pending and (left := until - time.monotonic()) > 0:
            self.arrived.clear()
            try:
                await asyncio.wait_for(self.arrived.wait(), left)
            except TimeoutError:
                return
            if self.poll != mine:
                raise ConflictError(POLL_TWICE)
