"""The demo: the sandbox and the bot together, in one process, without Telegram."""

import asyncio
import signal

from pydantic import SecretStr

from bot.app import run_until
from bot.sandbox import Sandbox
from bot.sandbox.scene import set_scene
from bot.settings import Settings


async def serve_demo(settings: Settings, host: str, port: int) -> None:
    """Run the sandbox and the bot until Ctrl-C; prints the address of the chat page."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with Sandbox(port=port, host=host) as sandbox:
        set_scene(sandbox)
        print(f"\n  Adep demo: open {sandbox.url}/ in a browser and write to the bot.\n", flush=True)  # noqa: T201
        changes = {
            "telegram_token": SecretStr(sandbox.token),
            "telegram_api_url": sandbox.url,
            "webhook_url": "",
            "open_access": True,
        }
        await run_until(stop, settings.model_copy(update=changes))
