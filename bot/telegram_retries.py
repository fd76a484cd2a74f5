"""A call to Telegram until it succeeds: retries, flood control, what a refusal means; decided here once."""

import asyncio
import html
import logging
import random
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.telegram_errors import RefusedError, UnreachableError, meaning_of

log = logging.getLogger(__name__)

T = TypeVar("T")

PAUSES_S = (0.3, 1.0, 2.0, 4.0)  # after a dropped connection, a timeout or a 5xx
MOST_FLOOD_WAITS = 5


async def retried(call: Callable[[], Awaitable[T]]) -> T:
    """Make a call, with retries.

    Raises:
        UnreachableError: Telegram does not answer.
        CallError: one of the refusals that `telegram_errors` names.
    """
    pauses = iter(PAUSES_S)
    floods = 0
    while True:
        try:
            return await call()
        except RetryAfter as error:
            floods += 1
            if floods > MOST_FLOOD_WAITS:
                raise UnreachableError("flood control") from None
            await _wait_out_flood(error)
        except (BadRequest, ChatMigrated, Forbidden, InvalidToken) as error:
            raise meaning_of(error) from None
        except TelegramError as error:
            pause = next(pauses, None)
            if pause is None:
                raise UnreachableError(type(error).__name__) from None
            log.info("Telegram: %s; again in %.1f s", type(error).__name__, pause)
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - spreads retries


async def insisted(call: Callable[[], Awaitable[T]]) -> T:
    """Make a call until Telegram takes it.

    Raises:
        RefusedError: Telegram does not want it.
    """
    while True:
        try:
            return await retried(call)
        except UnreachableError:
            log.warning("Telegram is not reachable; trying again")


async def with_plain_words(call: Callable[[str, str | None], Awaitable[T]], words: str) -> T:
    """Call with HTML; where a server does not understand it, with the bare words: an answer is owed."""
    try:
        return await retried(lambda: call(words, ParseMode.HTML))
    except RefusedError as error:
        if "parse entities" not in str(error):
            raise
        log.warning("Telegram refused our HTML")
        return await retried(lambda: call(html.unescape(re.sub(r"<[^<>]*>", "", words)), None))


async def _wait_out_flood(error: RetryAfter) -> None:
    wait = error.retry_after
    seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    log.info("Telegram: flood control; again in %.0f s", seconds)
    await asyncio.sleep(seconds + 0.1)
