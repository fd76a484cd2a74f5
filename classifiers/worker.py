"""One thread owns the models: a bounded queue in front of it, small batches, private drafts first."""

import asyncio
import heapq
import itertools
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from classifiers.draft import Draft
from classifiers.judge import Judge
from classifiers.verdict import Verdict

PRIVATE = 0
OBSERVED = 1


class QueueFullError(RuntimeError):
    """The queue is full and the draft is not urgent enough to push another one out."""


@dataclass(order=True)
class _Job:
    priority: int
    number: int
    draft: Draft = field(compare=False)
    result: asyncio.Future[Verdict] = field(compare=False)


class Worker:
    """Judges drafts in a thread of its own, so that the event loop never waits for a model.

    Args:
        load: builds the judge; called once, in the thread.
        capacity: drafts that may wait; above it `PRIVATE` drafts push out the newest `OBSERVED` one.
        batch: most drafts judged together.

    Attributes:
        models: version of each detector and of the rule book, once they are loaded.
    """

    def __init__(self, load: Callable[[], Judge], *, capacity: int = 256, batch: int = 4) -> None:
        self._load = load
        self.models: Mapping[str, str] = {}
        self._capacity = capacity
        self._batch = batch
        self._jobs: list[_Job] = []
        self._numbers = itertools.count()
        self._wake = threading.Condition()
        self._stopping = False
        self._loaded: asyncio.Future[Judge] | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> Judge:
        """Start the thread and wait until the models are loaded.

        Raises:
            Exception: whatever `load` raised.
        """
        self._loop = asyncio.get_running_loop()
        self._loaded = self._loop.create_future()
        self._thread = threading.Thread(target=self._run, name="judge", daemon=True)
        self._thread.start()
        judge = await self._loaded
        self.models = judge.models
        return judge

    async def stop(self, at_most_s: float | None = None) -> None:
        """Finish the batch in hand, cancel what waits, end the thread; wait for it `at_most_s` seconds."""
        with self._wake:
            self._stopping = True
            waiting, self._jobs = self._jobs, []
            self._wake.notify()
        for job in waiting:
            job.result.cancel()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, at_most_s)

    def waiting(self, priority: int = PRIVATE) -> int:
        """How many drafts would be judged before a new one of this priority."""
        with self._wake:
            return sum(job.priority <= priority for job in self._jobs)

    async def judge(self, draft: Draft, *, priority: int = PRIVATE) -> Verdict:
        """Queue a draft and wait for its verdict.

        Raises:
            QueueFullError: no place, at once or because a more urgent draft took it.
        """
        if self._loop is None:
            raise RuntimeError("the worker has not been started")
        job = _Job(priority, next(self._numbers), draft, self._loop.create_future())
        with self._wake:
            self._make_room(priority)
            heapq.heappush(self._jobs, job)
            self._wake.notify()
        return await job.result

    def _make_room(self, priority: int) -> None:
        if len(self._jobs) < self._capacity:
            return
        last = max(self._jobs)
        if last.priority <= priority:
            raise QueueFullError
        self._jobs.remove(last)
        heapq.heapify(self._jobs)
        if not last.result.done():
            last.result.set_exception(QueueFullError())

    def _run(self) -> None:
        try:
            judge = self._load()
        except BaseException as error:
            self._tell(self._loaded, error=error)
            return
        self._tell(self._loaded, result=judge)
        while jobs := self._take():
            self._judge(judge, jobs)

    def _take(self) -> list[_Job]:
        with self._wake:
            self._wake.wait_for(lambda: self._jobs or self._stopping)
            if self._stopping:
                return []
            return [heapq.heappop(self._jobs) for _ in range(min(self._batch, len(self._jobs)))]

    def _judge(self, judge: Judge, jobs: list[_Job]) -> None:
        try:
            verdicts = judge.judge_all([job.draft for job in jobs])
        except Exception as error:
            if len(jobs) == 1:
                self._tell(jobs[0].result, error=error)
                return
            for job in jobs:  # one draft is to blame: find it without failing its neighbours
                self._judge(judge, [job])
            return
        for job, verdict in zip(jobs, verdicts, strict=True):
            self._tell(job.result, result=verdict)

    def _tell(
        self,
        future: "asyncio.Future[object] | asyncio.Future[Verdict] | asyncio.Future[Judge] | None",
        *,
        result: object = None,
        error: BaseException | None = None,
    ) -> None:
        def settle() -> None:
            if future is None or future.done():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)  # type: ignore[arg-type]

        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(settle)
