"""Receiving updates until told to stop: by long polling or by webhook."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Coroutine
from functools import partial
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.inbox import Inbox
from bot.polling import ALLOWED_UPDATES, Poller
from bot.requests import make_request
from bot.settings import Settings, SettingsError
from bot.telegram_errors import RefusedError
from bot.telegram_retries import insisted
from bot.webhook import Webhook

log = logging.getLogger(__name__)

CONFIRM_S = 2.0


async def receive_by_polling(bot: Bot, inbox: Inbox, stop: asyncio.Event) -> None:
    """Poll until `stop` is set.

    Raises:
        SettingsError: Telegram no longer knows the token.
    """
    if not await unless_stopped(_remove_webhook(bot), stop):
        return
    inbox.open()
    log.info("polling for updates")
    async with make_request(1) as request:
        poller = Poller(request, bot.base_url, inbox)
        try:
            await unless_stopped(poller.run(), stop)
        except InvalidToken:
            raise SettingsError("ADEP_TELEGRAM_TOKEN: Telegram no longer knows this token") from None
        with contextlib.suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(CONFIRM_S):
                await poller.confirm()


async def receive_by_webhook(bot: Bot, inbox: Inbox, settings: Settings, stop: asyncio.Event) -> None:
    """Serve the webhook until `stop` is set.

    Raises:
        SettingsError: the port is taken, or Telegram refuses the address.
    """
    secret = settings.webhook_secret.get_secret_value() or secrets.token_urlsafe(32)
    webhook = Webhook(inbox, secret, settings.webhook_listen, settings.webhook_port)
    try:
        port = await webhook.start()
    except OSError as error:
        raise SettingsError(f"ADEP_WEBHOOK_PORT: cannot listen: {error.strerror}") from None
    try:
        if await unless_stopped(_set_webhook(bot, settings.webhook_url, secret), stop):
            inbox.open()
            log.info("webhook: listening on %s:%d", settings.webhook_listen, port)
            await stop.wait()
    finally:
        await webhook.stop()


async def _remove_webhook(bot: Bot) -> None:
    try:
        await insisted(bot.delete_webhook)
    except RefusedError as error:  # a Bot API server without webhooks
        log.info("deleteWebhook was refused: %s", error)


async def _set_webhook(bot: Bot, url: str, secret: str) -> None:
    allowed = list(ALLOWED_UPDATES)
    try:
        await insisted(partial(bot.set_webhook, url, allowed_updates=allowed, secret_token=secret))
    except RefusedError as error:
        raise SettingsError(f"ADEP_WEBHOOK_URL: Telegram refused it: {error}") from None


async def unless_stopped(work: Coroutine[Any, Any, object], stop: asyncio.Event) -> bool:
    """Do the work, or give it up as soon as `stop` is set; returns whether it was done."""
    task = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not task.done():
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return False
    await task
    return True
