"""Who administers a chat, asked of Telegram and remembered for a minute."""

import time
from collections.abc import Callable

from bot.telegram_chats import Administrator, ChatCalls
from bot.telegram_errors import CallError

REMEMBERED_S = 60.0


class Administrators:
    """The administrators of chats.

    Args:
        calls: how Telegram is asked.
        clock: seconds, monotonic.
    """

    def __init__(self, calls: ChatCalls, clock: Callable[[], float] = time.monotonic) -> None:
        self._calls = calls
        self._clock = clock
        self._known: dict[int, tuple[float, dict[int, Administrator]]] = {}

    async def of(self, chat_id: int) -> dict[int, Administrator]:
        """The chat's administrators by user id.

        Raises:
            CallError: Telegram does not tell. Nothing is assumed then, an older list included.
        """
        asked, known = self._known.get(chat_id, (0.0, {}))
        if known and self._clock() - asked < REMEMBERED_S:
            return known
        self._known.pop(chat_id, None)
        found = {admin.user_id: admin for admin in await self._calls.administrators(chat_id)}
        self._known[chat_id] = (self._clock(), found)
        return found

    async def includes(self, chat_id: int, user_id: int | None) -> bool | None:
        """Whether a user is among them; None: Telegram does not tell."""
        try:
            return user_id in await self.of(chat_id)
        except CallError:
            return None

    async def may_manage(self, chat_id: int, user_id: int) -> bool | None:
        """Whether a user may change the settings now, asked afresh; None: Telegram does not tell."""
        try:
            return await self._calls.is_administrator(chat_id, user_id)
        except CallError:
            return None

    def forget(self, chat_id: int) -> None:
        """Ask Telegram next time."""
        self._known.pop(chat_id, None)
