"""The sandbox as a program."""

import asyncio
import logging

from bot.sandbox.sandbox import Sandbox
from bot.sandbox.scene import set_scene

_log = logging.getLogger(__name__)


async def serve(host: str = "127.0.0.1", port: int = 8081, token: str = "") -> None:
    """Serve a sandbox with a ready-made scene until cancelled; an empty token accepts any."""
    async with Sandbox(token=token, port=port, host=host) as sandbox:
        set_scene(sandbox)
        _log.info("sandbox: the chat page is at %s/", sandbox.url)
        await asyncio.Event().wait()
