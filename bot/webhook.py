"""The webhook: an update is answered with 200 only after the inbox has stored it."""

import hmac
import json
import logging

from aiohttp import web

from bot.inbox import Inbox
from bot.logs import describe

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
LARGEST_UPDATE = 4 * 1024 * 1024


class Webhook:
    """An HTTP server for Telegram's updates; a reverse proxy in front of it speaks TLS."""

    def __init__(self, inbox: Inbox, secret: str, listen: str, port: int) -> None:
        self._inbox = inbox
        self._secret = secret.encode()
        self._listen, self._port = listen, port
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.router.add_get("/health", self._health)
        # Any path: a proxy may have rewritten the one of ADEP_WEBHOOK_URL. The secret decides.
        app.router.add_post("/{path:.*}", self._update)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)

    async def start(self) -> int:
        """Listen; returns the port.

        Raises:
            OSError: the port cannot be listened on.
        """
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._listen, self._port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Answer what is in hand and stop listening."""
        await self._runner.cleanup()

    async def _health(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _update(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
            int(update["update_id"])
        except (ValueError, TypeError, KeyError, RecursionError, ConnectionError):
            return web.Response(status=400)
        try:
            await self._inbox.accept([update])
        except Exception as error:  # not stored: Telegram will deliver it again
            log.error("an update could not be stored: %s", describe(error))  # noqa: TRY400
            return web.Response(status=503)
        return web.Response()
