"""What happens, told to whoever waits for it: the page's event stream and tests."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from bot.sandbox.models import Json

Found = TypeVar("Found")


@dataclass
class Events:
    """Fans events out to queues and wakes those who wait for a condition."""

    queues: set[asyncio.Queue[Json]] = field(default_factory=set)
    waiters: set[asyncio.Event] = field(default_factory=set)

    def publish(self, kind: str, **details: object) -> None:
        """Tell everybody; `kind` is message, edited, deleted, action, answer, reaction or world."""
        for queue in self.queues:
            queue.put_nowait({"type": kind, **details})
        for waiter in self.waiters:
            waiter.set()

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[asyncio.Queue[Json]]:
        """A queue that receives all events from now on."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self.queues.add(queue)
        try:
            yield queue
        finally:
            self.queues.discard(queue)

    async def wait(self, check: Callable[[], Found | None], timeout: float) -> Found:  # noqa: ASYNC109 - part of the contract
        """The first value of `check` that is not None, asked again after each event.

        Raises:
            TimeoutError: nothing came within `timeout` seconds.
        """
        waiter = asyncio.Event()
        self.waiters.add(waiter)
        try:
            async with asyncio.timeout(timeout):
                while (found := check()) is None:
                    await waiter.wait()
                    waiter.clear()
                return found
        finally:
            self.waiters.discard(waiter)
