"""Lanes: the jobs of one chat run in order, the chats run side by side.

Groups and channels have places of their own: however busy they are, a private chat finds one.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import islice

from bot.logs import describe
from bot.telegram_errors import UnreachableError

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]

MOST_AT_ONCE = 100  # below the worker's queue, so that a private draft always finds a place there
CHATS_AT_ONCE = 24
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0


@dataclass
class _Lane:
    jobs: deque[tuple[Job, bool]] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Lanes:
    """Runs jobs, one lane a chat. A job that finds Telegram unreachable is run again later."""

    def __init__(self) -> None:
        self._lanes: dict[int, _Lane] = {}
        self._places = asyncio.Semaphore(MOST_AT_ONCE)
        self._places_of_chats = asyncio.Semaphore(CHATS_AT_ONCE)
        self._stopping = asyncio.Event()

    def add(self, key: int, job: Job, *, owed: bool = False) -> None:
        """Add a job to a lane; an `owed` one comes before the others and is run even when stopping."""
        lane = self._lanes.setdefault(key, _Lane())
        if owed:
            # The job that runs now stays in front until it ends; debts keep their own order.
            first = 1 if lane.task else 0
            debts = sum(is_owed for _, is_owed in islice(lane.jobs, first, None))
            lane.jobs.insert(first + debts, (job, True))
        else:
            lane.jobs.append((job, False))
        if lane.task is None and not self._stopping.is_set():
            lane.task = asyncio.create_task(self._run(key, lane))

    @property
    def chats_waiting(self) -> int:
        """How many jobs of groups and channels wait or run."""
        return sum(len(lane.jobs) for key, lane in self._lanes.items() if key < 0)

    async def stop(self, grace_s: float) -> None:
        """Finish the jobs in hand and their answers, at most `grace_s` seconds; leave the rest."""
        self._stopping.set()
        tasks = [lane.task for lane in self._lanes.values() if lane.task]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, key: int, lane: _Lane) -> None:
        while lane.jobs:
            job, owed = lane.jobs[0]
            async with self._places_of_chats if key < 0 else self._places:
                if self._stopping.is_set() and not owed:
                    break
                await self._run_job(job)
            lane.jobs.popleft()
        lane.task = None
        if not lane.jobs:
            del self._lanes[key]

    async def _run_job(self, job: Job) -> None:
        pause = FIRST_PAUSE_S
        while True:
            try:
                return await job()
            except UnreachableError:
                log.warning("Telegram is not reachable; again in %.0f s", pause)
            except Exception as error:  # one broken job must not stop the chat
                log.error("a job failed: %s", describe(error))  # noqa: TRY400 - no traceback: it may quote a draft
                return None
            if await self._stopped_within(pause):
                return None
            pause = min(2 * pause, LONGEST_PAUSE_S)

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return False
        return True
