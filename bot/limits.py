"""Telegram's limits: thirty calls a second in all, twenty messages a minute to a group."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import AIORateLimiter

# The limit a group is on messages: these calls send none.
_NO_MESSAGES = frozenset(
    {"getChat", "getChatMember", "getChatAdministrators", "deleteMessage", "sendChatAction", "leaveChat"}
)


class Limiter(AIORateLimiter):
    """The library's rate limiter, which counts only what is sent against a group's limit."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Make a call when the limits allow it."""
        if endpoint in _NO_MESSAGES:
            return await self._run_request(
                chat=True,
                group=False,
                allow_paid_broadcast=False,
                callback=callback,
                args=args,
                kwargs=kwargs,
            )
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
