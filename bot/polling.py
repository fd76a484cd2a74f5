"""Long polling: the next getUpdates confirms what the inbox has stored, never more."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.inbox import Inbox
from bot.logs import describe

log = logging.getLogger(__name__)

POLL_S = 25
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
)


class Poller:
    """Fetches updates for an inbox."""

    def __init__(self, request: BaseRequest, base_url: str, inbox: Inbox) -> None:
        self._request = request
        self._url = f"{base_url}/getUpdates"
        self._inbox = inbox
        self._offset = 0

    async def run(self) -> None:
        """Poll until cancelled.

        Raises:
            InvalidToken: Telegram does not know the token.
        """
        pause = FIRST_PAUSE_S
        while True:
            try:
                await self._step()
                pause = FIRST_PAUSE_S
            except InvalidToken:
                raise
            except Exception as error:  # whatever it was, the updates are still there
                self._complain(error, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)

    async def confirm(self) -> None:
        """Tell Telegram what is stored, so that it is not delivered again."""
        if self._offset:
            await self._fetch(wait_s=0, limit=1)

    async def _step(self) -> None:
        updates = await self._fetch(wait_s=POLL_S, limit=100)
        if not updates:
            return
        await self._inbox.accept(updates)
        offset = max(int(update["update_id"]) for update in updates) + 1
        if offset <= self._offset:  # a server that does not heed the offset: no tight loop
            await asyncio.sleep(LONGEST_PAUSE_S / 30)
        self._offset = max(offset, self._offset)

    async def _fetch(self, *, wait_s: int, limit: int) -> Sequence[dict[str, Any]]:
        # The raw answer, not `Bot.get_updates`: one update that the library cannot read hides no other.
        values = {"timeout": wait_s, "limit": limit, "allowed_updates": list(ALLOWED_UPDATES)}
        if self._offset:
            values["offset"] = self._offset
        data = RequestData([RequestParameter.from_input(name, value) for name, value in values.items()])
        updates = await self._request.post(self._url, data, read_timeout=wait_s + 10)
        return [update for update in updates if isinstance(update, dict) and "update_id" in update]  # type: ignore[union-attr]

    def _complain(self, error: Exception, pause: float) -> None:
        if isinstance(error, Conflict):
            log.error("another process polls with the same token; trying again in %.0f s", pause)
        elif isinstance(error, RetryAfter):
            log.info("Telegram: flood control on getUpdates")
        elif isinstance(error, TelegramError):
            log.warning("Telegram is not reachable (%s); again in %.1f s", type(error).__name__, pause)
        else:
            log.error("updates could not be stored: %s", describe(error))
