"""Does what the bot owes to watched chats, again after a restart, until it is done."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.logs import describe
from bot.store import duties
from bot.store.base import utcnow
from bot.store.duties import Duty
from bot.telegram_errors import CallError
from bot.watch import holding, reporting, restoring, telling
from bot.watch.watch import Later, Watch, backoff

log = logging.getLogger(__name__)

LONGEST_SLEEP_S = 5.0
MOST_FAILURES = 12
TRIED_FOR = timedelta(hours=24)

DUTIES: Mapping[str, Callable[[Watch, Duty], Awaitable[None]]] = {
    "greet": telling.greet,
    "refuse": telling.refuse,
    "report": reporting.report,
    "hold": holding.hold,
    "delete": holding.delete,
    "restore": restoring.restore,
    "mark": reporting.mark,
    "ask": reporting.ask,
    "tell": reporting.tell,
    "warn": telling.warn,
    "notice": telling.notice,
}
_IN_THE_CHAT = ("greet", "refuse", "warn", "notice")


class Steward:
    """Runs the duties: those of one chat in order, the chats side by side.

    What is said in a chat does not wait for what is said to its reviewers, whose chat has its own limit of
    messages a minute.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._busy: dict[tuple[int, bool], asyncio.Task[None]] = {}
        self._news = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Look for new duties now."""
        self._news.set()

    async def run(self) -> None:
        """Do duties until cancelled."""
        while True:
            self._news.clear()
            try:
                pause = await self._begin_what_is_due()
            except Exception as error:  # the database is busy: next time
                log.error("duties could not be read: %s", describe(error))  # noqa: TRY400
                pause = LONGEST_SLEEP_S
            try:
                # Not wait_for: in Python 3.11 it swallows a cancellation that comes together with the news.
                async with asyncio.timeout(pause):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def stop(self, grace_s: float) -> None:
        """Finish the duties in hand, at most `grace_s` seconds; the rest stays owed."""
        self._stopping = True
        tasks = list(self._busy.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _begin_what_is_due(self) -> float:
        if self._stopping:
            return LONGEST_SLEEP_S
        async with self._watch.database.reading() as session:
            waiting = await duties.due(session)
            soon = await duties.next_due(session)
        lanes: dict[tuple[int, bool], list[Duty]] = {}
        for duty in waiting:
            lanes.setdefault((duty.chat_id, duty.kind in _IN_THE_CHAT), []).append(duty)
        for lane, batch in lanes.items():
            if lane not in self._busy:
                self._busy[lane] = asyncio.create_task(self._serve(lane, batch))
        left = (soon - utcnow()).total_seconds() if soon and not waiting else LONGEST_SLEEP_S
        return min(max(left, 0.05), LONGEST_SLEEP_S)

    async def _serve(self, lane: tuple[int, bool], batch: list[Duty]) -> None:
        try:
            for duty in batch:
                if self._stopping:
                    break
                await self._do(duty)
        finally:
            del self._busy[lane]
            self._news.set()

    async def _do(self, duty: Duty) -> None:
        try:
            await DUTIES[duty.kind](self._watch, duty)
        except Later as later:
            await self._postpone(duty, later.until - utcnow())
        except CallError as error:
            log.warning("%s in chat %d waits: %s", duty.kind, duty.chat_id, type(error).__name__)
            await self._try_again(duty, in_vain=utcnow() - duty.created_at > TRIED_FOR)
        except Exception as error:  # one broken duty must not stop the chat
            log.error("%s in chat %d failed: %s", duty.kind, duty.chat_id, describe(error))  # noqa: TRY400
            await self._try_again(duty, in_vain=duty.attempts >= MOST_FAILURES)

    async def _postpone(self, duty: Duty, pause: timedelta) -> None:
        async with self._watch.database.writing() as session:
            await duties.postpone(session, duty.id, utcnow() + pause)

    async def _try_again(self, duty: Duty, *, in_vain: bool) -> None:
        if not in_vain:
            await self._postpone(duty, backoff(duty.attempts))
            return
        log.error("%s in chat %d is given up", duty.kind, duty.chat_id)
        async with self._watch.database.writing() as session:
            await duties.done(session, duty.id)
