"""Webhook delivery: one update at a time, in order, again until the bot says 200."""

import asyncio
import time
from dataclasses import dataclass, field

import aiohttp

from bot.sandbox.models import Json
from bot.sandbox.transcript import Transcript
from bot.sandbox.updates import Updates

_TIMEOUT = aiohttp.ClientTimeout(total=60)


@dataclass
class Webhook:
    """Where updates are posted; `retry_seconds` is the pause after a failure."""

    updates: Updates
    transcript: Transcript
    url: str = ""
    secret: str = ""
    max_connections: int = 40
    retry_seconds: float = 0.3
    last_error: Json = field(default_factory=dict)
    _awake: asyncio.Event = field(default_factory=asyncio.Event)

    def set(self, url: str, secret: str = "", max_connections: int = 40) -> None:
        """Deliver to `url` from now on; an empty one stops it."""
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self.last_error = {}
        self.wake()

    def wake(self) -> None:
        """Look for updates to deliver now."""
        self._awake.set()

    def info(self) -> Json:
        """Telegram's `WebhookInfo`."""
        info: Json = {"url": self.url, "has_custom_certificate": False}
        info["pending_update_count"] = len(self.updates.pending)
        if self.url:
            info |= {"max_connections": self.max_connections, "ip_address": "127.0.0.1"}
        if self.updates.allowed:
            info["allowed_updates"] = self.updates.allowed
        return info | self.last_error

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            while True:
                if not self.url or not self.updates.pending:
                    self._awake.clear()
                    await self._awake.wait()
                    continue
                if not await self._deliver(session, self.updates.pending[0]):
                    await asyncio.sleep(self.retry_seconds)

    async def _deliver(self, session: aiohttp.ClientSession, update: Json) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        url = self.url
        try:
            async with session.post(url, json=update, headers=headers) as answer:
                status, reason = answer.status, answer.reason
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return self._failed(update, f"Connection failed: {type(error).__name__}")
        if not 200 <= status < 300:
            return self._failed(update, f"Wrong response from the webhook: {status} {reason}")
        self.transcript.note("webhook", update_id=update["update_id"], status=status)
        if url == self.url:
            self.updates.confirm_one(update["update_id"])
        return True

    def _failed(self, update: Json, reason: str) -> bool:
        self.transcript.note("webhook", update_id=update["update_id"], error=reason)
        self.last_error = {"last_error_date": int(time.time()), "last_error_message": reason}
        return False
