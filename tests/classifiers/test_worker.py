"""The worker's queue: order, bounds, batches and failures."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from classifiers.draft import Draft
from classifiers.judge import Judge
from classifiers.rules import RuleBook
from classifiers.verdict import Decision, Verdict
from classifiers.worker import OBSERVED, PRIVATE, QueueFullError, Worker


class Slow(Judge):
    """Notes what it is asked and waits at a gate; fails on the draft «сбой»."""

    def __init__(self) -> None:
        super().__init__(RuleBook.load(), [])
        self.batches: list[list[str]] = []
        self.gate = threading.Event()

    def judge_all(self, drafts: Sequence[Draft]) -> list[Verdict]:
        self.batches.append([draft.text for draft in drafts])
        self.gate.wait(5)
        if any(draft.text == "сбой" for draft in drafts):
            raise ZeroDivisionError
        return [Verdict(Decision.APPROVE) for _ in drafts]


@pytest.fixture
def judge() -> Slow:
    return Slow()


Start = Callable[..., "asyncio.Future[Worker]"]


@pytest.fixture
async def worker(judge: Slow) -> AsyncIterator[Worker]:
    worker = Worker(lambda: judge, capacity=3, batch=2)
    await worker.start()
    yield worker
    judge.gate.set()
    await worker.stop()


async def submit(worker: Worker, text: str, priority: int = PRIVATE) -> "asyncio.Task[Verdict]":
    task = asyncio.create_task(worker.judge(Draft(text), priority=priority))
    await asyncio.sleep(0.02)
    return task


async def test_private_drafts_go_first_and_order_is_kept(worker: Worker, judge: Slow) -> None:
    tasks = [await submit(worker, "в работе")]
    for text, priority in (("группа", OBSERVED), ("первый", PRIVATE), ("второй", PRIVATE)):
        tasks.append(await submit(worker, text, priority))
    assert worker.waiting() == 2
    judge.gate.set()
    await asyncio.gather(*tasks)
    assert judge.batches == [["в работе"], ["первый", "второй"], ["группа"]]


async def test_full_queue_sheds_observation_for_a_private_draft(worker: Worker, judge: Slow) -> None:
    tasks = [await submit(worker, "в работе")]
    observed = [await submit(worker, str(number), OBSERVED) for number in range(3)]
    private = await submit(worker, "личный")
    with pytest.raises(QueueFullError):
        await observed[-1]
    with pytest.raises(QueueFullError):
        await worker.judge(Draft("ещё"), priority=OBSERVED)
    judge.gate.set()
    await asyncio.gather(*tasks, *observed[:2], private)


async def test_one_bad_draft_does_not_fail_its_neighbour(worker: Worker, judge: Slow) -> None:
    first = await submit(worker, "в работе")
    bad, good = await submit(worker, "сбой"), await submit(worker, "хороший")
    judge.gate.set()
    await first
    assert (await good).decision is Decision.APPROVE
    with pytest.raises(ZeroDivisionError):
        await bad


async def test_error_while_loading_reaches_start() -> None:
    def load() -> Judge:
        raise OSError("no model")

    with pytest.raises(OSError, match="no model"):
        await Worker(load).start()


async def test_stop_cancels_what_waits(worker: Worker, judge: Slow) -> None:
    first, second = await submit(worker, "в работе"), await submit(worker, "ждёт")
    judge.gate.set()
    await worker.stop()
    assert (await first).decision is Decision.APPROVE
    assert second.cancelled() or (await second).decision is Decision.APPROVE
