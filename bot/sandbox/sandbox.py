"""The sandbox as a Python object: started by tests, steered by calls, asked what the bot did."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from bot.sandbox.core import new_core
from bot.sandbox.faults import Fault
from bot.sandbox.models import Chat, Json, Message
from bot.sandbox.rooms import Stage
from bot.sandbox.transcript import Transcript

Found = TypeVar("Found")
ANY_TOKEN = "7000000001:sandbox"  # noqa: S105 - opens nothing outside the sandbox


@dataclass(init=False)
class Sandbox(Stage):
    """A Bot API server on a local port, with its world.

    `async with Sandbox() as sandbox:` listens until the block ends. An empty token accepts any of the right
    form; `token` is then one that works. Port 0 takes a free one.
    """

    host: str
    port: int
    token: str
    _runner: web.AppRunner | None = field(repr=False)
    _webhook: asyncio.Task[None] | None = field(repr=False)

    def __init__(self, token: str = "", port: int = 0, host: str = "127.0.0.1", **bot: Any) -> None:
        """`bot` sets fields of the bot's `User`, such as `username`."""
        super().__init__(new_core(token, **bot))
        self.host, self.port, self.token = host, port, token or ANY_TOKEN
        self._runner = self._webhook = None

    async def __aenter__(self) -> Self:
        """Listen."""
        from bot.sandbox.app import make_app  # the application knows the sandbox, not the other way round

        self._runner = web.AppRunner(make_app(self), access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        self._webhook = asyncio.create_task(self.core.webhook.run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        if self._webhook is not None:
            self._webhook.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._webhook
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """The root address; calls go to `{url}/bot<token>/METHOD`, the page is at `{url}/`."""
        return f"http://{self.host}:{self.port}"

    @property
    def transcript(self) -> Transcript:
        """Everything that went over the wire."""
        return self.core.transcript

    def calls(self, method: str = "") -> list[Json]:
        """The bot's calls so far, of one method or of all: `{"method", "params", "answer", "fault"?}`."""
        return self.transcript.calls(method)

    def fault(self, kind: str | int, method: str = "*", **details: Any) -> Fault:
        """Order a fault for coming calls; see `Fault` for kinds and details (count, retry_after, seconds)."""
        return self.core.faults.add(Fault(str(kind), method, **details))

    def redeliver(self, update_id: int) -> Json:
        """Give the bot an update again (with polling: only if its offset is not past it)."""
        update = self.core.updates.redeliver(update_id)
        self.core.webhook.wake()
        return update

    def messages(self, chat: Chat | int) -> list[Json]:
        """All messages of a chat that are not deleted, oldest first."""
        return [item.json for item in self.core.world.of_chat(chat if isinstance(chat, int) else chat.id)]

    def answers(self, chat: Chat | int, after: Json | int = 0) -> list[Json]:
        """The bot's messages in a chat, later than `after` (a message or its id)."""
        number = after if isinstance(after, int) else int(after["message_id"])
        return [item.json for item in self._bots(chat) if item.id > number]

    def _bots(self, chat: Chat | int) -> list[Message]:
        chat_id = chat if isinstance(chat, int) else chat.id
        return [item for item in self.core.world.of_chat(chat_id) if item.author_id == self.bot.id]

    async def wait_for_answer(
        self,
        chat: Chat | int,
        after: Json | int | None = None,
        timeout: float = 10.0,  # noqa: ASYNC109 - part of the contract
        containing: str = "",
    ) -> Json:
        """The bot's first message in the chat later than `after` (default: the last message of a person).

        Raises:
            TimeoutError: none came within `timeout` seconds; the message ends with what happened last.
        """
        mark = self._last_of_people(chat) if after is None else after

        def answer() -> Json | None:
            found = self.answers(chat, mark)
            return next((item for item in found if containing in _words(item)), None)

        return await self.wait_until(answer, timeout)

    async def wait_for_edit(self, message: Json, timeout: float = 10.0) -> Json:  # noqa: ASYNC109 - part of the contract
        """The message as soon as it differs from what is given.

        Raises:
            TimeoutError: it stayed the same for `timeout` seconds.
        """
        key = int(message["chat"]["id"]), int(message["message_id"])
        before = dict(message)

        def edited() -> Json | None:
            stored = self.core.world.message(*key)
            return None if stored is None or stored.json == before else stored.json

        return await self.wait_until(edited, timeout)

    async def wait_until(self, check: Callable[[], Found | None], timeout: float = 10.0) -> Found:  # noqa: ASYNC109
        """The first value of `check` that is not None; asked after each event.

        Raises:
            TimeoutError: with the end of the transcript, after `timeout` seconds.
        """
        try:
            return await self.core.events.wait(check, timeout)
        except TimeoutError as error:
            raise _late(timeout, self.transcript) from error

    def _last_of_people(self, chat: Chat | int) -> int:
        chat_id = chat if isinstance(chat, int) else chat.id
        people = [item.id for item in self.core.world.of_chat(chat_id) if item.author_id != self.bot.id]
        return people[-1] if people else 0


def _words(message: Json) -> str:
    return str(message.get("text") or message.get("caption") or "")


def _late(timeout: float, transcript: Transcript) -> TimeoutError:
    last = "\n".join(transcript.text().splitlines()[-12:])
    return TimeoutError(f"nothing within {timeout:g} s; the transcript ends:\n{last}")
