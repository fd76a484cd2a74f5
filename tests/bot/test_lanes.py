"""Lanes: order in a chat, chats side by side, debts first, stopping."""

import asyncio
from functools import partial

import pytest

from bot import lanes
from bot.lanes import Lanes
from bot.telegram_errors import UnreachableError


class Log(list[str]):
    async def job(self, name: str, seconds: float = 0) -> None:
        self.append(f"{name} begins")
        await asyncio.sleep(seconds)
        self.append(f"{name} ends")

    def ended(self) -> list[str]:
        return [line.removesuffix(" ends") for line in self if line.endswith(" ends")]


async def test_a_lane_keeps_its_order_and_others_do_not_wait() -> None:
    log, all_lanes = Log(), Lanes()
    all_lanes.add(1, partial(log.job, "slow", 0.1))
    all_lanes.add(1, partial(log.job, "second"))
    all_lanes.add(2, partial(log.job, "other"))
    await asyncio.sleep(0.2)
    assert log.ended() == ["other", "slow", "second"]


async def test_debts_come_first_in_their_order() -> None:
    log, all_lanes = Log(), Lanes()
    all_lanes.add(1, partial(log.job, "running", 0.05))
    all_lanes.add(1, partial(log.job, "later"))
    await asyncio.sleep(0)
    for name in ("debt 1", "debt 2", "debt 3"):
        all_lanes.add(1, partial(log.job, name), owed=True)
    await asyncio.sleep(0.2)
    assert log.ended() == ["running", "debt 1", "debt 2", "debt 3", "later"]


async def test_a_broken_job_does_not_stop_its_lane(caplog: pytest.LogCaptureFixture) -> None:
    async def broken() -> None:
        raise RuntimeError("words of a draft")

    log, all_lanes = Log(), Lanes()
    all_lanes.add(1, broken)
    all_lanes.add(1, partial(log.job, "next"))
    await asyncio.sleep(0.05)
    assert log.ended() == ["next"]
    assert "words of a draft" not in caplog.text


async def test_a_job_that_finds_telegram_unreachable_is_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "FIRST_PAUSE_S", 0.01)
    log, all_lanes, failures = Log(), Lanes(), iter([True, True, False])

    async def job() -> None:
        if next(failures):
            raise UnreachableError
        await log.job("it")

    all_lanes.add(1, job)
    all_lanes.add(1, partial(log.job, "next"))
    await asyncio.sleep(0.2)
    assert log.ended() == ["it", "next"]


async def test_stopping_finishes_the_job_in_hand_and_its_debt_only() -> None:
    log, all_lanes = Log(), Lanes()

    async def judge() -> None:
        await log.job("judge", 0.1)
        all_lanes.add(1, partial(log.job, "answer"), owed=True)

    all_lanes.add(1, judge)
    all_lanes.add(1, partial(log.job, "next"))
    await asyncio.sleep(0.02)
    await all_lanes.stop(1)
    assert log.ended() == ["judge", "answer"]


async def test_stopping_does_not_wait_for_ever() -> None:
    log, all_lanes = Log(), Lanes()
    all_lanes.add(1, partial(log.job, "endless", 60))
    await asyncio.sleep(0.02)
    await asyncio.wait_for(all_lanes.stop(0.1), 1)
    assert log.ended() == []
